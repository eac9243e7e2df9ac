import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { alertKind } from '../../../response/alerts/alert.ts'
import { alertTimes } from '../../../response/metrics/alert-times.ts'
import { durationsOf, measured } from '../../../response/metrics/measures.ts'
import { createMetricsDesk } from '../../../response/metrics/metrics-desk.ts'
import { nearestRank, summarise } from '../../../response/metrics/percentile.ts'
import { compared, overTime, precisionOf, spanStart } from '../../../response/metrics/report.ts'
import { eachStore } from '../../support/each-store.ts'
import { untouchedAlert } from '../../support/stored-alerts.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const minute = 60_000
const noon = Date.parse('2026-11-30T05:00:00Z')
const clock = manualClock(noon)
const zone = 'Asia/Ho_Chi_Minh'

test('the percentile by nearest rank is one of the values, and as many as said are not greater', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 100 }),
      (values, percent) => {
        const ascending = values.toSorted((a, b) => a - b)
        const found = nearestRank(ascending, percent) as number
        assert.ok(values.includes(found))
        const notGreater = ascending.filter((value) => value <= found).length
        const less = ascending.filter((value) => value < found).length
        assert.ok(notGreater >= (percent / 100) * values.length)
        assert.ok(less < (percent / 100) * values.length)
      },
    ),
  )
})

test('below five values there is no percentile, and none at all without a value', () => {
  assert.deepEqual(summarise([]), { n: 0, median: null, p90: null, mean: null })
  assert.deepEqual(summarise([1, 2, 3, 4]), { n: 4, median: null, p90: null, mean: 3 })
  assert.deepEqual(summarise([9, 1, 5, 3, 7]), { n: 5, median: 5, p90: 9, mean: 5 })
})

test('each duration by its formula; what has not happened has none, and a clock that runs ahead gives nought', () => {
  assert.deepEqual(durationsOf({ event: 100, opened: 160, taken: 400, closed: 1_000 }), {
    detect: 60,
    take: 240,
    acknowledge: 300,
    qualify: 840,
    resolve: 600,
  })
  assert.deepEqual(durationsOf({ event: 200, opened: 160, taken: null, closed: 500 }), { detect: 0, qualify: 340 })
})

test('a hand-computed set: ten alerts, detected after 1 to 10 minutes, every second taken 5 minutes later', () => {
  const times = Array.from({ length: 10 }, (_, n) => {
    const opened = noon + (n + 1) * minute
    return { event: noon, opened, taken: n % 2 === 0 ? opened + 5 * minute : null, closed: null }
  })
  const { detect, take, acknowledge, qualify } = measured(times)
  assert.deepEqual(detect, { n: 10, median: 5 * minute, p90: 9 * minute, mean: 5.5 * minute })
  assert.deepEqual(take, { n: 5, median: 5 * minute, p90: 5 * minute, mean: 5 * minute })
  // 6, 8, 10, 12 and 14 minutes.
  assert.deepEqual(acknowledge, { n: 5, median: 10 * minute, p90: 14 * minute, mean: 10 * minute })
  assert.equal(qualify.n, 0)
})

test('precision counts what was judged as one thing or the other, and is silent below five', () => {
  const judged = (...dispositions: readonly Parameters<typeof precisionOf>[0][number]['disposition'][]) =>
    precisionOf(dispositions.map((disposition) => ({ disposition })))
  const real = 'true-positive-impact'
  assert.deepEqual(
    judged(real, 'false-positive', 'benign', 'false-positive', 'true-positive-no-impact', 'duplicate', null),
    {
      judged: 5,
      real: 2,
      share: 0.4,
    },
  )
  assert.deepEqual(judged(real, real), { judged: 2, real: 2, share: null })
})

test('weeks begin on Monday and months on the first, by the installation’s clock', () => {
  // 2026-11-30 is a Monday; 17:30 UTC the day before is already Monday in Hà Nội.
  const justMonday = Date.parse('2026-11-29T17:30:00Z')
  const monday = Date.parse('2026-11-29T17:00:00Z')
  assert.equal(spanStart(justMonday, 'week', zone), monday)
  assert.equal(spanStart(justMonday, 'day', zone), monday)
  assert.equal(spanStart(justMonday - 3_600_000, 'week', zone), monday - 7 * 86_400_000)
  assert.equal(spanStart(justMonday, 'month', zone), Date.parse('2026-10-31T17:00:00Z'))
})

test('a reading stands for half a minute, then what has changed is read', async (t) => {
  const time = manualClock(noon)
  const { records, events } = temporaryStore(t, time)
  const desk = createMetricsDesk({ records, events, clock: time, timeZone: zone, incidentTimes: async () => null })
  const actor = { id: 'a', name: 'a', grants: [] }
  const count = async () => {
    const question = { from: noon - 1, to: noon + 1, by: 'unit', span: 'day' } as const
    return (await desk.report(actor, systemScope, question)).alerts
  }
  const add = async (n: number) => {
    const rule = { id: 'r', title: { vi: 'Luật', en: 'Rule' } }
    const document = untouchedAlert(n, noon, 'high', { id: `a${n}`, rule, unit: null, host: null })
    await records.write([{ kind: alertKind, id: document.id, document, unitIds: [], expect: 'absent' }])
  }
  await add(1)
  assert.equal(await count(), 1)
  await add(2)
  time.advance(29_000)
  assert.equal(await count(), 1)
  time.advance(2_000)
  assert.equal(await count(), 2)
})

for (const kind of await eachStore(clock)) {
  test(`times come out of the store whole and once on ${kind.name}, exercises left out`, {
    skip: kind.skip,
  }, async (t) => {
    const { records } = await kind.open(t)
    const many = 900
    for (let at = 0; at < many; at += 300) {
      await records.write(
        Array.from({ length: 300 }, (_, n) => {
          const rule = { id: n % 2 === 0 ? 'noisy' : 'quiet', title: { vi: 'Luật', en: 'Rule' } }
          const unit = n % 4 === 0 ? null : 'so-tc'
          // Hundreds begin in the same second, as they do when a scan runs.
          const first = noon + Math.floor((at + n) / 250) * 1_000
          const id = `a${String(at + n).padStart(5, '0')}`
          const alert = untouchedAlert(at + n, first, 'high', { id, rule, unit, host: null, opened: first + minute })
          const document = at + n === 7 ? { ...alert, exercise: true } : alert
          return { kind: alertKind, id, document, unitIds: ['tinh'], expect: 'absent' as const }
        }),
      )
    }
    const { rows, whole } = await alertTimes(records, systemScope, { from: noon, to: noon + 3_600_000 })
    assert.deepEqual([rows.length, whole], [many - 1, true])
    const byRule = await compared(rows, 'rule')
    assert.deepEqual(
      byRule.map(({ value, alerts }) => [value, alerts]),
      [
        ['noisy', 450],
        ['quiet', 449],
      ],
    )
    assert.equal(byRule[0]?.measures.detect.median, minute)
    assert.deepEqual(
      (await overTime(rows, 'day', zone)).map(({ alerts }) => alerts),
      [many - 1],
    )
    const none = await alertTimes(
      records,
      { kind: 'units', units: ['so-yt'], unattributed: true },
      { from: 0, to: noon * 2 },
    )
    assert.equal(none.rows.length, 0)
  })
}
