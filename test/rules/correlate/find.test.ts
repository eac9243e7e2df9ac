import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupCeiling, thinned } from '../../../rules/engine/correlate/ceiling.ts'
import type { Entry } from '../../../rules/engine/correlate/entry.ts'
import { findingsOf } from '../../../rules/engine/correlate/find.ts'
import type { Bound, Judgement } from '../../../rules/sigma/correlation.ts'
import { canBeUndone, within } from '../../../rules/sigma/correlation.ts'

const timespan = 10
const steps = [0, 1, 2].map(() => ({
  kind: 'rule' as const,
  id: '',
  title: { vi: '', en: '' },
  groupBy: [],
  values: [],
}))
const correlation = (judgement: Judgement) => ({ judgement, steps, timespan })

interface Short {
  readonly time: number
  readonly step?: number
  readonly amount?: number | string
  readonly event?: string
}
let made = 0
function entry({ time, step = 0, amount, event }: Short): Entry {
  const id = `m${String(made++).padStart(6, '0')}`
  return {
    id,
    step,
    time,
    seen: 0,
    group: { key: '', values: [] },
    amounts: amount === undefined ? [] : [amount],
    shown: [],
    events: [{ eventId: event ?? id, time, unitIds: [] }],
  }
}

const count = (...bounds: Bound[]): Judgement => ({ kind: 'measure', measure: { kind: 'count' }, bounds })
const gte = (value: number): Bound => ({ op: 'gte', value })
const times = (...list: number[]) => list.map((time) => entry({ time }))
const found = (judgement: Judgement, entries: readonly Entry[], closed?: number) =>
  findingsOf(correlation(judgement), entries, closed).map(({ bucket, time, entries: inside }) => [
    bucket,
    time,
    inside.length,
  ])

test('a window holds what is no further apart than the timespan, over the borders of its spans', () => {
  assert.deepEqual(found(count(gte(3)), times(0, 5, 10)), [[1, 10, 3]])
  assert.deepEqual(found(count(gte(3)), times(0, 5, 11)), [])
  assert.deepEqual(found(count(gte(3)), times(8, 9, 12)), [[1, 12, 3]])
})

test('a burst is one finding a span, holding all of its windows', () => {
  assert.deepEqual(found(count(gte(3)), times(1, 2, 3, 4, 15)), [[0, 3, 4]])
  assert.deepEqual(found(count(gte(2)), times(1, 2, 8, 9, 11)), [
    [0, 2, 4],
    [1, 11, 5],
  ])
})

test('a number that more could spoil is judged over whole bursts, once they are over', () => {
  const eq3 = count({ op: 'eq', value: 3 })
  assert.deepEqual(found(eq3, times(1, 2, 3)), [[0, 3, 3]])
  assert.deepEqual(found(eq3, times(1, 2, 3, 4, 5)), [])
  assert.deepEqual(found(eq3, times(1, 2, 3), 10), [])
  assert.deepEqual(found(eq3, times(1, 2, 3), 11), [[0, 3, 3]])
  assert.deepEqual(found(count({ op: 'lt', value: 3 }), times(1, 2, 3, 4, 40)), [[4, 40, 1]])
  assert.deepEqual(found(count(gte(2), { op: 'lt', value: 4 }), times(1, 30, 31, 60, 61, 62, 63)), [[3, 31, 2]])
  assert.deepEqual(found(count({ op: 'neq', value: 2 }), times(1, 2, 30)), [[3, 30, 1]])
})

const measure = (kind: 'distinct' | 'sum' | 'avg' | 'median', ...bounds: Bound[]): Judgement => ({
  kind: 'measure',
  measure: { kind },
  bounds,
})
const amounts = (...list: (number | string)[]) => list.map((amount, time) => entry({ time, amount }))
const measured = (judgement: Judgement, entries: readonly Entry[]) =>
  findingsOf(correlation(judgement), entries).map((one) => one.measure)

test('values are counted once each, added, averaged and ranked', () => {
  assert.deepEqual(measured(measure('distinct', gte(2)), amounts('a', 'a', 'b')), [2])
  assert.deepEqual(measured(measure('distinct', gte(3)), amounts('a', 'a', 'b')), [])
  assert.deepEqual(measured(measure('sum', gte(6)), amounts(1, 2, 3)), [6])
  assert.deepEqual(measured(measure('sum', gte(0.3)), amounts(0.1, 0.2)), [0.30000000000000004])
  assert.deepEqual(measured(measure('avg', { op: 'gt', value: 1.9 }), amounts(1, 2, 3)), [2])
  assert.deepEqual(measured(measure('median', gte(2)), amounts(9, 1, 2)), [2])
  assert.deepEqual(measured(measure('median', gte(2)), amounts(9, 1, 2, 3)), [2.5])
  const ranked = (rank: number) =>
    measured({ kind: 'measure', measure: { kind: 'percentile', rank }, bounds: [gte(0)] }, amounts(15, 20, 35, 40, 50))
  assert.deepEqual([5, 30, 40, 50, 100].flatMap(ranked), [15, 20, 20, 35, 50])
})

const terms = (ordered: boolean, ...list: { with: number[]; without?: number[] }[]): Judgement => ({
  kind: 'terms',
  ordered,
  terms: list.map((term) => ({ without: [], ...term })),
})
const at = (...pairs: [time: number, step: number, event?: string][]) =>
  pairs.map(([time, step, event]) => entry({ time, step, ...(event === undefined ? {} : { event }) }))

test('temporal asks for all rules within the span, in any order', () => {
  assert.deepEqual(found(terms(false, { with: [0, 1] }), at([1, 1], [2, 0])), [[0, 2, 2]])
  assert.deepEqual(found(terms(false, { with: [0, 1] }), at([1, 1], [12, 0])), [])
  assert.deepEqual(found(terms(false, { with: [0] }, { with: [1] }), at([1, 1])), [[0, 1, 1]])
})

test('temporal_ordered asks for their order as well, and is not led astray by what came before', () => {
  const ordered = terms(true, { with: [0, 1, 2] })
  assert.deepEqual(found(ordered, at([1, 0], [2, 1], [3, 2])), [[0, 3, 3]])
  assert.deepEqual(found(ordered, at([1, 1], [2, 0], [3, 2])), [])
  assert.deepEqual(found(ordered, at([1, 0], [2, 2], [3, 1])), [])
  assert.deepEqual(found(ordered, at([1, 2], [2, 0], [3, 2], [4, 1], [5, 0], [6, 2])), [[0, 6, 6]])
  assert.deepEqual(found(ordered, at([1, 0], [8, 1], [12, 2])), [])
  assert.deepEqual(found(ordered, at([1, 0], [3, 0], [8, 1], [12, 2])), [[1, 12, 3]])
})

test('at one moment any order counts; one event is one step', () => {
  const ordered = terms(true, { with: [0, 1] })
  assert.deepEqual(found(ordered, at([1, 1], [1, 0])), [[0, 1, 2]])
  assert.deepEqual(found(ordered, at([1, 0, 'e'], [1, 1, 'e'])), [])
  assert.deepEqual(found(ordered, at([1, 0, 'e'], [1, 1, 'e'], [2, 1, 'f'])), [[0, 2, 3]])
  assert.deepEqual(found(ordered, at([1, 0, 'd'], [2, 0, 'e'], [2, 1, 'e'])), [[0, 2, 3]])
})

test('a rule that must be missing is waited for', () => {
  const alone = terms(false, { with: [0], without: [1] })
  assert.deepEqual(found(alone, at([1, 0])), [[0, 1, 1]])
  assert.deepEqual(found(alone, at([1, 0]), 10), [])
  assert.deepEqual(found(alone, at([1, 0], [9, 1])), [])
  assert.deepEqual(found(alone, at([1, 0], [12, 1])), [[0, 1, 1]])
})

test('of a group that floods, the first and the last matches of a span are looked at, and the finding says so', () => {
  const flood = Array.from({ length: groupCeiling + 5 }, (_, n) => entry({ time: n % 9 }))
  const [one, ...more] = findingsOf(correlation(count(gte(10))), flood)
  assert.deepEqual(more, [])
  assert.deepEqual([one?.capped, one?.entries.length], [true, groupCeiling])
  const half = thinned(flood.slice(0, groupCeiling + 3), timespan)
  assert.deepEqual(findingsOf(correlation(count(gte(10))), [...half, ...flood.slice(groupCeiling + 3)]), [one])
})

test('a flood of one rule hides no match of another, over the border of a span either', () => {
  const flood = Array.from({ length: 2 * groupCeiling }, (_, n) => entry({ time: (n * 9) / (2 * groupCeiling) }))
  for (const ordered of [true, false]) {
    const both = correlation(terms(ordered, { with: [0, 1] }))
    for (const time of [8, 9, 12, 18]) {
      assert.equal(findingsOf(both, [...flood, entry({ time, step: 1 })]).length > 0, true, `${ordered} ${time}`)
    }
    assert.equal(findingsOf(both, [...flood, entry({ time: 20, step: 1 })]).length, 0)
  }
})

// ---------------------------------------------------------------- against the definition itself

const anyBound: fc.Arbitrary<Bound> = fc.record({
  op: fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'neq'),
  value: fc.integer({ min: 1, max: 5 }),
})
const anyJudgement: fc.Arbitrary<Judgement> = fc.oneof(
  fc.record({
    kind: fc.constant('measure' as const),
    measure: fc.oneof(
      fc.record({ kind: fc.constantFrom('count', 'distinct', 'sum', 'avg', 'median', 'rules') }),
      fc.record({ kind: fc.constant('percentile' as const), rank: fc.integer({ min: 1, max: 100 }) }),
    ),
    bounds: fc.array(anyBound, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('terms' as const),
    ordered: fc.boolean(),
    terms: fc.array(
      fc.record({
        with: fc.subarray([0, 1, 2], { minLength: 1 }),
        without: fc.subarray([0, 1, 2], { maxLength: 1 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
)
const anyEntries = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 45 }),
      step: fc.integer({ min: 0, max: 2 }),
      amount: fc.integer({ min: 1, max: 4 }),
      event: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    }),
    { maxLength: 14 },
  )
  .map((list) => list.map(entry))

/** Whether a set of entries satisfies the judgement, by the words of the specification. */
function satisfied(judgement: Judgement, entries: readonly Entry[]): boolean {
  if (judgement.kind === 'measure') {
    const numbers = entries.flatMap(({ amounts: list }) => list as number[]).sort((a, b) => a - b)
    const { measure: asked } = judgement
    const sum = numbers.reduce((a, b) => a + b, 0)
    const values = {
      count: entries.length,
      distinct: new Set(numbers).size,
      rules: new Set(entries.map(({ step }) => step)).size,
      sum,
      avg: sum / numbers.length,
      median: ((numbers[(numbers.length - 1) >> 1] ?? 0) + (numbers[numbers.length >> 1] ?? 0)) / 2,
      percentile: numbers[Math.ceil(((asked.kind === 'percentile' ? asked.rank : 1) / 100) * numbers.length) - 1] ?? 0,
    }
    return within(judgement.bounds, values[asked.kind])
  }
  const has = (step: number) => entries.some((one) => one.step === step)
  const chain = (wanted: readonly number[], after: number, event: string): boolean =>
    wanted.length === 0 ||
    entries.some(
      (one) =>
        one.step === wanted[0] &&
        one.time >= after &&
        one.events[0]?.eventId !== event &&
        chain(wanted.slice(1), one.time, one.events[0]?.eventId ?? ''),
    )
  return judgement.terms.some(
    (term) =>
      term.with.every(has) &&
      !term.without.some(has) &&
      (!judgement.ordered || chain(term.with, Number.NEGATIVE_INFINITY, '')),
  )
}

/** Findings by trying every window: which spans, and which entries. */
function byDefinition(judgement: Judgement, entries: readonly Entry[], closed: number) {
  const windows = [...new Set(entries.map(({ time }) => time))].map((end) => ({
    end,
    inside: entries.filter(({ time }) => time <= end && time >= end - timespan),
  }))
  const whole = (one: (typeof windows)[number]) =>
    !windows.some(
      ({ inside }) => inside.length > one.inside.length && one.inside.every((entry) => inside.includes(entry)),
    )
  const buckets = new Map<number, Set<string>>()
  for (const one of windows) {
    if (canBeUndone(judgement)) {
      const first = Math.min(...one.inside.map(({ time }) => time))
      if (!whole(one) || first + timespan > closed) continue
    }
    if (!satisfied(judgement, one.inside)) continue
    const bucket = Math.floor(one.end / timespan)
    const ids = buckets.get(bucket) ?? new Set()
    buckets.set(bucket, ids)
    for (const { id } of one.inside) ids.add(id)
  }
  return [...buckets].map(([bucket, ids]) => [bucket, [...ids].sort()] as const).sort(([a], [b]) => a - b)
}

const summary = (judgement: Judgement, entries: readonly Entry[], closed: number) =>
  findingsOf(correlation(judgement), entries, closed)
    .map(({ bucket, entries: inside }) => [bucket, inside.map(({ id }) => id).sort()] as const)
    .sort(([a], [b]) => a - b)

test('findings are those of trying every window, whatever order matches come in, and twice is once', () => {
  fc.assert(
    fc.property(
      anyJudgement,
      anyEntries,
      fc.integer({ min: 0, max: 60 }),
      fc.infiniteStream(fc.nat()),
      (judgement, entries, closed, dice) => {
        const expected = byDefinition(judgement, entries, closed)
        assert.deepEqual(summary(judgement, entries, closed), expected)
        const shuffled = [...entries, ...entries.slice(0, 3)]
          .map((one) => ({ one, place: dice.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one)
        assert.deepEqual(summary(judgement, shuffled, closed), expected)
      },
    ),
    { numRuns: 3_000 },
  )
})
