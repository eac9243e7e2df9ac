import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { complete } from '../../../core/predicate/search-complete.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'
import { addTerm, printSearch } from '../../../core/predicate/search-print.ts'
import { parseSyntax } from '../../../core/predicate/search-syntax.ts'
import { simplify } from '../../../core/predicate/simplify.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { documents } from '../../support/predicate-arbitraries.ts'

/** Pieces that mean something to the language, so that most texts are nearly right. */
const pieces = fc.constantFrom(
  'user.name',
  'source.ip',
  'source.port',
  '@timestamp',
  'message',
  'a',
  'host.name',
  'tags',
  'n',
  'x y',
  '9',
  ':',
  ': ',
  '<',
  '<=',
  '>',
  '>=',
  '(',
  ')',
  '"',
  '*',
  '\\',
  '\\u{41}',
  '\\u{',
  '\\*',
  ' ',
  '  ',
  '\n',
  '::1',
  ' and ',
  ' or ',
  ' not ',
  'AND',
  'Not',
  'và',
  'không',
  '=',
  '!=',
  '&&',
  '10.0.0.0/8',
  '10.0.0.1',
  '443',
  '-1',
  '2026-11-30',
  '30/11/2026',
  'đăng',
  'ĐĂNG',
  'C:\\Windows',
  'http://a',
  '\ud800',
  '\u202e',
  '\u0000',
  '😀',
  '"a b"',
)
const texts = fc.oneof(
  { weight: 4, arbitrary: fc.array(pieces, { maxLength: 14 }).map((list) => list.join('')) },
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.string({ maxLength: 60, unit: 'grapheme' }),
)

/** Texts that are right, made from the grammar. */
const values = fc.constantFrom('a', 'root', 'svc_*', '"a b"', '10', '"*x*"', '"\\u{a}"', 'đăng', '*', '"and"', 'C:\\x')
const fields = fc.constantFrom('a', 'b', 'host.name', 'tags', 'n', 'a\\ b', 'event.action', 'message')
const queries = fc.letrec<{ query: string; list: string }>((tie) => ({
  list: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    values,
    fc.tuple(tie('list'), fc.constantFrom('and', 'or'), tie('list')).map((part) => part.join(' ')),
    tie('list').map((part) => `not (${part})`),
  ),
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: fc.tuple(fields, values).map(([field, value]) => `${field}: ${value}`) },
    fc.tuple(fields, fc.constantFrom('<', '<=', '>', '>=')).map(([field, op]) => `${field} ${op} 9.5`),
    fc.tuple(fields, tie('list')).map(([field, list]) => `${field}: (${list})`),
    values,
    {
      weight: 3,
      arbitrary: fc.tuple(tie('query'), fc.constantFrom(' and ', ' or ', ' '), tie('query')).map((p) => p.join('')),
    },
    tie('query').map((part) => `not ${part}`),
    tie('query').map((part) => `(${part})`),
  ),
})).query

test('no text makes it throw, and every problem lies within the text', () => {
  fc.assert(
    fc.property(texts, fc.nat(80), (text, cursor) => {
      const parsed = parseSearch(text, { timeZone: 'Asia/Ho_Chi_Minh' })
      const problems = parsed.ok ? parsed.value.warnings : parsed.error
      assert.ok(parsed.ok || problems.length > 0)
      for (const { start, end, level } of problems) {
        assert.ok(0 <= start && start <= end && end <= text.length, `${start} … ${end} of ${text.length}`)
        assert.ok(!parsed.ok || level === 'warning')
      }
      const at = Math.min(cursor, text.length)
      const completion = complete(text, at)
      if (completion !== undefined)
        assert.ok(completion.start <= at && at <= completion.end && completion.end <= text.length)
    }),
    { numRuns: 3000 },
  )
})

test('what is printed reads back to the same question, and prints to itself', () => {
  let read = 0
  fc.assert(
    fc.property(fc.oneof(texts, queries), (text) => {
      const syntax = parseSyntax(text)
      const parsed = parseSearch(text)
      if (!syntax.ok || syntax.value === undefined || !parsed.ok) return
      read++
      const printed = printSearch(syntax.value)
      const again = parseSearch(printed)
      assert.ok(again.ok, printed)
      assert.deepEqual(simplify(again.value.predicate), simplify(parsed.value.predicate), printed)
      const syntaxAgain = parseSyntax(printed)
      assert.equal(syntaxAgain.ok && syntaxAgain.value && printSearch(syntaxAgain.value), printed)
    }),
    { numRuns: 3000 },
  )
  assert.ok(read > 1500, `${read} texts could be read`)
})

test('queries made from the grammar are understood', () => {
  fc.assert(
    fc.property(queries, (text) => assert.ok(parseSearch(text).ok, text)),
    { numRuns: 500 },
  )
})

const names = fc.oneof(
  fc.constantFrom('and', '9', 'a b', 'x:y', '*', '(', '\\', '"', 'a'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
)
const exact = fc.oneof(
  fc.constantFrom('*', 'a*b', '"', '\\', 'C:\\x\\*', 'and', '', 'a\nb', '\ud800', '\u202e', ' ', '\\u{41}', '10'),
  fc.string({ maxLength: 20, unit: 'binary' }),
)

test('an added condition holds for just that value, whatever it and the field are called', () => {
  fc.assert(
    fc.property(names, exact, exact, (name, value, other) => {
      const only = parseSearch(addTerm('', name, value, 'only'))
      const without = parseSearch(addTerm('', name, value, 'not'))
      assert.ok(only.ok && without.ok)
      const event = (held: string) => ({ [name]: held })
      const [holds, lacks] = [toMatcher(only.value.predicate), toMatcher(without.value.predicate)]
      assert.ok(holds(event(value)))
      assert.ok(!lacks(event(value)))
      assert.equal(holds(event(other)), !lacks(event(other)))
      if (
        other.toLowerCase().normalize('NFC') !== value.toLowerCase().normalize('NFC') &&
        /^[ -~]*$/.test(value + other)
      )
        assert.ok(!holds(event(other)), `${JSON.stringify(other)} is not ${JSON.stringify(value)}`)
    }),
    { numRuns: 2000 },
  )
})

test('a condition added to a question narrows it by just that', () => {
  fc.assert(
    fc.property(queries, fc.constantFrom('a', 'tags', 'host.name'), values, documents, (text, field, value, event) => {
      const [before, after] = [parseSearch(text), parseSearch(addTerm(text, field, value, 'only'))]
      const added = parseSearch(addTerm('', field, value, 'only'))
      assert.ok(before.ok && after.ok && added.ok)
      // What the text said of the same pair before gives way, so the question may only widen by that.
      const was = toMatcher(before.value.predicate)(event) && toMatcher(added.value.predicate)(event)
      const is = toMatcher(after.value.predicate)(event)
      assert.ok(!was || is, addTerm(text, field, value, 'only'))
      assert.ok(!is || toMatcher(added.value.predicate)(event))
    }),
    { numRuns: 1000 },
  )
})

test('adding keeps what stands, in brackets where it needs them, and the same pair once', () => {
  assert.equal(addTerm('', 'user.name', 'root', 'only'), 'user.name: "root"')
  assert.equal(addTerm(' a b ', 'user.name', 'a*"\\', 'not'), 'a b and not user.name: "a\\*\\"\\\\"')
  assert.equal(addTerm('a or b', 'x', 'y', 'only'), '(a or b) and x: "y"')
  assert.equal(addTerm('(a or b)', 'x', 'y', 'only'), '(a or b) and x: "y"')
  assert.equal(addTerm('x: (a or b)', 'x', 'y', 'only'), 'x: (a or b) and x: "y"')
  assert.equal(addTerm('x: (a and b)', 'x', 'a', 'only'), 'x: (a and b) and x: "a"')
  assert.equal(addTerm('a and not x: y and b', 'x', 'y', 'only'), 'a and b and x: "y"')
  assert.equal(addTerm('x: y', 'x', 'y', 'not'), 'not x: "y"')
  assert.equal(addTerm('x: "y', 'x', 'y', 'only'), 'x: "y and x: "y"')
})
