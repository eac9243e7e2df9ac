import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import type { Alert } from '../../../response/alerts/alert.ts'
import { alertFacets, alertHistogram, listAlerts } from '../../../response/alerts/queue.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const second = 1000

const alert = (n: number): Alert =>
  untouchedAlert(n, noon - n * second, n % 2 === 0 ? 'low' : 'high', {
    id: `a${n}`,
    revision: 0,
    status: n % 3 === 0 ? 'closed' : 'new',
    rule: { id: `rule-${n % 4}`, title: { vi: 'Đăng nhập thất bại', en: 'Failed log-in' } },
    unit: 'tinh',
    host: `host-${n % 5}`,
    opened: noon,
  })

async function queueOf(t: TestContext, many: number): Promise<RecordStore> {
  const { records } = temporaryStore(t, manualClock(noon))
  await storeAlerts(records, many, alert)
  return records
}

test('the histogram counts every alert, however many there are', async (t) => {
  const many = 12_000
  const records = await queueOf(t, many)
  const filter = { from: noon - many * second, to: noon + 1 }
  const { buckets } = await alertHistogram(records, systemScope, filter, 60)
  const sums = { low: 0, high: 0 }
  for (const { counts } of buckets) {
    sums.low += counts.low ?? 0
    sums.high += counts.high ?? 0
  }
  assert.deepEqual(sums, { low: many / 2, high: many / 2 })
  assert.ok(buckets.length >= 59 && buckets.length <= 61)
})

test('a facet leaves its own filter out and keeps the others', async (t) => {
  const records = await queueOf(t, 60)
  const filter = { from: noon - 60 * second, to: noon + 1, status: ['new'], rule: ['rule-1', 'rule-2'] } as const
  const facets = await alertFacets(records, systemScope, filter)
  const told = Object.fromEntries(
    facets.map(({ field, values }) => [field, Object.fromEntries(values.map(({ value, count }) => [value, count]))]),
  )
  assert.deepEqual(Object.keys(told), [
    'status',
    'severity',
    'unit',
    'rule',
    'host',
    'user',
    'source',
    'assignee',
    'handOff',
    'systemLevel',
    'system',
    'tactic',
  ])
  assert.deepEqual(told.status, { new: 20, closed: 10 })
  assert.deepEqual(told.rule, { 'rule-0': 10, 'rule-1': 10, 'rule-2': 10, 'rule-3': 10 })
  assert.deepEqual(told.severity, { low: 10, high: 10 })
  assert.deepEqual(told.user, {})
  const { total } = await listAlerts(records, systemScope, filter, {
    sort: 'last',
    direction: 'desc',
    limit: 5,
    offset: 0,
  })
  assert.equal(total, 20)
})
