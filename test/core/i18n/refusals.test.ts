import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { refusalsVi } from '../../../core/i18n/refusals-vi.ts'
import { isTextKey } from '../../../core/i18n/text-key.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const rooms = ['core/lib', 'response', 'console/api', 'rules', 'roles']

/** The text of the call that begins there, up to the bracket that closes it. */
function callAt(text: string, from: number): string {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')' && --depth === 0) return text.slice(from, at)
  }
  return text.slice(from)
}

const files = globSync(
  rooms.map((room) => `${room}/**/*.ts`),
  { cwd: root },
)
const sources = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

test('every refusal that says why by a code has a text for it, and every text is of a code', () => {
  const codes = new Set<string>()
  const named = new Set<string>()
  for (const { text } of sources) {
    for (const { index } of text.matchAll(/\btold\(/g)) {
      for (const [, code = ''] of callAt(text, index).matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)) codes.add(code)
    }
    // Codes that stand in a table or a type, and reach `told` from there.
    for (const [, code = ''] of text.matchAll(/'((?:field|value)-[a-z]+)'/g)) named.add(code)
  }
  assert.ok(codes.size > 70, `${codes.size}`)
  assert.deepEqual(
    [...codes].filter((code) => !isTextKey(`problem.${code}`)),
    [],
  )
  const unused = Object.keys(refusalsVi).filter(
    (key) => !codes.has(key.slice('problem.'.length)) && !named.has(key.slice('problem.'.length)),
  )
  assert.deepEqual(unused, [])
})

/** What nobody reads on a screen: told on a command line, at the start, to a program alone, or caught and told otherwise. */
const unseen =
  /^response\/(?:audit\/syslog-target|indicators\/read-file)|^roles\/(?!rule-desk|dead-letters)|^response\/retention\/hold|^rules\/(?!live|backfill|collections\/(?:filter|edit))/

test('nobody is refused on a screen in the words of the source alone', () => {
  const bare: string[] = []
  let seen = 0
  for (const { file, text } of sources) {
    if (unseen.test(file)) continue
    for (const { index } of text.matchAll(/new CodedError\(\s*'(?:bad-request|too-large|conflict)'/g)) {
      const call = callAt(text, index)
      seen += 1
      if (/told\(|problems|\.\.\./.test(call)) continue
      const [, why = ''] = /hint: '([a-z-]+)'/.exec(call) ?? []
      // People's own refusals are told by `people.why`, from the lists that their unions of codes keep whole.
      if (
        isTextKey(`people.why.${why}`) ||
        /^response\/identity\/.*hint: (?:problem|why|refusal|`last-)/.test(`${file} ${call}`)
      )
        continue
      // Somebody else was faster: the text of `conflict` says it.
      if (/'conflict', ['`][^'`]*(?:meanwhile|since (?:it|they))/.test(call)) continue
      bare.push(`${file}: ${call.replace(/\s+/g, ' ')}`)
    }
  }
  assert.ok(seen > 60, `${seen}`)
  assert.deepEqual(bare, [])
})
