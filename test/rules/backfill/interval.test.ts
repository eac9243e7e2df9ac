import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Interval, joined, within, without } from '../../../rules/backfill/interval.ts'

// Intervals are held against the sets of moments that they stand for.

const moments = 40
const interval = fc.record({ from: fc.nat(moments), to: fc.nat(moments) })
const intervals = fc.array(interval, { maxLength: 8 })
const setOf = (list: readonly Interval[]) => {
  const set = new Set<number>()
  for (const { from, to } of list) for (let at = from; at < to; at++) set.add(at)
  return set
}
const inBoth = (one: ReadonlySet<number>, other: ReadonlySet<number>) => [...one].filter((at) => other.has(at))
const isJoined = (list: readonly Interval[]) =>
  list.every(({ from, to }, i) => to > from && from > (list[i - 1]?.to ?? Number.NEGATIVE_INFINITY))

test('joining keeps every moment and leaves no two that touch', () => {
  fc.assert(
    fc.property(intervals, (list) => {
      assert.deepEqual(setOf(joined(list)), new Set([...setOf(list)].sort((a, b) => a - b)))
      assert.ok(isJoined(joined(list)))
      assert.deepEqual(joined(joined(list)), joined(list))
    }),
  )
  assert.deepEqual(
    joined([
      { from: 5, to: 7 },
      { from: 1, to: 5 },
    ]),
    [{ from: 1, to: 7 }],
  )
})

test('taking away leaves the difference', () => {
  fc.assert(
    fc.property(intervals, intervals, (list, taken) => {
      const left = without(list, taken)
      assert.deepEqual(
        [...setOf(left)],
        [...setOf(joined(list))].filter((at) => !setOf(taken).has(at)),
      )
      assert.ok(isJoined(left))
    }),
  )
  assert.deepEqual(without([{ from: 0, to: 10 }], [{ from: 3, to: 4 }]), [
    { from: 0, to: 3 },
    { from: 4, to: 10 },
  ])
})

test('bounds leave the intersection', () => {
  fc.assert(
    fc.property(intervals, interval, (list, bounds) => {
      assert.deepEqual([...setOf(within(list, bounds))], inBoth(setOf(joined(list)), setOf([bounds])))
      assert.ok(isJoined(within(list, bounds)))
    }),
  )
})
