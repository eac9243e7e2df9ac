import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import type { SourceState } from '../../../core/event/source-state.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { countAlerts } from '../../../response/alerts/count.ts'
import { createAlertOpener } from '../../../response/alerts/open.ts'
import { createTriage } from '../../../response/alerts/triage.ts'
import { appendPlatformEvents } from '../../../response/events/platform-event.ts'
import { silenceRule, watchSources } from '../../../response/sources/silence.ts'
import { recordSources } from '../../../response/sources/source.ts'
import { usualIn } from '../../../response/sources/usual.ts'
import { fedRules } from '../../../roles/fed-rules.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import { always, day, minute } from '../../core/store/fixtures.ts'
import { noTakers } from '../../support/no-takers.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const hour = 60 * minute
/** A Monday, 08:00 in Vietnam. */
const monday = Date.UTC(2026, 5, 1, 1)
const rules = fedRules(loadRules(['rules/pack'], { taxonomy: 'ecs' }).rules)

/** What it sent in ten minutes, a tenth of it in each; the last hour's. */
function minutesOf(before: SourceState | undefined, now: number, count: number): Record<number, number> {
  const last = Math.floor(now / minute)
  const kept = Object.entries(before?.minutes ?? {}).filter(([at]) => Number(at) > last - 60)
  const spread = count < 10 ? 1 : 10
  const fresh = Array.from({ length: spread }, (_, ahead) => [last + ahead, count / spread])
  return Object.fromEntries([...kept, ...fresh])
}

/** A platform whose sources send by a plan, looked at once a minute like the real one. */
function platform(t: import('node:test').TestContext) {
  const clock = manualClock(monday)
  const store = temporaryStore(t, clock)
  const open = createAlertOpener(store.records)
  const states = new Map<string, SourceState>()
  async function run(until: number, plan: (id: string, at: number) => number, ids = ['web'], step = 10 * minute) {
    for (; clock.now() < until; clock.advance(step)) {
      const now = clock.now()
      for (const id of ids) {
        const count = plan(id, now)
        const before = states.get(id)
        if (count === 0) continue
        states.set(id, {
          id,
          input: 'syslog',
          peer: '10.0.0.1',
          host: id,
          unit: { id: 'so-tc', ids: ['so-tc', 'tinh'] },
          datasets: ['linux.auth'],
          firstSeen: before?.firstSeen ?? now,
          lastSeen: now,
          events: (before?.events ?? 0) + count,
          bytes: 0,
          failures: 0,
          marks: {},
          minutes: minutesOf(before, now, count),
          lag: 0,
        })
      }
      await recordSources(store.records, [...states.values()])
      await watchSources({
        records: store.records,
        clock,
        timeZone: 'Asia/Ho_Chi_Minh',
        limits: { steadyAfter: hour },
        retentionClass: '12m',
        fedRules: rules,
      })
      await appendPlatformEvents(store.events, store.records, open)
      await countAlerts(store.events, store.records)
    }
  }
  const alerts = async () =>
    (await store.records.list<Alert>(systemScope, alertKind, { where: { kind: 'true' }, limit: 100 })).rows.map(
      ({ document }) => document,
    )
  return { clock, store, run, alerts }
}

test('a steady source that stops raises one alert that says what went blind; it closes itself when data returns', async (t) => {
  const { clock, store, run, alerts } = platform(t)
  await run(monday + 2 * day, () => 50)
  assert.deepEqual(await alerts(), [])
  await run(monday + 2 * day + 50 * minute, () => 0)
  const [alert, ...more] = await alerts()
  assert.ok(alert !== undefined && more.length === 0)
  assert.equal(alert.rule.id, silenceRule.id)
  assert.equal(alert.unit, 'so-tc')
  assert.deepEqual(alert.entity, [{ field: 'vonggac.source.id', value: 'web' }])
  assert.ok(alert.opened < monday + 2 * day + 30 * minute, 'within half an hour')
  const event = await store.events.get(systemScope, alert.latestEventId)
  assert.match(
    event?.message ?? '',
    /Nguồn web ngừng gửi từ \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d; .*SSH.*Không còn nguồn nào khác/,
  )
  assert.equal(alert.status, 'new')

  await run(clock.now() + hour, () => 50)
  const [closed] = await alerts()
  assert.equal(closed?.status, 'closed')
  assert.equal(closed.closed?.by, 'Vọng Gác')
  const { rows } = await store.events.search(systemScope, always, { limit: 10 })
  assert.deepEqual(
    rows.map(({ event: { action } }) => action),
    ['source_returned', 'source_stopped'],
  )
  // The same day again: the next alert stands beside the closed one.
  await run(clock.now() + 50 * minute, () => 0)
  assert.equal((await alerts()).length, 2)
})

test('an alert that somebody has taken is not closed under their hands', async (t) => {
  const { clock, store, run, alerts } = platform(t)
  await run(monday + day, () => 50)
  await run(monday + day + hour, () => 0)
  const [alert] = await alerts()
  assert.ok(alert !== undefined)
  const scope = { kind: 'units', units: ['tinh'], unattributed: true } as const
  const triage = createTriage(store.records, clock, noTakers)
  await triage.acknowledge({ id: 'truc', name: 'Trực', grants: [] }, { scope, id: alert.id, revision: alert.revision })
  await run(clock.now() + hour, () => 50)
  assert.equal((await alerts())[0]?.status, 'acknowledged')
})

test('office hours are learned: silence at night is none, silence in the morning is', async (t) => {
  const { clock, run, alerts } = platform(t)
  const office = (at: number) =>
    new Date(at + 7 * hour).getUTCHours() >= 8 && new Date(at + 7 * hour).getUTCHours() < 17
  // The first evening is not known yet, and the source was steady: that one is told.
  await run(monday + day, (_, at) => (office(at) ? 20 : 0))
  const first = (await alerts()).length
  assert.ok(first <= 1)
  await run(monday + 4 * day, (_, at) => (office(at) ? 20 : 0))
  assert.equal((await alerts()).length, first)
  await run(clock.now() + hour, () => 0)
  assert.equal((await alerts()).length, first + 1)
})

test('a source that sends a few lines a day is never called silent for an hour; one that sends a tenth is quiet', async (t) => {
  const { clock, store, run, alerts } = platform(t)
  const plan = (id: string, at: number) => (id === 'rare' ? (at % (3 * hour) === 0 ? 1 : 0) : 100)
  await run(monday + 2 * day, plan, ['rare', 'web'])
  assert.deepEqual(await alerts(), [])
  await run(clock.now() + 3 * hour, (id, at) => (id === 'web' ? 5 : plan(id, at)), ['rare', 'web'])
  const [alert, ...more] = await alerts()
  assert.ok(alert !== undefined && more.length === 0)
  assert.equal(alert.host, 'web')
  const event = await store.events.get(systemScope, alert.latestEventId)
  assert.equal(event?.event.action, 'source_quiet')
})

test('the usual is the lower quartile of the same hour on other days', () => {
  const at = 10_000
  const hours = Object.fromEntries([40, 10, 30, 20, 50].map((count, back) => [at - (back + 1) * 24, count]))
  assert.equal(usualIn(hours, at), 20)
  assert.equal(usualIn(hours, at + 1), undefined)
})
