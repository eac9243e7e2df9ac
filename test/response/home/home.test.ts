import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor, Grant } from '../../../core/access/actor.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Store } from '../../../core/store/store.ts'
import { handOverDraft } from '../../../response/home/hand-over-draft.ts'
import { homeOf } from '../../../response/home/home.ts'
import { lapsedGrants } from '../../../response/home/lapsed.ts'
import { createShifts } from '../../../response/shifts/shifts.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const hour = 3_600_000
const clock = manualClock(noon)
const units = unitTree(sampleUnits)
const an: Actor = { id: 'an', name: 'An', grants: [{ role: 'analyst', unit: 'tinh' }] }
const chi: Actor = { id: 'chi', name: 'Chi', grants: [{ role: 'analyst', unit: 'so-tc' }] }
const contact: Actor = { id: 'dung', name: 'Dung', grants: [{ role: 'agency-contact', unit: 'so-yt' }] }
const treasurer: Actor = { id: 'tam', name: 'Tam', grants: [{ role: 'agency-contact', unit: 'so-tc' }] }
const auditor: Actor = {
  id: 'mai',
  name: 'Mai',
  grants: [{ role: 'auditor', unit: 'tinh', reads: { from: 0, to: noon - hour } }],
}

/**
 * Six alerts of an hour each, the newest first: two nobody's, one critical; two of An's; one that Chi gave to An; one that is closed.
 */
async function fill(store: Store) {
  await storeAlerts(store.records, 6, (n) => {
    const first = noon - n * hour - 1
    const rule = { id: 'r', title: { vi: 'Luật', en: 'Rule' } }
    const base = untouchedAlert(n, first, n === 1 ? 'critical' : 'low', {
      id: `a${n}`,
      rule,
      unit: 'so-tc',
      host: null,
    })
    const mine = { status: 'acknowledged', assignee: { id: 'an', name: 'An' }, acknowledged: first } as const
    if (n === 2 || n === 3) return { ...base, ...mine, ...(n === 3 ? { incidents: [{ id: 'SC-1', units: [] }] } : {}) }
    if (n === 4) {
      const to = { kind: 'person', id: 'an', name: 'An' } as const
      const by = { id: 'chi', name: 'Chi' }
      return { ...base, ...mine, assignee: by, handOff: { state: 'offered', by, at: first, to, note: 'x' } }
    }
    if (n !== 5) return base
    return { ...base, status: 'closed', closed: { at: noon - 2 * hour, by: 'Chi', note: '' } }
  })
  const opened = { actor: 'an', action: 'session.open', target: 'account/an', unitIds: ['tinh'], details: {} }
  await store.audit.append([opened])
  const openIncidents = async () => ({ rows: [], total: 0 })
  const { records, audit } = store
  const parts = { records, audit, units, shifts: createShifts(records, units, clock), openIncidents, now: noon }
  return { parts, home: (actor: Actor, at = noon + hour) => homeOf(parts, actor, at) }
}

for (const kind of await eachStore(clock)) {
  test(`home on ${kind.name}: whose each alert is, what waits, and what happened since`, {
    skip: kind.skip,
  }, async (t) => {
    const { parts, home } = await fill(await kind.open(t))
    const { work, since } = await home(an)
    const ids = (part: { rows: readonly { id: string }[] } | undefined) => part?.rows.map(({ id }) => id)
    assert.deepEqual(ids(work?.fresh), ['a0', 'a1'])
    assert.deepEqual(ids(work?.nobodys), ['a1', 'a0'], 'the critical one first')
    assert.equal(work?.criticals, 1)
    assert.deepEqual(ids(work?.mine), ['a3', 'a2'], 'the one that waits longest first')
    assert.deepEqual(ids(work?.offered), ['a4'])
    assert.deepEqual(ids((await home(chi)).work?.given), ['a4'])
    // The log-in that stands in the audit log began at noon: nothing came since.
    assert.deepEqual([since?.at, since?.alerts, since?.closed], [noon, {}, 0])
    assert.equal((await home(an, noon)).since, undefined, 'who was never here before left nothing behind')

    const draft = await handOverDraft(parts, an)
    assert.deepEqual([draft.mine.total, draft.unowned, draft.criticals], [2, 2, 1])

    const agency = await home(contact)
    assert.equal(agency.work, undefined)
    assert.deepEqual(
      agency.ownUnits?.map(({ id, needsCare }) => [id, needsCare]),
      [],
    )
    assert.deepEqual(agency.ownAlerts, { rows: [], total: 0, atLeast: false }, 'nothing of another agency')
    const told = (await home(treasurer)).ownAlerts
    // The closed one is over, and that of a restricted incident is not told.
    assert.deepEqual(
      told?.rows.map(({ id, taken }) => [id, taken]),
      [
        ['a1', false],
        ['a0', false],
        ['a2', true],
        ['a4', true],
      ],
      'the worst first',
    )
    assert.deepEqual(
      Object.keys(told?.rows[0] ?? {}).sort(),
      ['count', 'first', 'host', 'id', 'last', 'severity', 'source', 'taken', 'title', 'unit', 'user'],
      'nothing of who works on it',
    )
    assert.equal((await home(an)).ownAlerts, undefined, 'who reads the queue needs no extract')
    const past = await home(auditor)
    assert.deepEqual([past.window, past.since, past.duty], [{ from: 0, to: noon - hour }, undefined, undefined])
  })
}

test('whose unit has ended is told so; to whom nothing is left, everything that has lapsed', () => {
  const ended = unitTree(sampleUnits.map((unit) => (unit.id === 'so-yt' ? { ...unit, ended: true } : unit)))
  const gone = { role: 'agency-contact', unit: 'so-yt' } as const
  const past = { role: 'analyst', unit: 'so-tc', until: noon } as const
  const ahead = { role: 'analyst-2', unit: 'so-tc', from: noon + 1 } as const
  const stands = { role: 'agency-contact', unit: 'so-tc' } as const
  const told = (...grants: readonly Grant[]) =>
    lapsedGrants(grants, ended, noon).map(({ role, unit, why }) => `${role} ${unit.name}: ${why}`)
  assert.deepEqual(told(gone, past, ahead), [
    'agency-contact Sở Y tế: unit-ended',
    'analyst Sở Tài chính: expired',
    'analyst-2 Sở Tài chính: not-yet',
  ])
  assert.deepEqual(told(gone, past, stands), ['agency-contact Sở Y tế: unit-ended'])
  assert.deepEqual(told(past, stands), [])
})
