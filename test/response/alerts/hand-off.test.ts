import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor, Grant } from '../../../core/access/actor.ts'
import { scopeOf, systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { createBulks } from '../../../response/alerts/bulk.ts'
import { alertFacets, listAlerts } from '../../../response/alerts/queue.ts'
import { createTakers } from '../../../response/alerts/takers.ts'
import { createTriage } from '../../../response/alerts/triage.ts'
import { type Account, accountKind } from '../../../response/identity/accounts.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'
import { untouchedAlert } from '../../support/stored-alerts.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const clock = manualClock(noon)
const units = unitTree(sampleUnits)
const person = (id: string, role: Grant['role'], unit: string): Actor => ({
  id,
  name: id.toUpperCase(),
  grants: [{ role, unit }],
})
const an = person('an', 'analyst', 'tinh')
const binh = person('binh', 'analyst', 'tinh')
const chi = person('chi', 'analyst', 'so-tc')
const dung = person('dung', 'analyst', 'so-yt')
const mai = person('mai', 'auditor', 'tinh')
const hasCode = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code
const scopeFor = (actor: Actor) => scopeOf(actor, 'alert.triage', units)

async function desk(store: Store) {
  const { records } = store
  for (const { id, name, grants } of [an, binh, chi, dung, mai]) {
    const account: Account = { name: id, displayName: name, password: 'x', grants, created: 0, passwordSet: 0 }
    await records.write([{ kind: accountKind, id, document: account, unitIds: ['tinh'], expect: 'absent' }])
  }
  for (const [n, unit] of ['so-tc', 'so-yt', null].entries()) {
    const rule = { id: 'r', title: { vi: 'Luật', en: 'Rule' } }
    const alert = untouchedAlert(n, noon, 'high', { id: `a${n}`, rule, unit, host: null })
    const unitIds = unit === null ? [] : units.lineage(unit)
    await records.write([{ kind: alertKind, id: alert.id, document: alert, unitIds, expect: 'absent' }])
  }
  const takers = createTakers(records, units, clock)
  const triage = createTriage(records, clock, takers)
  const get = async (id: string) => (await records.get<Alert>(systemScope, alertKind, id))?.document as Alert
  const at = async (actor: Actor, id = 'a0') => ({ scope: scopeFor(actor), id, revision: (await get(id)).revision })
  const bulks = createBulks(records, clock, takers, (error) => assert.fail(String(error)))
  return { store, takers, triage, bulks, get, at }
}
const to = (actor: Actor) => ({ kind: 'person', id: actor.id }) as const

for (const kind of await eachStore(clock)) {
  test(`hand-off on ${kind.name}: it stays the giver’s until it is accepted, is found while it waits, and is audited`, {
    skip: kind.skip,
  }, async (t) => {
    const { store, triage, get, at } = await desk(await kind.open(t))
    await triage.acknowledge(an, await at(an))
    const given = await triage.hand(an, { ...(await at(an)), to: to(binh), note: 'xem giúp' })
    assert.deepEqual(
      [given.document.assignee?.id, given.document.status, given.document.handOff?.to.name],
      ['an', 'acknowledged', 'BINH'],
    )
    const filter = { from: 0, to: noon + 1 }
    const page = { sort: 'last', direction: 'desc', limit: 10, offset: 0 } as const
    const waiting = await listAlerts(store.records, systemScope, { ...filter, handOff: ['offered'] }, page)
    assert.deepEqual(
      waiting.rows.map(({ id }) => id),
      ['a0'],
    )
    const facet = (await alertFacets(store.records, systemScope, filter)).find(({ field }) => field === 'handOff')
    assert.deepEqual(facet?.values, [{ value: 'offered', count: 1 }])

    const stale = await at(chi)
    await assert.rejects(triage.accept(chi, stale), hasCode('conflict'), 'it is offered to somebody else')
    const both = await at(binh)
    await triage.accept(binh, both)
    await assert.rejects(triage.acknowledge(an, both), hasCode('conflict'), 'the second of two is told')
    assert.deepEqual([(await get('a0')).assignee?.id, (await get('a0')).handOff], ['binh', null])
    const rows = await store.audit.list(systemScope, { limit: 3 })
    assert.deepEqual(
      rows.map(({ actor, action }) => [actor, action]),
      [
        ['binh', 'alert.accept'],
        ['an', 'alert.hand'],
        ['an', 'alert.acknowledge'],
      ],
    )
    assert.deepEqual(rows[1]?.details, { to: { kind: 'person', id: 'binh', name: 'BINH' }, note: 'xem giúp' })
  })

  test(`hand-off of many on ${kind.name}: those out of the receiver’s reach stay, and acceptance can be undone`, {
    skip: kind.skip,
  }, async (t) => {
    const { bulks, get } = await desk(await kind.open(t))
    const ask = async (actor: Actor, key: string, step: Parameters<typeof bulks.ask>[1]['step']) => {
      const target = { filter: { from: 0, to: noon + 1 } }
      const { id } = await bulks.ask(actor, { scope: scopeFor(actor), key, step, target })
      await bulks.settled()
      return bulks.find(actor, id)
    }
    const given = await ask(an, 'give-many', { verb: 'hand', to: to(chi), note: '' })
    assert.deepEqual([given.done, given.skipped], [1, 2])
    const taken = await ask(chi, 'take-many', { verb: 'accept' })
    assert.deepEqual([taken.done, (await get('a0')).assignee?.id], [1, 'chi'])
    await bulks.undo(chi, { scope: scopeFor(chi), key: 'undo-many', id: taken.id })
    await bulks.settled()
    assert.deepEqual([(await get('a0')).assignee, (await get('a0')).handOff?.state], [null, 'offered'])
  })
}

const [sqlite] = await eachStore(clock)
const opened = async (t: Parameters<NonNullable<typeof sqlite>['open']>[0]) => {
  assert.ok(sqlite)
  return desk(await sqlite.open(t))
}

test('a refused hand-off is back with its giver, with the reason, who puts it aside', async (t) => {
  const { triage, get, at } = await opened(t)
  await triage.hand(an, { ...(await at(an)), to: to(chi), note: '' })
  await assert.rejects(triage.refuse(an, { ...(await at(an)), reason: 'không' }), hasCode('conflict'))
  await triage.refuse(chi, { ...(await at(chi)), reason: 'đang bận sự cố khác' })
  const { handOff } = await get('a0')
  assert.deepEqual([handOff?.state, handOff?.refusal?.reason], ['refused', 'đang bận sự cố khác'])
  await assert.rejects(triage.accept(chi, await at(chi)), hasCode('conflict'))
  await triage.withdraw(an, await at(an))
  assert.equal((await get('a0')).handOff, null)
})

test('a unit’s analysts: whoever is first, and none of them refuses for all', async (t) => {
  const { triage, get, at } = await opened(t)
  await triage.hand(an, { ...(await at(an)), to: { kind: 'unit', id: 'so-tc' }, note: '' })
  await assert.rejects(triage.refuse(chi, { ...(await at(chi)), reason: 'x' }), hasCode('conflict'))
  await assert.rejects(triage.accept(binh, await at(binh)), hasCode('conflict'), 'the province’s analyst is not theirs')
  await triage.accept(chi, await at(chi))
  assert.equal((await get('a0')).assignee?.id, 'chi')
})

test('the pick-list names those who may triage there, and no peer learns of another', async (t) => {
  const { takers, triage, at } = await opened(t)
  const ids = async (actor: Actor, wanted: readonly (string | null)[]) =>
    (await takers.list(scopeFor(actor), wanted)).map(({ kind, id }) => `${kind} ${id}`)
  assert.deepEqual(await ids(an, ['so-tc']), ['person an', 'person binh', 'person chi', 'unit tinh', 'unit so-tc'])
  assert.deepEqual(await ids(an, ['so-tc', 'so-yt']), ['person an', 'person binh', 'unit tinh'])
  assert.deepEqual(await ids(an, [null]), ['person an', 'person binh', 'unit tinh'])
  await assert.rejects(ids(chi, ['so-yt']), hasCode('not-found'))
  for (const stranger of [to(dung), to(mai), { kind: 'person', id: 'nobody' } as const]) {
    await assert.rejects(triage.hand(chi, { ...(await at(chi)), to: stranger, note: '' }), hasCode('bad-request'))
  }
  await assert.rejects(triage.hand(an, { ...(await at(an)), to: to(dung), note: '' }), hasCode('bad-request'))
})

test('the last step on one alert is taken back by who took it, unless another came since', async (t) => {
  const { triage, get, at } = await opened(t)
  await triage.acknowledge(an, await at(an))
  await triage.close(an, { ...(await at(an)), disposition: 'benign', note: '' })
  await assert.rejects(triage.undo(binh, await at(binh)), hasCode('conflict'))
  await triage.undo(an, await at(an))
  assert.deepEqual([(await get('a0')).status, (await get('a0')).disposition], ['acknowledged', null])
  await assert.rejects(triage.undo(an, await at(an)), hasCode('conflict'), 'a step that was taken back is over')
  await triage.release(an, await at(an))
  const { status, assignee } = await get('a0')
  assert.deepEqual([status, assignee], ['new', null])
})
