import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldSearch } from '../../../core/lib/fold-text.ts'
import { any, contains, equals } from '../../../core/predicate/build.ts'
import { elasticWords, freeText } from '../../../core/predicate/elastic-words.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'

const anywhere = (text: string) => [contains('event.original', text, 'search'), contains('message', text, 'search')]
const asked = (text: string) => freeText(anywhere(text))?.sought

test('a line or message contains a text just when one of the words does, wherever words can tell', () => {
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
      const needle = asked(literal)
      if (needle === undefined) return
      told++
      assert.equal(needle, foldSearch(literal))
      const document = { message: [other, 7], event: { original: one }, product: { name: literal } }
      const matches = toMatcher(any(...anywhere(literal)))(document)
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

test('words tell of one word, or of two with one character between, asked of both texts', () => {
  assert.equal(asked('wp-login'), 'wp-login')
  assert.equal(asked('Failed Password'), 'failed password')
  assert.equal(asked('10'), '10')
  assert.equal(asked('10.0.0.1'), undefined)
  assert.equal(asked('failed password for'), undefined)
  assert.equal(asked('failed '), undefined)
  const [line, message] = anywhere('failed')
  assert.ok(line !== undefined && message !== undefined)
  assert.equal(freeText([line]), undefined)
  assert.equal(freeText([line, ...anywhere('other').slice(1)]), undefined)
  assert.equal(freeText([line, contains('message', 'failed', 'case')]), undefined)
  const other = equals('user.name', 'an')
  assert.deepEqual(freeText([message, other, line]), { sought: 'failed', rest: [other] })
})

test('no word stands twice, and other fields give none', () => {
  const document = {
    event: { original: 'One two ONE', dataset: 'stamped' },
    vonggac: { unit: { id: 'xa' } },
    a: ['two'],
  }
  assert.deepEqual(elasticWords(document).toSorted(), ['one', 'one two', 'two', 'two one'])
})
