import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { systemScope, type UnitScope } from '../../../core/access/scope.ts'
import type { EventDocument } from '../../../core/event/event.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Match, Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { countAlerts } from '../../../response/alerts/count.ts'
import { matchOf, quieted, type RuleFacts } from '../../../response/alerts/match.ts'
import { createAlertOpener } from '../../../response/alerts/open.ts'
import { alertFacets, listAlerts, viewAlert } from '../../../response/alerts/queue.ts'
import { type QuietCount, quietCountKind } from '../../../response/alerts/quiet-count.ts'
import { createTriage } from '../../../response/alerts/triage.ts'
import { noTakers } from '../../support/no-takers.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const noon = Date.parse('2026-11-30T05:00:00Z')
const lead: Actor = { id: 'truc', name: 'Trưởng ca trực', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const everywhere: UnitScope = { kind: 'units', units: ['tinh'], unattributed: true }
const rule: RuleFacts = {
  id: 'r1',
  titles: { vi: 'Đăng nhập SSH thất bại', en: 'Failed SSH log-in' },
  level: 'low',
  groupBy: ['source.ip'],
}

let serial = 0
function event(
  fields: Partial<{ time: number; host: string; user: string; ip: string; unit: string[] }>,
): EventDocument {
  const { time = noon, host = 'web-01', user = 'root', ip = '203.0.113.7', unit = ['so-tc', 'tinh'] } = fields
  return {
    '@timestamp': new Date(time).toISOString(),
    event: { id: `e${String(serial++).padStart(6, '0')}`, original: 'x' },
    ...(host === '' ? {} : { host: { name: host } }),
    ...(user === '' ? {} : { user: { name: user } }),
    ...(ip === '' ? {} : { source: { ip } }),
    vonggac: unit.length === 0 ? {} : { unit: { id: unit[0]!, ids: unit } },
  }
}

function desk(t: TestContext) {
  const clock = manualClock(noon)
  const store: Store = temporaryStore(t, clock)
  const open = createAlertOpener(store.records)
  /** Ingests the events, all firing the rule; with `opening` false as if the process died before alerts were opened. */
  const ingest = async (events: readonly EventDocument[], { opening = true, fires = rule } = {}) => {
    const partition = { class: '12m', day: '2026-11-30' }
    const matches: Match[] = events.map((one) =>
      matchOf(fires, one, { eventId: one.event.id!, partition, seen: clock.now(), timeZone }),
    )
    await store.events.append(
      events.map((document) => ({ id: document.event.id!, partition, placedByReceipt: false, document })),
      matches,
    )
    if (opening) await open(matches)
    return matches
  }
  const count = async () => {
    while ((await countAlerts(store.events, store.records)) > 0);
  }
  const all = async () =>
    (await store.records.list<Alert>(systemScope, alertKind, { where: { kind: 'true' }, limit: 100 })).rows
      .map((row) => row.document)
      .sort((a, b) => a.id.localeCompare(b.id))
  return { clock, store, ingest, count, all, triage: createTriage(store.records, clock, noTakers) }
}

test('identity: rule, unit, entity and local day make the alert', () => {
  const key = (one: EventDocument, by = rule) =>
    matchOf(by, one, { eventId: 'e', partition: { class: '12m', day: 'd' }, seen: 0, timeZone }).alertKey
  const base = key(event({}))
  assert.equal(key(event({ host: 'other', user: 'other' })), base, 'the group-by alone is the entity')
  assert.notEqual(key(event({ ip: '203.0.113.8' })), base)
  assert.notEqual(key(event({ unit: ['so-yt', 'tinh'] })), base)
  assert.notEqual(key(event({}), { ...rule, id: 'r2' }), base)
  assert.equal(key(event({ time: Date.parse('2026-11-30T16:59:59Z') })), base, 'still 30 November in the zone')
  assert.notEqual(key(event({ time: Date.parse('2026-11-30T17:00:00Z') })), base, 'already 1 December in the zone')
})

test('the entity is the group-by, else user@host, else host, else source address', () => {
  const entity = (one: EventDocument, groupBy: string[]) =>
    (
      matchOf({ ...rule, groupBy }, one, { eventId: 'e', partition: { class: '12m', day: 'd' }, seen: 0, timeZone })
        .facts as { entity: { field: string; value: string }[] }
    ).entity.map(({ field, value }) => `${field}=${value}`)
  assert.deepEqual(entity(event({}), ['source.ip', 'host.name']), ['source.ip=203.0.113.7', 'host.name=web-01'])
  assert.deepEqual(entity(event({}), []), ['user.name=root', 'host.name=web-01'])
  assert.deepEqual(entity(event({ ip: '' }), ['source.ip']), ['user.name=root', 'host.name=web-01'])
  assert.deepEqual(entity(event({ user: '' }), []), ['host.name=web-01'])
  assert.deepEqual(entity(event({ user: '', host: '' }), []), ['source.ip=203.0.113.7'])
  assert.deepEqual(entity(event({ user: '', host: '', ip: '' }), []), [])
})

test('matches of one entity are one alert whose count, first and last come from counting', async (t) => {
  const { ingest, count, all } = desk(t)
  await ingest([event({ time: noon + 5000 }), event({ time: noon + 1000 })])
  await ingest([event({ time: noon + 9000 }), event({ ip: '203.0.113.99' })])
  await count()
  const alerts = await all()
  assert.equal(alerts.length, 2)
  const alert = alerts.find(({ source }) => source === '203.0.113.7')
  assert.equal(alert?.count, 3)
  assert.equal(alert?.first, noon + 1000)
  assert.equal(alert?.last, noon + 9000)
})

test('events sent again do not count again', async (t) => {
  const { ingest, count, all } = desk(t)
  const events = [event({}), event({})]
  await ingest(events)
  await count()
  await ingest(events)
  await count()
  assert.deepEqual(
    (await all()).map((alert) => alert.count),
    [2],
  )
})

test('alerts that a crash left unopened are opened by the counting job', async (t) => {
  const { ingest, count, all } = desk(t)
  await ingest([event({}), event({}), event({})], { opening: false })
  assert.equal((await all()).length, 0)
  await count()
  assert.deepEqual(
    (await all()).map((alert) => alert.count),
    [3],
  )
})

test('a match on a closed alert opens a linked successor that counts only what came after', async (t) => {
  const { clock, store, ingest, count, all, triage } = desk(t)
  const [match] = await ingest([event({}), event({})])
  await count()
  const id = match!.alertKey
  clock.advance(1000)
  await triage.close(lead, { scope: everywhere, id, revision: 1, disposition: 'false-positive', note: 'quét định kỳ' })
  await count()
  assert.equal((await all()).length, 1, 'closing opens nothing')
  clock.advance(1000)
  await ingest([event({}), event({}), event({})])
  await count()
  const [first, second] = await all()
  assert.equal(first?.status, 'closed')
  assert.equal(first?.disposition, 'false-positive')
  assert.equal(first?.count, 2, 'what was judged keeps its count')
  assert.equal(first?.next, second?.id)
  assert.equal(second?.previous, first?.id)
  assert.equal(second?.status, 'new')
  assert.equal(second?.disposition, null)
  assert.equal(second?.count, 3)
  assert.equal(second?.generation, 2)

  clock.advance(1000)
  await assert.rejects(triage.reopen(lead, { scope: everywhere, id, revision: 2 }), hasCode('conflict'))
  await triage.close(lead, { scope: everywhere, id: second!.id, revision: 1, disposition: 'benign', note: '' })
  clock.advance(1000)
  await ingest([event({})])
  await count()
  assert.deepEqual(
    (await all()).map((alert) => [alert.generation, alert.count, alert.status]),
    [
      [1, 2, 'closed'],
      [2, 3, 'closed'],
      [3, 1, 'new'],
    ],
  )
  const view = await viewAlert(store, everywhere, id)
  assert.deepEqual(view?.seenBefore.map(({ disposition }) => disposition ?? 'not judged').sort(), [
    'benign',
    'not judged',
  ])
})

test('an alert closed and reopened goes on counting, and its history says who did what', async (t) => {
  const { clock, store, ingest, count, all, triage } = desk(t)
  const [match] = await ingest([event({})])
  const id = match!.alertKey
  const taken = await triage.acknowledge(lead, { scope: everywhere, id, revision: 1 })
  assert.equal(taken.document.assignee?.id, 'truc')
  clock.advance(10)
  await triage.close(lead, { scope: everywhere, id, revision: 2, disposition: 'benign', note: 'đã hỏi chủ máy' })
  clock.advance(10)
  const again = await triage.reopen(lead, { scope: everywhere, id, revision: 3 })
  assert.equal(again.document.status, 'acknowledged')
  assert.equal(again.document.disposition, null)
  clock.advance(10)
  await ingest([event({})])
  await count()
  assert.deepEqual(
    (await all()).map((alert) => [alert.count, alert.status]),
    [[2, 'acknowledged']],
  )
  const view = await viewAlert(store, everywhere, id)
  assert.deepEqual(
    view?.history.map(({ actor, action, details }) => [actor, action, details]),
    [
      ['truc', 'alert.acknowledge', {}],
      ['truc', 'alert.close', { disposition: 'benign', note: 'đã hỏi chủ máy' }],
      ['truc', 'alert.reopen', {}],
    ],
  )
})

test('a stale revision is a conflict and changes nothing; counting is none', async (t) => {
  const { ingest, count, all, triage } = desk(t)
  const [match] = await ingest([event({})])
  const id = match!.alertKey
  await ingest([event({}), event({})])
  await count()
  await triage.acknowledge(lead, { scope: everywhere, id, revision: 1 })
  await assert.rejects(
    triage.close(lead, { scope: everywhere, id, revision: 1, disposition: 'benign', note: '' }),
    hasCode('conflict'),
  )
  assert.equal((await all())[0]?.status, 'acknowledged')
})

test('scope: siblings see nothing of each other’s alerts, not in lists, counts, facets, views or steps', async (t) => {
  const { store, ingest, count, triage } = desk(t)
  await ingest([
    event({ unit: ['so-tc', 'tinh'], host: 'canary-tc' }),
    event({ unit: ['so-yt', 'tinh'], host: 'canary-yt' }),
  ])
  await ingest([event({ unit: [], host: 'canary-nobody' })])
  await count()
  const filter = { from: 0, to: noon * 2 }
  const page = { sort: 'last', direction: 'desc', limit: 10, offset: 0 } as const
  const unit = (id: string): UnitScope => ({ kind: 'units', units: [id], unattributed: false })
  for (const [scope, hosts] of [
    [unit('so-tc'), ['canary-tc']],
    [unit('so-yt'), ['canary-yt']],
    [unit('tinh'), ['canary-tc', 'canary-yt']],
    [everywhere, ['canary-nobody', 'canary-tc', 'canary-yt']],
    [unit('xa-1'), []],
  ] as const) {
    const { rows, total } = await listAlerts(store.records, scope, filter, page)
    assert.deepEqual(rows.map(({ document }) => document.host).sort(), hosts)
    assert.equal(total, hosts.length)
    const facets = await alertFacets(store.records, scope, filter)
    const values = facets.find(({ field }) => field === 'host')?.values.map(({ value }) => value)
    assert.deepEqual([...(values ?? [])].sort(), hosts)
  }
  const { rows } = await listAlerts(store.records, unit('so-tc'), filter, page)
  const id = rows[0]!.id
  assert.equal(await viewAlert(store, unit('so-yt'), id), undefined)
  await assert.rejects(triage.acknowledge(lead, { scope: unit('so-yt'), id, revision: 1 }), hasCode('not-found'))
})

test('free text finds alerts without diacritics, in title, entity and host', async (t) => {
  const { store, ingest } = desk(t)
  await ingest([event({})])
  await ingest([event({ ip: '198.51.100.2', host: 'ketoan-01' })], {
    fires: { ...rule, id: 'r2', titles: { vi: 'Thêm tài khoản', en: 'User added' } },
  })
  const search = async (text: string) =>
    (
      await listAlerts(
        store.records,
        everywhere,
        { from: 0, to: noon * 2, text },
        { sort: 'last', direction: 'desc', limit: 10, offset: 0 },
      )
    ).rows.map(({ document }) => document.rule.id)
  assert.deepEqual(await search('dang nhap'), ['r1'])
  assert.deepEqual(await search('THEM TAI KHOAN'), ['r2'])
  assert.deepEqual(await search('198.51'), ['r2'])
  assert.deepEqual(await search('không có'), [])
})

const hasCode = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code

test('a match that is kept quiet opens no alert and is counted apart, once, whoever sends it again', async (t) => {
  const { store, ingest, count, all } = desk(t)
  const feeding = { ...rule, id: 'base', feedsOnly: true }
  const again = event({})
  await ingest([again, event({}), event({})], { fires: feeding })
  await ingest([again], { fires: feeding })
  await ingest([event({})], { fires: { ...rule, id: 'known', level: 'informational' } })
  await ingest([event({})])
  await count()
  assert.deepEqual(
    (await all()).map((alert) => [alert.rule.id, alert.count]),
    [['r1', 1]],
  )
  const counts = await store.records.list<QuietCount>(systemScope, quietCountKind, {
    where: { kind: 'true' },
    limit: 9,
  })
  assert.deepEqual(counts.rows.map(({ document: { rule: id, by, count: n } }) => [id, by, n]).sort(), [
    ['base', 'correlation', 3],
    ['known', 'level', 1],
  ])
})

test('what was decided about a match when it was stored stands when it is sent again', async (t) => {
  const { store, ingest, count, all } = desk(t)
  const one = event({})
  const [match] = await ingest([one])
  assert.ok(match)
  const quiet = quieted(match, { by: 'exception', of: 'x1' }, timeZone)
  assert.equal(quiet.id, match.id)
  assert.notEqual(quiet.alertKey, match.alertKey)
  const { newMatches } = await store.events.append([], [quiet])
  assert.equal(newMatches, 0)
  await count()
  assert.equal((await all())[0]?.count, 1)
  assert.equal((await store.records.list(systemScope, quietCountKind, { where: { kind: 'true' }, limit: 9 })).total, 0)
})
