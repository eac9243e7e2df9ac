import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf, systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Account, accountKind } from '../../../response/identity/accounts.ts'
import { mentionsIn } from '../../../response/shifts/mentions.ts'
import { createShifts } from '../../../response/shifts/shifts.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const units = unitTree(sampleUnits)
const person = (id: string, unit: string): Actor => ({
  id,
  name: id.toUpperCase(),
  grants: [{ role: 'analyst', unit }],
})
const an = person('an', 'tinh')
const binh = person('binh', 'tinh')
const chi = person('chi', 'so-tc')
const scopeFor = (actor: Actor) => scopeOf(actor, 'shift.write', units)
const hasCode = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code

async function log(store: Store) {
  const clock = manualClock(noon)
  for (const { id, name, grants } of [an, binh, chi]) {
    const account: Account = { name: id, displayName: name, password: 'x', grants, created: 0, passwordSet: 0 }
    await store.records.write([{ kind: accountKind, id, document: account, unitIds: ['tinh'], expect: 'absent' }])
  }
  const shifts = createShifts(store.records, units, clock)
  const onDuty = async () => (await shifts.onDuty(systemScope)).flatMap(({ on }) => on.map((one) => one.person.id))
  const begin = (actor: Actor) => shifts.start(actor, { scope: scopeFor(actor), unit: 'tinh', phone: '0912' })
  return { clock, shifts, onDuty, begin, audit: store.audit }
}

for (const kind of await eachStore(manualClock(noon))) {
  test(`a watch is handed over on ${kind.name}: the giver is on duty until it is accepted, then the next is`, {
    skip: kind.skip,
  }, async (t) => {
    const { clock, shifts, onDuty, begin, audit } = await log(await kind.open(t))
    const { id, version } = await begin(an)
    await assert.rejects(begin(an), hasCode('conflict'), 'nobody is on duty twice')
    await shifts.write(an, { scope: scopeFor(an), id, text: 'gọi đầu mối Sở Tài chính' })
    const offer = { scope: scopeFor(an), id, version, to: 'binh', text: 'còn hai cảnh báo' }
    const given = await shifts.offer(an, offer)
    assert.deepEqual(await onDuty(), ['an'])
    await assert.rejects(shifts.offer(an, offer), hasCode('conflict'), 'what was on the screen is no more')
    clock.advance(60_000)
    const taken = await shifts.accept(binh, { scope: scopeFor(binh), id, version: given.version, phone: '0988' })
    assert.deepEqual([taken.document.ended, taken.document.handOver?.state], [noon + 60_000, 'accepted'])
    assert.deepEqual(await onDuty(), ['binh'])
    const { rows } = await shifts.list(systemScope, { from: 0, to: noon * 2, limit: 10, offset: 0 })
    assert.deepEqual(
      rows.map(({ document }) => [document.person.id, document.after === id]),
      [
        ['binh', true],
        ['an', false],
      ],
    )
    assert.deepEqual(
      (await shifts.get(systemScope, id)).entries.map(({ text }) => text),
      ['gọi đầu mối Sở Tài chính'],
    )
    assert.deepEqual(
      (await audit.list(systemScope, { limit: 4 })).map(({ action }) => action),
      ['shift.accept', 'shift.offer', 'shift.write', 'shift.start'],
    )
  })
}

const [sqlite] = await eachStore(manualClock(noon))

test('a refused watch stays with its giver; what waits for anybody is not refused by one', async (t) => {
  assert.ok(sqlite)
  const { shifts, onDuty, begin } = await log(await sqlite.open(t))
  const { id, version } = await begin(an)
  const at = { scope: scopeFor(binh), id }
  const given = await shifts.offer(an, { ...at, version, to: 'binh', text: 'x' })
  await assert.rejects(shifts.refuse(an, { ...at, version: given.version, reason: 'x' }), hasCode('not-allowed'))
  const back = await shifts.refuse(binh, { ...at, version: given.version, reason: 'ốm' })
  assert.deepEqual([back.document.handOver?.answer?.reason, await onDuty()], ['ốm', ['an']])
  const open = await shifts.offer(an, { ...at, version: back.version, to: null, text: 'x' })
  await assert.rejects(shifts.refuse(binh, { ...at, version: open.version, reason: 'x' }), hasCode('not-allowed'))
  const withdrawn = await shifts.withdraw(an, { ...at, version: open.version })
  await assert.rejects(shifts.end(binh, { ...at, version: withdrawn.version }), hasCode('not-allowed'))
  await shifts.end(an, { ...at, version: withdrawn.version })
  assert.deepEqual(await onDuty(), [])
})

test('two accept at once: one takes it, the other is told', async (t) => {
  assert.ok(sqlite)
  const { shifts, onDuty, begin } = await log(await sqlite.open(t))
  const { id, version } = await begin(an)
  const given = await shifts.offer(an, { scope: scopeFor(an), id, version, to: null, text: 'x' })
  const lead = { ...binh, id: 'truc' }
  const both = await Promise.allSettled(
    [binh, lead].map((actor) =>
      shifts.accept(actor, { scope: scopeFor(actor), id, version: given.version, phone: '' }),
    ),
  )
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal((await onDuty()).length, 1)
})

test('a unit’s people neither see nor take the watch above them', async (t) => {
  assert.ok(sqlite)
  const { shifts, begin } = await log(await sqlite.open(t))
  const { id, version } = await begin(an)
  await assert.rejects(shifts.get(scopeFor(chi), id), hasCode('not-found'))
  await assert.rejects(shifts.people(scopeFor(chi), 'tinh'), hasCode('not-found'))
  await assert.rejects(shifts.start(chi, { scope: scopeFor(chi), unit: 'so-yt', phone: '' }), hasCode('not-found'))
  await assert.rejects(
    shifts.offer(an, { scope: scopeFor(an), id, version, to: 'chi', text: 'x' }),
    hasCode('bad-request'),
  )
  assert.deepEqual(await shifts.onDuty(scopeFor(chi)), [])
})

test('texts point to alerts and incidents by their addresses, each once', () => {
  const text =
    'xem https://x/alerts?range=7d&alert=ab%2Fc và /incidents/SC-2026-0001, /incidents/SC-2026-0001; &alert=%zz'
  assert.deepEqual(mentionsIn([text]), [
    { kind: 'alert', id: 'ab/c' },
    { kind: 'alert', id: '%zz' },
    { kind: 'incident', id: 'SC-2026-0001' },
  ])
})
