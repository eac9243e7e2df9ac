import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { loadRules } from '../../rules/engine/load.ts'
import { readPlaceholders } from '../../rules/engine/placeholders.ts'

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(tmpdir(), 'vonggac-lists-'))
  t.after(() => rmSync(made, { recursive: true }))
  mkdirSync(join(made, 'lists'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text)
  return made
}

test('lists come from YAML maps, from files of lines, and from folders of both', (t) => {
  const at = folder(t, {
    'lists/a.yml': 'Countries: [VN, "no", 007]\nAdmins:\n  - an\n',
    'lists/Admins.txt': '\ufeff# of the province\r\nbình\r\n\r\n  chi  \r\n',
    'lists/notes.md': 'no list',
  })
  assert.deepEqual(readPlaceholders([join(at, 'lists')]), {
    lists: { Admins: ['bình', 'chi', 'an'], Countries: ['VN', 'no', '007'] },
    problems: [],
  })
})

test('what is no list is told with its place, and the others still count', (t) => {
  const at = folder(t, { 'a.yml': 'Good: [x]\nBad: x\nWorse: [[x]]\n', 'b.yml': '- x\n', 'c.yml': 'a: [\n' })
  const paths = ['a.yml', 'b.yml', 'c.yml', 'none.txt'].map((name) => join(at, name))
  const { lists, problems } = readPlaceholders(paths)
  assert.deepEqual(lists, { Good: ['x'] })
  assert.deepEqual(
    problems.map(({ code, file, line }) => [code, file.slice(at.length + 1), line]),
    [
      ['invalid-placeholders', 'a.yml', 2],
      ['invalid-placeholders', 'a.yml', 3],
      ['invalid-placeholders', 'b.yml', 1],
      ['yaml-syntax', 'c.yml', 2],
      ['file-unreadable', 'none.txt', undefined],
    ],
  )
})

const rule = `title: T
id: 5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11
logsource: {product: linux}
detection:
  sel: {User|expand: '%Admins%'}
  condition: sel
`

test('configured lists fill the placeholders of rules; without them the rule is refused and the setting named', (t) => {
  const at = folder(t, { 'rule.yml': rule, 'Admins.txt': 'an\n' })
  const { lists: placeholders } = readPlaceholders([join(at, 'Admins.txt')])
  const filled = loadRules([join(at, 'rule.yml')], { taxonomy: 'ecs', placeholders })
  assert.deepEqual([filled.rules.length, filled.problems], [1, []])
  const refused = loadRules([join(at, 'rule.yml')], { taxonomy: 'ecs' })
  assert.equal(refused.rejected, 1)
  const [problem] = refused.problems
  assert.equal(problem?.code, 'unresolved-placeholder')
  assert.match(problem?.hint ?? '', /rules\.placeholders/)
})
