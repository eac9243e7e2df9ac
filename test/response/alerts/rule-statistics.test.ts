import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { systemScope, type UnitScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Match } from '../../../core/store/store.ts'
import type { Disposition } from '../../../response/alerts/alert.ts'
import { countAlerts } from '../../../response/alerts/count.ts'
import { matchOf, quieted } from '../../../response/alerts/match.ts'
import { createAlertOpener } from '../../../response/alerts/open.ts'
import { exceptedCounts, ruleStatistics } from '../../../response/alerts/rule-statistics.ts'
import { createTriage } from '../../../response/alerts/triage.ts'
import { createAlertReadings } from '../../../response/metrics/alert-readings.ts'
import { noTakers } from '../../support/no-takers.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const now = Date.parse('2026-11-30T05:00:00Z')
const day = 86_400_000
const rule = { id: 'r1', titles: { vi: 'Luật', en: 'Rule' }, level: 'low' as const, groupBy: ['host.name'] }
const lead: Actor = { id: 'truc', name: 'Trực', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const everywhere: UnitScope = { kind: 'units', units: ['tinh'], unattributed: true }

test('hits by day, precision from what alerts turned out to be, and what was kept quiet; each within the scope', async (t) => {
  const clock = manualClock(now)
  const { records, events } = temporaryStore(t, clock)
  const parts = { records, readAlerts: createAlertReadings(records) }
  let serial = 0
  const match = (host: string, unit: string, daysAgo: number): Match => {
    const time = now - daysAgo * day
    const id = `e${serial++}`
    const document = {
      '@timestamp': new Date(time).toISOString(),
      event: { id },
      host: { name: host },
      vonggac: { unit: { id: unit, ids: [unit, 'tinh'] } },
    }
    const partition = { class: '12m', day: new Date(time).toISOString().slice(0, 10) }
    return matchOf(rule, document, { eventId: id, partition, seen: clock.now(), timeZone })
  }
  const loud = [
    match('a', 'so-tc', 0),
    match('a', 'so-tc', 0),
    match('b', 'so-tc', 1),
    match('c', 'so-yt', 1),
    match('d', 'so-tc', 0),
    match('e', 'so-tc', 0),
    match('z', 'so-tc', 5),
  ]
  const quiet = [
    quieted(match('x', 'so-tc', 0), { by: 'exception', of: 'x1' }, timeZone),
    quieted(match('x', 'so-yt', 0), { by: 'exception', of: 'x1' }, timeZone),
    quieted(match('y', 'so-tc', 1), { by: 'suppression', of: 'key' }, timeZone),
  ]
  await events.append([], [...loud, ...quiet])
  await createAlertOpener(records)(loud)
  while ((await countAlerts(events, records)) > 0);
  const triage = createTriage(records, clock, noTakers)
  const close = (host: string, disposition: Disposition) => {
    const found = loud.find(({ facts }) => facts.host === host)
    return triage.close(lead, { scope: everywhere, id: found?.alertKey ?? '', revision: 1, disposition, note: '' })
  }
  await close('a', 'true-positive-impact')
  await close('b', 'false-positive')
  await close('d', 'duplicate')
  await close('e', 'benign')

  const { byRule, partial } = await ruleStatistics(parts, systemScope, { now, days: 3, timeZone })
  assert.equal(partial, false)
  assert.deepEqual(byRule.get('r1'), {
    hits: 9,
    days: [0, 3, 6],
    lastHit: now,
    alerts: 5,
    open: 1,
    judged: 3,
    truePositives: 1,
    precision: 1 / 3,
    excepted: 2,
    suppressed: 1,
  })
  const theirs = await ruleStatistics(
    parts,
    { kind: 'units', units: ['so-yt'], unattributed: false },
    { now, days: 3, timeZone },
  )
  assert.deepEqual(
    [theirs.byRule.get('r1')?.hits, theirs.byRule.get('r1')?.alerts, theirs.byRule.get('r1')?.precision],
    [2, 1, null],
  )
  const nothing = await ruleStatistics(
    parts,
    { kind: 'units', units: [], unattributed: false },
    { now, days: 3, timeZone },
  )
  assert.equal(nothing.byRule.size, 0)
  assert.deepEqual([...(await exceptedCounts(records, everywhere))], [['x1', { count: 2, last: now }]])
})
