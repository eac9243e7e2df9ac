import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf, systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { createBulks } from '../../../response/alerts/bulk.ts'
import { createTakers } from '../../../response/alerts/takers.ts'
import { type Account, accountKind } from '../../../response/identity/accounts.ts'
import { acceptWatch, offerWatch, refuseWatch, withdrawWatch } from '../../../response/shifts/hand-over-alerts.ts'
import { createShifts } from '../../../response/shifts/shifts.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const units = unitTree(sampleUnits)
const person = (id: string): Actor => ({
  id,
  name: id.toUpperCase(),
  grants: [{ role: 'analyst', unit: 'tinh' }],
})
const an = person('an')
const binh = person('binh')
const shiftScope = (actor: Actor) => scopeOf(actor, 'shift.write', units)

/** Six alerts: four open ones of An's, one that An closed, one of nobody. */
const alert = (n: number): Alert =>
  untouchedAlert(n, noon - n * 1_000, 'high', {
    id: `a${n}`,
    rule: { id: 'rule', title: { vi: 'Luật', en: 'Rule' } },
    unit: 'tinh',
    host: 'may-1',
    status: n === 4 ? 'closed' : n === 5 ? 'new' : 'acknowledged',
    assignee: n === 5 ? null : { id: 'an', name: 'AN' },
  })

async function desk(store: Store) {
  const clock = manualClock(noon)
  for (const { id, grants } of [an, binh]) {
    const account: Account = { name: id, displayName: id, password: 'x', grants, created: 0, passwordSet: 0 }
    await store.records.write([{ kind: accountKind, id, document: account, unitIds: ['tinh'], expect: 'absent' }])
  }
  await storeAlerts(store.records, 6, alert)
  const takers = createTakers(store.records, units, clock)
  const bulks = createBulks(store.records, clock, takers, (error) => assert.fail(String(error)))
  const shifts = createShifts(store.records, units, clock)
  const parts = { shifts, bulks, takers, records: store.records, units }
  const { id, version } = await shifts.start(an, { scope: shiftScope(an), unit: 'tinh', phone: '' })
  const offer = (to: string | null, seen: number) =>
    offerWatch(parts, an, {
      scope: shiftScope(an),
      id,
      version: seen,
      to,
      text: 'x',
      alerts: true,
      note: 'Bàn giao ca',
    })
  const standing = async () => {
    await bulks.settled()
    const { rows } = await store.records.list<Alert>(systemScope, alertKind, {
      where: { kind: 'true' },
      sort: [{ field: 'id', direction: 'asc' }],
      limit: 10,
    })
    return rows.map(
      ({ document: { assignee, handOff } }) =>
        `${assignee?.id ?? '-'}${handOff ? `>${handOff.state === 'refused' ? 'not ' : ''}${handOff.to.id}` : ''}`,
    )
  }
  return { clock, parts, id, version, offer, standing, bulks }
}

for (const kind of await eachStore(manualClock(noon))) {
  test(`the giver’s open alerts go with the watch and are accepted with it on ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    const { clock, parts, id, version, offer, standing } = await desk(store)
    const offered = await offer('binh', version)
    assert.equal(offered.document.handOver?.alerts, 4)
    const waiting = ['an>binh', 'an>binh', 'an>binh', 'an>binh', 'an', '-']
    assert.deepEqual(await standing(), waiting, 'until it is accepted they stay whose they are')
    const kept = await store.records.get<Alert>(systemScope, alertKind, 'a0')
    assert.equal(kept?.document.handOff?.note, 'Bàn giao ca')
    clock.advance(60_000)
    await acceptWatch(parts, binh, { scope: shiftScope(binh), id, version: offered.version, phone: '' })
    assert.deepEqual(await standing(), ['binh', 'binh', 'binh', 'binh', 'an', '-'])
    const said = (await store.audit.list(systemScope, { limit: 20 })).map(({ actor, action }) => `${actor} ${action}`)
    assert.deepEqual(said, [
      'binh alert.bulk-accept',
      'binh shift.accept',
      'an alert.bulk-hand',
      'an shift.offer',
      'an shift.start',
    ])
  })
}

test('an offer that is taken back takes the alerts back, but those that somebody has answered', async (t) => {
  const [first] = await eachStore(manualClock(noon))
  assert.ok(first)
  const store = await first.open(t)
  const { parts, id, version, offer, standing, bulks } = await desk(store)
  const offered = await offer('binh', version)
  await bulks.settled()
  const scope = scopeOf(binh, 'alert.triage', units)
  const taken = await store.records.get<Alert>(systemScope, alertKind, 'a1')
  const target = { alerts: [{ id: 'a1', revision: taken?.document.revision ?? 0 }] }
  await bulks.ask(binh, { scope, key: 'accepts one', step: { verb: 'accept' }, target })
  await bulks.settled()
  await withdrawWatch(parts, an, { scope: shiftScope(an), id, version: offered.version })
  assert.deepEqual(await standing(), ['an', 'binh', 'an', 'an', 'an', '-'])
})

test('a watch that is refused gives its alerts back with the reason; taken back, nothing of it stays on them', async (t) => {
  const [first] = await eachStore(manualClock(noon))
  assert.ok(first)
  const store = await first.open(t)
  const { parts, id, version, offer, standing, bulks } = await desk(store)
  const offered = await offer('binh', version)
  await bulks.settled()
  const reason = 'Đang họp'
  const refused = await refuseWatch(parts, binh, { scope: shiftScope(binh), id, version: offered.version, reason })
  const back = ['an>not binh', 'an>not binh', 'an>not binh', 'an>not binh', 'an', '-']
  assert.deepEqual(await standing(), back, 'they wait for nobody')
  const kept = await store.records.get<Alert>(systemScope, alertKind, 'a0')
  assert.equal(kept?.document.handOff?.refusal?.reason, reason)
  await withdrawWatch(parts, an, { scope: shiftScope(an), id, version: refused.version })
  assert.deepEqual(await standing(), ['an', 'an', 'an', 'an', 'an', '-'])
})

test('a watch for whoever is first gives the alerts to the unit’s analysts; who can take none is told before', async (t) => {
  const [first] = await eachStore(manualClock(noon))
  assert.ok(first)
  const store = await first.open(t)
  const { parts, id, version, offer, standing } = await desk(store)
  const refused = (error: unknown) => error instanceof CodedError && error.code === 'bad-request'
  await assert.rejects(offer('nobody', version), refused)
  assert.deepEqual(await standing(), ['an', 'an', 'an', 'an', 'an', '-'], 'nothing was done')
  const offered = await offer(null, version)
  assert.deepEqual((await standing()).slice(0, 2), ['an>tinh', 'an>tinh'])
  await acceptWatch(parts, binh, { scope: shiftScope(binh), id, version: offered.version, phone: '' })
  assert.deepEqual(await standing(), ['binh', 'binh', 'binh', 'binh', 'an', '-'])
})
