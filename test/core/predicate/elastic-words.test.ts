import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldSearch } from '../../../core/lib/fold-text.ts'
import { anyFieldContains } from '../../../core/predicate/build.ts'
import { elasticWords, soughtInWords } from '../../../core/predicate/elastic-words.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'

const run = { any: 'run' } as const

test('a value contains a text just when one of the words does, wherever words can tell', () => {
  const piece = fc.constantFrom(
    'failed',
    'Password',
    'đăng',
    'nhập',
    'a',
    '9',
    ' ',
    '-',
    '.',
    '_',
    '/',
    '\n',
    'ß',
    '한',
  )
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
  const sought = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  let told = 0
  let held = 0
  fc.assert(
    fc.property(text, text, sought, fc.boolean(), (one, other, part, within) => {
      const literal = within ? one.slice(1, 7) : part
      const needle = soughtInWords([run, foldSearch(literal), run])
      if (needle === undefined) return
      told++
      const document = { message: one, product: { list: [other, 7, true] } }
      const matches = toMatcher(anyFieldContains(literal, 'search'))(document)
      if (matches) held++
      assert.equal(
        elasticWords(document).some((word) => word.includes(needle)),
        matches,
        JSON.stringify([one, other, literal]),
      )
    }),
    { numRuns: 20_000 },
  )
  assert.ok(told > 5_000, `${told} told`)
  assert.ok(held > told / 3, `${held} of ${told} held`)
})

test('words tell of one word, or of two with one character between; not of what begins or ends a value', () => {
  const asked = (text: string) => soughtInWords([run, text, run])
  assert.equal(asked('wp-login'), 'wp-login')
  assert.equal(asked('failed password'), 'failed password')
  assert.equal(asked('10'), '10')
  assert.equal(asked('10.0.0.1'), undefined)
  assert.equal(asked('failed password for'), undefined)
  assert.equal(asked('failed '), undefined)
  assert.equal(soughtInWords([run, 'failed']), undefined)
  assert.equal(soughtInWords(['failed', run]), undefined)
})

test('what stands in our own stamps is no word, and no word stands twice', () => {
  const document = {
    event: { original: 'One two ONE', dataset: 'stamped' },
    vonggac: { unit: { id: 'xa' } },
    a: ['two'],
  }
  assert.deepEqual(elasticWords(document).toSorted(), ['one', 'one two', 'two', 'two one'])
})
