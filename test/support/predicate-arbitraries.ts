import fc from 'fast-check'
import { all, any, equals, everything, not, nothing } from '../../core/predicate/build.ts'
import type { Fold, Leaf, Predicate, WildcardPart } from '../../core/predicate/predicate.ts'

/**
 * Predicates and documents drawn from the same small pools of names and values, so that about half of the pairs hold, and
 * with the awkward of every sort among them.
 */
const texts = [
  'a',
  'A',
  'ab',
  'abc',
  'b',
  '',
  'đăng',
  'ĐĂNG',
  'dang',
  'đa\u0306ng',
  'ß',
  'SS',
  'ς',
  'a|b',
  'a*b',
  'a?b',
  '[a]',
  'a\\',
  '"',
  "'",
  '%_',
  'a\nb',
  'a\0b',
  '\ud800',
  '\u0001',
  '😀',
  '10',
  '10.0',
  '010',
  '-1',
  '1e3',
  'true',
  'null',
  '10.0.0.1',
  '::ffff:10.0.0.1',
  '10.0.0.300',
  'fe80::1',
  '2026-02-03T04:05:06Z',
  '2026-02-03T04:05:06.789+07:00',
  '2026-02-30',
]
const numbers = [0, -0, 1, 10, -1, 10.5, 0.1, 1e21, 1e-7, 9007199254740992, -9007199254740994, 1770091506000]
const names = ['a', 'b', 'a.b', 'a.b.c', 'host.name', 'tags', 'n', 'event.original', 'vonggac.x', 'a b', 'constructor']
const keys = [
  'a',
  'b',
  'c',
  'a.b',
  'b.c',
  'host',
  'name',
  'host.name',
  'tags',
  'n',
  'event',
  'original',
  'vonggac',
  'a b',
]

const text = fc.oneof(fc.constantFrom('a', 'ab', 'ĐĂNG', '10', '10.0.0.1'), fc.constantFrom(...texts))
const scalar = fc.oneof({ weight: 5, arbitrary: text }, fc.constantFrom(...numbers), fc.boolean())
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 3, arbitrary: fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 3 }) },
  ),
})).value

/** Documents: mostly of the shape that real events have, some anything at all. */
export const documents: fc.Arbitrary<object> = fc
  .record(
    {
      a: fc.oneof(value, fc.record({ b: value }), fc.record({ b: fc.record({ c: value }) })),
      b: value,
      host: fc.record({ name: fc.oneof(scalar, value) }),
      tags: fc.array(text, { maxLength: 3 }),
      n: fc.constantFrom(...numbers, '10', 'x'),
      event: fc.record({ original: text, action: text }),
      vonggac: fc.record({ x: text }),
      'a.b': value,
      'a b': scalar,
    },
    { requiredKeys: ['a', 'host', 'tags', 'n', 'event'] },
  )
  // As a store hands it back.
  .map((document) => JSON.parse(JSON.stringify(document)))

const fold = fc.constantFrom<Fold>('none', 'case', 'search')
const name = fc.oneof(fc.constantFrom('a', 'host.name', 'tags', 'n'), fc.constantFrom(...names))
const run: WildcardPart = { any: 'run' }
const one: WildcardPart = { any: 'one' }
const pattern: fc.Arbitrary<readonly WildcardPart[]> = fc.oneof(
  text.map((part) => [run, part, run]),
  text.map((part) => [part, run]),
  text.map((part) => [run, part]),
  fc.array(fc.oneof(text, fc.constant(run), fc.constant(one)), { maxLength: 6 }),
  fc.constant([run]),
)
const regexTest = fc.record({
  kind: fc.constant('regex' as const),
  pattern: fc.constantFrom('a', '^a', 'b$', '^.$', 'đ', '[a-c]+', '^$', '\\d', '.', '^a.b$', '(?i)ĐĂNG'),
  flags: fc.constantFrom('', 'i', 's', 'm', 'is'),
})
const equalsTest = fc.record({ kind: fc.constant('equals' as const), value: text, fold })
const wildcardTest = fc.record({ kind: fc.constant('wildcard' as const), pattern, fold })

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.tuple(name, equalsTest).map(([field, test]) => ({ ...test, field })),
  fc.tuple(name, wildcardTest).map(([field, test]) => ({ ...test, field })),
  fc.tuple(name, regexTest).map(([field, test]) => ({ ...test, field })),
  fc.record({
    kind: fc.constant('compare' as const),
    field: name,
    op: fc.constantFrom('lt', 'lte', 'gt', 'gte', 'eq'),
    // Plus 0: JSON has no -0.
    value: fc.constantFrom(...numbers, 2, 4, 6, 2026).map((number) => number + 0),
    as: fc.constantFrom('number', 'number', 'time', 'minute', 'hour', 'day', 'week', 'month', 'year'),
  }),
  fc.record({
    kind: fc.constant('cidr' as const),
    field: name,
    network: fc.constantFrom('10.0.0.0/8', '::/0', '::ffff:10.0.0.1', 'fe80::/10', '0.0.0.0/0'),
  }),
  fc.record({ kind: fc.constant('exists' as const), field: name }),
  fc.record({
    kind: fc.constant('fieldEquals' as const),
    field: name,
    other: name,
    how: fc.constantFrom('equals', 'startswith', 'endswith', 'contains'),
    fold,
  }),
  fc.record({ kind: fc.constant('anyField' as const), test: fc.oneof(equalsTest, wildcardTest, regexTest) }),
)

/** Predicates of every kind, nested a few levels; some with a long list of alternatives. */
export const predicates: fc.Arbitrary<Predicate> = fc.letrec<{ node: Predicate }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: leaf },
    { weight: 3, arbitrary: tie('node').map(not) },
    { weight: 2, arbitrary: fc.array(tie('node'), { maxLength: 3 }).map((of) => all(...of)) },
    { weight: 3, arbitrary: fc.array(tie('node'), { maxLength: 4 }).map((of) => any(...of)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(name, fold, fc.array(text, { minLength: 2, maxLength: 8 }))
        .map(([field, how, values]) => any(...values.map((each) => equals(field, each, how)))),
    },
    { weight: 1, arbitrary: fc.constantFrom<Predicate>(everything, nothing) },
  ),
})).node
