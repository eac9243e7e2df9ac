import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { UnitScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import { windowedRecords } from '../../../core/store/windowed.ts'
import { alertKind } from '../../../response/alerts/alert.ts'
import { createAlertReadings } from '../../../response/metrics/alert-readings.ts'
import { alertTimes } from '../../../response/metrics/alert-times.ts'
import { eachStore } from '../../support/each-store.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const day = 86_400_000
const start = Date.parse('2026-11-01T17:00:00Z')
const clock = manualClock(start + 9 * day)
const rule = { id: 'r', title: { vi: 'Luật', en: 'Rule' } }
const province: UnitScope = { kind: 'units', units: ['tinh'], unattributed: true }
const range = { from: start, to: start + 5 * day }
const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()

/** What may happen to an alert: it is made, taken, judged, judged otherwise, made an exercise, given to another unit, or deleted. */
const happening = fc.record({
  id: fc.constantFrom(...Array.from({ length: 8 }, (_, n) => `a${n}`)),
  gone: fc.boolean(),
  unit: fc.constantFrom('xa-1', 'xa-2', null),
  first: fc.integer({ min: -1, max: 11 }).map((half) => start + half * (day / 2)),
  seen: fc.constantFrom(undefined, start + day),
  state: fc.constantFrom<object>(
    {},
    { acknowledged: start + 6 * day },
    { disposition: 'benign', closed: { at: start + 7 * day, by: 'u', note: '' } },
    { disposition: 'true-positive-impact', closed: { at: start + 8 * day, by: 'u', note: '' } },
    { exercise: true },
  ),
})
const scopes: readonly UnitScope[] = [
  province,
  { kind: 'units', units: ['xa-1'], unattributed: false },
  { kind: 'units', units: ['tinh'], unattributed: false, window: { from: start + day, to: start + 3 * day } },
]

for (const kind of await eachStore(clock)) {
  test(`what is kept of a range equals what is read afresh, whatever happened to its alerts, on ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const records = windowedRecords((await kind.open(t)).records, { [alertKind]: 'last' })
    const read = createAlertReadings(records)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(happening, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        async (steps) => {
          for (const step of steps) {
            const last = new Map(step.map((one) => [one.id, one]))
            await records.write(
              [...last.values()].map(({ id, gone, unit, first, seen, state }) => {
                const alert = untouchedAlert(0, first, 'high', {
                  id,
                  rule,
                  unit,
                  host: null,
                  last: seen ?? first,
                  ...state,
                })
                const unitIds = unit === null ? [] : [unit, 'tinh']
                return { kind: alertKind, id, document: gone ? undefined : alert, unitIds, expect: 'any' as const }
              }),
            )
            for (const scope of scopes) {
              const plain = await alertTimes(records, scope, range)
              const kept = await read(scope, range)
              assert.deepEqual(inOrder(kept.rows), inOrder(plain.rows))
              assert.equal(kept.whole, plain.whole)
            }
          }
        },
      ),
      { numRuns: kind.name === 'SQLite' ? 40 : 2 },
    )
  })
}

/** The store, and which ranges of alerts were read out of it. */
function counting(records: RecordStore) {
  const reads: unknown[] = []
  const columns: RecordStore['columns'] = (scope, of, where, ...rest) => {
    const bounds = JSON.stringify(where).match(/\d{13}/g) ?? []
    reads.push(bounds.map((bound) => (Number(bound) - start) / day))
    return records.columns(scope, of, where, ...rest)
  }
  return { reads, records: { ...records, columns } }
}

test('the alerts of a day are read again only when one of them has changed, and none for a shorter range', async (t) => {
  const { reads, records } = counting(temporaryStore(t, clock).records)
  const read = createAlertReadings(records)
  const alertOf = (n: number) =>
    untouchedAlert(n, start + (n / 10) * day, 'high', { id: `a${n}`, rule, unit: 'xa-1', host: null })
  await storeAlerts(records, 50, alertOf)
  const first = await read(province, range)
  assert.equal(first.rows.length, 50)
  const [before] = [reads.length]
  assert.ok(before <= 6, 'days side by side are read together')
  assert.equal(await read(province, range), first, 'the same reading as long as nothing has changed')
  // Days of UTC begin seven hours after this range does: 0.29, 1.29, …
  await read(province, { from: start + (7 / 24) * day, to: start + (4 + 7 / 24) * day })
  assert.equal(reads.length, before)
  const document = { ...alertOf(15), acknowledged: start + 2 * day }
  await records.write([{ kind: alertKind, id: 'a15', document, unitIds: ['xa-1', 'tinh'], expect: 'any' }])
  const second = await read(province, range)
  assert.deepEqual(
    second.rows.filter(({ taken }) => taken !== null).map(({ taken }) => taken),
    [start + 2 * day],
  )
  assert.deepEqual(reads.slice(before), [[1 + 7 / 24, 2 + 7 / 24]])
})
