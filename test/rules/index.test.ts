import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { toEvent } from '../../collector/map/to-event.ts'
import type { AnyField, Fold, Predicate, WildcardPart } from '../../core/predicate/predicate.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { indexedEvaluator, indexedInSlices } from '../../rules/engine/index.ts'
import { loadRules } from '../../rules/engine/load.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { read, ruleText, selection } from './support.ts'

// The index answers as the plain matcher does, rule for rule, on rules and events made of the same few words.

const [model] = read(ruleText(selection('f: x'))).rules
assert.ok(model)
const rule = (detection: Predicate, route: Predicate = { kind: 'true' }, id = 0): Rule => ({
  ...model,
  id: String(id),
  route,
  detection,
})

const words = [
  'a',
  'b',
  'ab',
  'cmd',
  'C:\\',
  '.exe',
  '-',
  'đường',
  'ĐƯỜNG',
  'u\u031b\u0301',
  '\u0301',
  'ſ',
  'K',
  'K',
  'ß',
  'SS',
]
const word = fc.constantFrom(...words, '', '10', 'İ', 'ς', 'Σ', '😀', '\ud83d', '\ufffd', '_', '\n')
const few = fc.constantFrom('a', 'cmd', '.exe', 'đường', 'ss')
const text = fc.oneof(
  { weight: 4, arbitrary: few },
  fc.array(fc.oneof(few, word), { maxLength: 4 }).map((parts) => parts.join('')),
)
const address = fc.constantFrom('10.0.0.1', '10.0.1.1', '::ffff:10.0.0.1', '2001:db8::1', '10.0.0')
const scalar = fc.oneof(
  { weight: 8, arbitrary: text },
  fc.constantFrom<unknown>(10, 10.5, -1, 0, true, false, '10.0', '010', 'true', '2026-11-30T15:00:00Z'),
  address,
)
const fieldNames = ['a', 'b', 'n.x', 'n.x.y', 'n'] as const
const field = fc.constantFrom(...fieldNames)

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.constantFrom(null, [], {}),
  fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }),
  fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }),
)
const inner = fc.dictionary(fc.constantFrom('x', 'y', 'x.y'), fc.oneof(value, fc.dictionary(fc.constant('y'), value)))
const event: fc.Arbitrary<object> = fc
  .tuple(
    fc.record({ a: value, b: value, n: fc.oneof(inner, value) }, { noNullPrototype: true }),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'n', 'n.x', 'n.x.y', 'other', 'event', 'vonggac'),
      fc.oneof(value, inner, fc.array(inner, { maxLength: 2 })),
      { maxKeys: 3 },
    ),
  )
  .map(([usual, odd]) => ({ ...usual, ...odd }))

const fold: fc.Arbitrary<Fold> = fc.constantFrom('case', 'case', 'case', 'none', 'search')
const run: WildcardPart = { any: 'run' }
const pattern: fc.Arbitrary<readonly WildcardPart[]> = fc.oneof(
  text.map((one) => [run, one, run]),
  text.map((one) => [one, run]),
  text.map((one) => [run, one]),
  fc.array(fc.oneof(word, fc.constantFrom<WildcardPart>(run, { any: 'one' })), { maxLength: 5 }),
)
const tested: fc.Arbitrary<AnyField['test']> = fc.oneof(
  fc.record({ kind: fc.constant('equals' as const), value: text, fold }),
  fc.record({ kind: fc.constant('wildcard' as const), pattern, fold }),
  fc.record({
    kind: fc.constant('regex' as const),
    pattern: fc.constantFrom('cmd', 'cmd.*exe', '^a+b', '(?:ab)+$', 'a|b', 'cmdk', 'ss', '.{3,}'),
    flags: fc.constantFrom('', 'i', 's', 'im'),
  }),
)
const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(field, tested).map(([name, test]): Predicate => ({ ...test, field: name })) },
  fc.record({ kind: fc.constant('exists' as const), field }),
  fc.record({
    kind: fc.constant('compare' as const),
    field,
    op: fc.constantFrom('lt' as const, 'gte' as const, 'eq' as const),
    value: fc.constantFrom(0, 10, 15),
    as: fc.constantFrom('number' as const, 'hour' as const),
  }),
  fc.record({ kind: fc.constant('cidr' as const), field, network: fc.constantFrom('10.0.0.0/24', '2001:db8::/32') }),
  fc.record({
    kind: fc.constant('fieldEquals' as const),
    field,
    other: field,
    how: fc.constantFrom('equals' as const, 'startswith' as const, 'contains' as const),
    fold,
  }),
  tested.map((test): Predicate => ({ kind: 'anyField', test })),
)
const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ node: Predicate }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: tie('node').map((of): Predicate => ({ kind: 'not', of })) },
    fc.record({ kind: fc.constant('all' as const), of: fc.array(tie('node'), { maxLength: 2 }) }),
    fc.record({ kind: fc.constant('any' as const), of: fc.array(tie('node'), { maxLength: 5 }) }),
    fc.constantFrom<Predicate>({ kind: 'true' }, { kind: 'false' }),
  ),
})).node
const route = fc.oneof({ weight: 6, arbitrary: fc.constant<Predicate>({ kind: 'true' }) }, leaf)

test('the index fires exactly the rules that the plain matcher fires, in the same order', () => {
  let judged = 0
  let fired = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(predicate, route), { minLength: 1, maxLength: 12 }),
      fc.array(event, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('vendor' as const, 'document' as const),
      (predicates, events, keywordsIn) => {
        const rules = predicates.map(([detection, from], i) => rule(detection, from, i))
        const plain = evaluator(rules, { keywordsIn })
        const indexed = indexedEvaluator(rules, { keywordsIn })
        for (const one of [...events, ...events]) {
          const expected = plain.evaluate(one).map(({ id }) => id)
          assert.deepEqual(
            indexed.evaluate(one).map(({ id }) => id),
            expected,
          )
          judged += rules.length
          fired += expected.length
        }
      },
    ),
    { numRuns: 1500 },
  )
  assert.ok(fired / judged >= 0.3, `only ${fired} of ${judged} pairs are true`)
})

test('guards chosen anew, and values remembered or not, change no answer', () => {
  const rules = fc.sample(fc.tuple(predicate, route), { numRuns: 60, seed: 5 })
  const events = fc.sample(event, { numRuns: 400, seed: 6 })
  const all = rules.map(([detection, from], i) => rule(detection, from, i))
  const plain = evaluator(all)
  const indexed = indexedEvaluator(all)
  for (let i = 0; i < 6_000; i++) {
    const given = events[(i * 7) % events.length] ?? {}
    // Every second event has values that never come again.
    const one = i % 2 === 0 ? given : { ...given, a: `${i}cmd`, b: [`${i}.exe`, i] }
    assert.deepEqual(indexed.evaluate(one), plain.evaluate(one), JSON.stringify(one))
  }
})

test('what is known of one event is forgotten before the next', () => {
  const detection: Predicate = {
    kind: 'all',
    of: [
      { kind: 'wildcard', field: 'a', pattern: [run, 'x', run], fold: 'case' },
      { kind: 'equals', field: 'b', value: 'y', fold: 'case' },
    ],
  }
  const { evaluate } = indexedEvaluator([rule(detection)])
  const counts = [{ a: 'x', b: 'y' }, { a: 'x' }, { b: 'y' }, { a: 'x', b: 'z' }, { a: 'axa', b: 'Y' }, {}].map(
    (one) => evaluate(one).length,
  )
  assert.deepEqual(counts, [1, 0, 0, 0, 1, 0])
})

test('fields named as members of every object are fields', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const { evaluate } = indexedEvaluator([rule({ kind: 'equals', field: name, value: 'x', fold: 'case' })])
    assert.equal(evaluate({}).length, 0)
    assert.equal(evaluate(JSON.parse(`{"${name}": "x"}`)).length, 1)
  }
})

test('an index made in slices answers as one that is made at once', async () => {
  const { rules } = loadRules([join(import.meta.dirname, '../../rules/pack')], { taxonomy: 'ecs' })
  const whole = indexedEvaluator(rules)
  const sliced = await indexedInSlices(rules, 0)
  let fired = 0
  for (const { tests } of rules) {
    for (const line of [...tests.fires, ...tests.silent]) {
      const event = toEvent({ bytes: line }, 'auto', { receivedAt: 0, zone: 'Asia/Ho_Chi_Minh' })
      const found = sliced.evaluate(event)
      assert.deepEqual(found, whole.evaluate(event))
      fired += found.length
    }
  }
  assert.ok(fired > 50)
})

test('a text that comes after much that only begins as it does is found in the same value', () => {
  const detection: Predicate = { kind: 'wildcard', field: 'a', pattern: [run, 'abcdef', run], fold: 'case' }
  for (const before of ['abc ', 'abcd ', 'bcde ', 'cde ']) {
    for (const shift of ['', '.', '..']) {
      const { evaluate } = indexedEvaluator([rule(detection)])
      assert.equal(evaluate({ a: `${before.repeat(9_000)}${shift}abcdef` }).length, 1, `${before}${shift}`)
    }
  }
})
