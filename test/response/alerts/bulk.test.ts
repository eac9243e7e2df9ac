import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { type Scope, systemScope, type UnitScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { createBulks } from '../../../response/alerts/bulk.ts'
import { alertGroups } from '../../../response/alerts/groups.ts'
import { viewAlert } from '../../../response/alerts/queue.ts'
import type { AlertStep } from '../../../response/alerts/step.ts'
import { createTriage } from '../../../response/alerts/triage.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { noTakers } from '../../support/no-takers.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'
import { temporaryElastic } from '../../support/temporary-elastic.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const everything = { from: 0, to: noon + 1 }
const an: Actor = { id: 'an', name: 'An', grants: [] }
const binh: Actor = { id: 'binh', name: 'Bình', grants: [] }
const close = { verb: 'close', disposition: 'false-positive', note: 'máy quét của Sở' } as const satisfies AlertStep

const alert = (n: number): Alert =>
  untouchedAlert(n, noon - n, 'low', {
    id: `a${String(n).padStart(5, '0')}`,
    rule: { id: n % 2 === 0 ? 'noisy' : 'quiet', title: { vi: 'Quét cổng', en: 'Port scan' } },
    unit: n % 3 === 0 ? 'xa-1' : 'xa-2',
    entity: [{ field: 'host.name', value: `may-${n}` }],
    host: `may-${n % 10}`,
    opened: noon,
  })

async function desk(store: Store, many: number) {
  const clock = manualClock(noon)
  const { records, audit } = store
  await storeAlerts(records, many, alert)
  const bulks = createBulks(records, clock, noTakers, (error) => assert.fail(String(error)))
  const get = async (id: string) => (await records.get<Alert>(systemScope, alertKind, id))?.document
  return {
    clock,
    records,
    audit,
    bulks,
    get,
    triage: createTriage(records, clock, noTakers),
    /** Asks and waits for the end. */
    async run(actor: Actor, key: string, step: AlertStep, filter: object = {}, scope: Scope = systemScope) {
      const { id } = await bulks.ask(actor, { scope, key, step, target: { filter: { ...everything, ...filter } } })
      await bulks.settled()
      return bulks.find(actor, id)
    },
    async undo(actor: Actor, id: string, key = `undo-${id}`) {
      const { id: undoing } = await bulks.undo(actor, { scope: systemScope, key, id })
      await bulks.settled()
      return bulks.find(actor, undoing)
    },
    async statuses() {
      const [facet] = await records.facets(systemScope, alertKind, { kind: 'true' }, ['status'], 10)
      return Object.fromEntries(facet?.values.map(({ value, count }) => [value, count]) ?? [])
    },
  }
}
const hasCode = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code

async function closesAndTakesBack(store: Store, many: number): Promise<void> {
  const { run, undo, statuses, audit, get, triage } = await desk(store, many)
  const began = performance.now()
  const done = await run(an, 'close-noisy', close, { rule: ['noisy'] })
  const took = performance.now() - began
  assert.deepEqual([done.state, done.total, done.done, done.skipped, done.changed], ['done', many / 2, many / 2, 0, 0])
  assert.ok(took < 10_000, `took ${took} ms`)
  assert.deepEqual(await statuses(), { closed: many / 2, new: many / 2 })
  const [entry, ...others] = await audit.list(systemScope, { limit: 10 })
  assert.equal(others.length, 0)
  assert.deepEqual([entry?.actor, entry?.action], ['an', 'alert.bulk-close'])
  assert.equal((entry?.details.alerts as string[] | undefined)?.length, many / 2)
  const first = await get('a00000')
  assert.deepEqual([first?.status, first?.disposition, first?.closed?.note], ['closed', close.disposition, close.note])

  // Somebody opens one again: taking the step back leaves it alone and says so.
  await triage.reopen(binh, { scope: systemScope, id: 'a00000', revision: first?.revision ?? 0 })
  const undone = await undo(an, done.id)
  assert.deepEqual([undone.done, undone.changed, undone.skipped], [many / 2 - 1, 1, 0])
  assert.deepEqual(await statuses(), { new: many })
  const { bulks: _, revision: __, ...restored } = (await get('a00002')) as Alert
  const { revision: ___, ...original } = alert(2)
  assert.deepEqual(restored, original)
  await assert.rejects(undo(an, done.id, 'once-again'), hasCode('conflict'))
}

test('a noisy rule’s alerts are closed together within ten seconds, audited once, and taken back', async (t) => {
  await closesAndTakesBack(temporaryStore(t, manualClock(noon)), 10_000)
})

const server = await findElasticsearch()
test('the same on Elasticsearch', { skip: 'missing' in server ? server.missing : false }, async (t) => {
  if ('missing' in server) return
  const opened = await temporaryElastic(server.url, manualClock(noon))
  t.after(() => opened.close())
  await closesAndTakesBack(opened.store, 600)
})

test('what has nothing to change is skipped, what changed meanwhile is left alone, what comes later is not touched', async (t) => {
  const { bulks, run, get, triage, records } = await desk(temporaryStore(t, manualClock(noon)), 6)
  await triage.close(binh, { scope: systemScope, id: 'a00000', revision: 1, disposition: 'benign', note: '' })
  const ids = ['a00000', 'a00001', 'a00002', 'a00099']
  const alerts = ids.map((id) => ({ id, revision: id === 'a00000' ? 2 : id === 'a00002' ? 7 : 1 }))
  const { id } = await bulks.ask(an, { scope: systemScope, key: 'named', step: close, target: { alerts } })
  await records.write([{ kind: alertKind, id: 'late', document: alert(7), unitIds: ['tinh'], expect: 'absent' }])
  await bulks.settled()
  const named = await bulks.find(an, id)
  assert.deepEqual([named.total, named.done, named.skipped, named.changed], [4, 1, 1, 2])
  assert.equal((await get('a00000'))?.disposition, 'benign')
  assert.equal((await get('late'))?.status, 'new')
  const reopened = await run(an, 'reopen-all', { verb: 'reopen' })
  assert.deepEqual([reopened.total, reopened.done, reopened.skipped], [7, 2, 5])
})

test('a step stays within the scope, belongs to who asked, and the same key is the same step', async (t) => {
  const { run, bulks, statuses, get } = await desk(temporaryStore(t, manualClock(noon)), 30)
  const commune: UnitScope = { kind: 'units', units: ['xa-1'], unattributed: false }
  const own = await run(an, 'same-key', { verb: 'acknowledge' }, {}, commune)
  assert.equal(own.done, 10)
  assert.deepEqual(await statuses(), { acknowledged: 10, new: 20 })
  assert.deepEqual((await get('a00000'))?.assignee, { id: 'an', name: 'An' })
  assert.deepEqual(await run(an, 'same-key', { verb: 'acknowledge' }), own)
  await assert.rejects(bulks.find(binh, own.id), hasCode('not-found'))
  await assert.rejects(bulks.undo(binh, { scope: systemScope, key: 'not-mine', id: own.id }), hasCode('not-found'))
  // One who knows an id of elsewhere changes nothing there.
  const alerts = [{ id: 'a00001', revision: 1 }]
  const { id } = await bulks.ask(an, { scope: commune, key: 'elsewhere', step: close, target: { alerts } })
  await bulks.settled()
  assert.deepEqual((await bulks.find(an, id)).changed, 1)
})

test('two analysts on the same alerts at once: each alert is changed by one of them, and both are told', async (t) => {
  const store = temporaryStore(t, manualClock(noon))
  const { bulks, get } = await desk(store, 1_000)
  const other = createBulks(store.records, manualClock(noon), noTakers, (error) => assert.fail(String(error)))
  const target = { filter: everything }
  const [mine, theirs] = await Promise.all([
    bulks.ask(an, { scope: systemScope, key: 'an-closes', step: close, target }),
    other.ask(binh, { scope: systemScope, key: 'binh-takes', step: { verb: 'acknowledge' }, target }),
  ])
  await Promise.all([bulks.settled(), other.settled()])
  const [a, b] = await Promise.all([bulks.find(an, mine.id), other.find(binh, theirs.id)])
  assert.equal(a.done + b.done, 1_000)
  assert.equal(a.changed + b.changed, 1_000)
  for (let n = 0; n < 1_000; n += 50) {
    const now = await get(alert(n).id)
    assert.equal(now?.revision, 2)
    assert.equal(now?.status, now?.bulks?.[0]?.by === 'an' ? 'closed' : 'acknowledged')
  }
})

test('a step that a stop cut short goes on where it was; the same step run twice at once does nothing twice', async (t) => {
  const store = temporaryStore(t, manualClock(noon))
  const { bulks, statuses, audit } = await desk(store, 1_000)
  const { id } = await bulks.ask(an, {
    scope: systemScope,
    key: 'cut-short',
    step: close,
    target: { filter: everything },
  })
  await bulks.stop()
  const before = await bulks.find(an, id)
  assert.equal(before.state, 'running')
  const again = [0, 1].map(() =>
    createBulks(store.records, manualClock(noon), noTakers, (error) => assert.fail(String(error))),
  )
  await Promise.all(again.map((one) => one.resume()))
  await Promise.all(again.map((one) => one.settled()))
  const done = await bulks.find(an, id)
  assert.deepEqual([done.state, done.done, done.changed], ['done', 1_000, 0])
  assert.deepEqual(await statuses(), { closed: 1_000 })
  assert.equal((await audit.list(systemScope, { limit: 10 })).length, 1)
})

test('a cancelled step keeps what is done, which can be taken back', async (t) => {
  const { bulks, undo, statuses, audit } = await desk(temporaryStore(t, manualClock(noon)), 1_000)
  const { id } = await bulks.ask(an, {
    scope: systemScope,
    key: 'cancelled',
    step: close,
    target: { filter: everything },
  })
  const cancelled = await bulks.cancel(an, id)
  await bulks.settled()
  const stands = await bulks.find(an, id)
  assert.equal(stands.state, 'cancelled')
  assert.deepEqual(
    await statuses(),
    stands.done === 0 ? { new: 1_000 } : { closed: stands.done, new: 1_000 - stands.done },
  )
  const [entry] = await audit.list(systemScope, { limit: 1 })
  assert.deepEqual([entry?.details.state, entry?.details.done], ['cancelled', cancelled.done])
  assert.equal((await undo(an, id)).done, cancelled.done)
  assert.deepEqual(await statuses(), { new: 1_000 })
})

test('the alert’s own history tells what was done to it among many', async (t) => {
  const store = temporaryStore(t, manualClock(noon))
  const { run, undo } = await desk(store, 4)
  await undo(an, (await run(an, 'history-1', close)).id)
  const view = await viewAlert(store, systemScope, 'a00001')
  assert.deepEqual(
    view?.history.map(({ actor, action, details }) => [actor, action, details.note]),
    [
      ['an', 'alert.close', close.note],
      ['an', 'alert.undo', undefined],
    ],
  )
})

test('an alert comes with how common it is and how that was judged, within the scope, and with whom to call', async (t) => {
  const store = temporaryStore(t, manualClock(noon))
  const { run, records } = await desk(store, 30)
  await run(an, 'judged-some', close, { host: ['may-0', 'may-2'] })
  const contact = { name: 'Lê Bình', role: 'Đầu mối', phone: '0203 111', mail: '', duty: true }
  await records.write([
    { kind: 'unit', id: 'xa-1', document: { contacts: [contact] }, unitIds: ['xa-1', 'tinh'], expect: 'absent' },
  ])
  const seen = await viewAlert(store, systemScope, 'a00000')
  assert.deepEqual(seen?.precedents, [
    { of: 'rule', alerts: 14, hosts: 5, units: 2, dispositions: { 'false-positive': 6 } },
    { of: 'host', alerts: 2, hosts: 1, units: 2, dispositions: { 'false-positive': 3 } },
  ])
  assert.deepEqual(seen?.contacts, [contact])
  const commune: UnitScope = { kind: 'units', units: ['xa-1'], unattributed: false }
  const own = await viewAlert(store, commune, 'a00000')
  assert.deepEqual(
    own?.precedents.map(({ units, hosts }) => [units, hosts]),
    [
      [1, 5],
      [1, 1],
    ],
  )
})

test('groups count by severity and status, the largest first, what has no value too', async (t) => {
  const { records, run } = await desk(temporaryStore(t, manualClock(noon)), 30)
  await run(an, 'some-closed', close, { host: ['may-0'], without: ['rule=quiet'] })
  const page = { limit: 2, offset: 0 }
  const byRule = await alertGroups(records, systemScope, everything, 'rule', page)
  assert.deepEqual(byRule, {
    groups: [
      { value: 'noisy', count: 15, last: noon, severities: { low: 15 }, statuses: { closed: 3, new: 12 } },
      { value: 'quiet', count: 15, last: noon - 1, severities: { low: 15 }, statuses: { new: 15 } },
    ],
    total: 2,
  })
  const byUser = await alertGroups(records, systemScope, { ...everything, status: ['new'] }, 'user', page)
  assert.deepEqual(
    byUser.groups.map(({ value, count }) => [value, count]),
    [[null, 27]],
  )
  const noUser = await run(an, 'group-of-none', { verb: 'acknowledge' }, { user: [''], status: ['new'] })
  assert.equal(noUser.done, 27)
  await assert.rejects(
    alertGroups(records, systemScope, { ...everything, without: ['rank=1'] }, 'host', page),
    hasCode('bad-request'),
  )
})
