import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import type { Role } from '../../../core/access/permissions.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import type { EventDocument } from '../../../core/event/event.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { matchOf } from '../../../response/alerts/match.ts'
import { createAlertOpener } from '../../../response/alerts/open.ts'
import { type AlertFilter, alertFacets, listAlerts } from '../../../response/alerts/queue.ts'
import { type Account, accountKind } from '../../../response/identity/accounts.ts'
import { incidentFacet, incidentsShown, withIncidents } from '../../../response/incidents/alert-links.ts'
import {
  addEvents,
  addEventToTimeline,
  addNote,
  linkAlerts,
  pin,
  unlinkAlerts,
} from '../../../response/incidents/contents.ts'
import { type Evidence, evidenceKind, evidenceOf } from '../../../response/incidents/evidence.ts'
import { createIncidents } from '../../../response/incidents/incidents.ts'
import { listIncidents } from '../../../response/incidents/list.ts'
import { type Opening, openIncident } from '../../../response/incidents/open.ts'
import { similarIncidents } from '../../../response/incidents/similar.ts'
import { close, edit, reopen, restrict, setPeople, setStatus } from '../../../response/incidents/steps.ts'
import { incidentHistory, viewEvidence, viewIncident } from '../../../response/incidents/view.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { windowed } from '../../../roles/windowed.ts'
import { eachStore } from '../../support/each-store.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const timeZone = 'Asia/Ho_Chi_Minh'
const units = unitTree(sampleUnits)
const person = (id: string, role: Role, unit = 'tinh'): Actor => ({ id, name: `${id}-name`, grants: [{ role, unit }] })
const an = person('an', 'analyst-2')
const binh = person('binh', 'analyst-2')
const lead = person('truc', 'duty-lead')
const finance = person('tai', 'analyst-2', 'so-tc')
const health = person('yte', 'analyst-2', 'so-yt')
const hasCode = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code
const page = { sort: 'opened', direction: 'desc', limit: 50, offset: 0 } as const
const said: Opening = {
  title: 'Dò mật khẩu máy kế toán',
  type: 'brute-force',
  severity: 'high',
  tlp: 'amber',
  exercise: false,
  restricted: false,
}

async function world(store: Store) {
  const clock = manualClock(noon)
  const reads = windowed(store)
  const desk = createIncidents({ ...reads, units, clock, timeZone })
  const open = createAlertOpener(store.records)
  for (const one of [an, binh, lead, finance, health]) {
    const account: Account = {
      name: one.id,
      displayName: one.name,
      password: 'x',
      grants: one.grants,
      created: noon,
      passwordSet: noon,
    }
    const unit = one.grants[0]?.unit ?? 'tinh'
    const write = { kind: accountKind, id: one.id, document: account, unitIds: units.lineage(unit) }
    await store.records.write([{ ...write, expect: 'absent' }])
  }
  return {
    clock,
    desk,
    records: store.records,
    audit: store.audit,
    /** An alert of the unit with so many events on one host; gives its id. */
    async plant(name: string, unit: string | undefined, many = 1, at = noon - 3_600_000): Promise<string> {
      const partition = { class: '12m', day: new Date(at).toISOString().slice(0, 10) }
      const vonggac = unit === undefined ? {} : { vonggac: { unit: { id: unit, ids: units.lineage(unit) } } }
      const found = Array.from({ length: many }, (_, n) => {
        const id = `${name}-${n}`
        const document: EventDocument = {
          '@timestamp': new Date(at + n).toISOString(),
          event: { id, dataset: 'syslog', original: `raw ${name} ${n}` },
          message: `message ${name} ${n}`,
          host: { name },
          ...vonggac,
        }
        const rule = { id: 'rule', titles: { vi: 'Luật', en: 'Rule' }, level: 'high' as const, groupBy: [] }
        const match = matchOf(rule, document, { eventId: id, partition, seen: noon, timeZone })
        return { stored: { id, partition, placedByReceipt: false, document }, match }
      })
      const matches = found.map(({ match }) => match)
      await store.events.append(
        found.map(({ stored }) => stored),
        matches,
      )
      await open(matches)
      return matches[0]?.alertKey ?? ''
    },
    async alert(id: string): Promise<Alert> {
      const alert = await store.records.get<Alert>(systemScope, alertKind, id)
      assert.ok(alert)
      return alert.document
    },
    async actions(target: string): Promise<readonly string[]> {
      const rows = await store.audit.list(systemScope, { limit: 100, target })
      return rows.map(({ action }) => action).reverse()
    },
    /** Elasticsearch lists what was written a moment ago after its refresh. */
    settle: () => new Promise((resolve) => setTimeout(resolve, 400)),
  }
}
type World = Awaited<ReturnType<typeof world>>

const cases: Readonly<Record<string, (of: World) => Promise<void>>> = {
  async 'alerts of an exercise carry its mark while they belong to nothing else'({ desk, plant, alert, settle }) {
    const id = await plant('ketoan-09', 'so-tc-ketoan')
    const drill = await openIncident(desk, an, { ...said, exercise: true, target: { alerts: [id] } })
    assert.equal((await alert(id)).exercise, true)
    await settle()
    const { title, type, severity, tlp, detected, occurred, revision } = drill.document
    const facts = { title, type, severity, tlp, detected, occurred }
    const real = await edit(desk, an, { id: drill.id, revision, ...facts, exercise: false })
    assert.equal((await alert(id)).exercise, false, 'it turned out to be in earnest')
    await settle()
    await edit(desk, an, { id: drill.id, revision: real.document.revision, ...facts, exercise: true })
    assert.equal((await alert(id)).exercise, true)
    await settle()
    const other = await openIncident(desk, an, { ...said, target: { alerts: [id] } })
    assert.equal((await alert(id)).exercise, false, 'one of them is real')
    await settle()
    await unlinkAlerts(desk, an, { id: other.id, alerts: [id] })
    assert.equal((await alert(id)).exercise, true)
    await settle()
    await unlinkAlerts(desk, an, { id: drill.id, alerts: [id] })
    assert.equal((await alert(id)).exercise, false)
  },

  async 'opened from an alert: linked, taken, its newest events copied, with a story and an audit row'({
    desk,
    plant,
    alert,
    actions,
    settle,
  }) {
    const id = await plant('ketoan-01', 'so-tc-ketoan', 25)
    const { document } = await openIncident(desk, an, { ...said, target: { alerts: [id] } })
    assert.equal(document.id, 'SC-2026-so-tc-ketoan-0001')
    assert.deepEqual([document.unit, document.owner?.id, document.status], ['so-tc-ketoan', 'an', 'new'])
    const linked = await alert(id)
    assert.deepEqual(
      [linked.status, linked.assignee?.id, linked.incidents?.[0]?.id],
      ['acknowledged', 'an', document.id],
    )
    assert.deepEqual([document.detected, document.occurred], [linked.opened, linked.first])
    await settle()
    const view = await viewIncident(desk, an, document.id)
    assert.equal(view.evidence.length, 20, 'the newest twenty events')
    assert.ok(view.evidence.every(({ intact }) => intact))
    assert.equal(view.evidence[0]?.copy.eventId, 'ketoan-01-24')
    assert.deepEqual(view.entries.map(({ what }) => what).sort(), ['alerts', 'opened'])
    assert.deepEqual(
      view.alerts.map((one) => one.id),
      [id],
    )
    assert.deepEqual(await actions(`incident/${document.id}`), ['incident.open'])
    assert.deepEqual(await actions(`alert/${id}`), ['alert.acknowledge'])
  },

  async 'whoever edits a copy in the store is found out, of a restricted incident too, though they hash it anew'({
    desk,
    plant,
    records,
    audit,
    settle,
  }) {
    for (const restricted of [false, true]) {
      const alert = await plant(restricted ? 'kt-02' : 'kt-01', 'so-tc', 2)
      const { id } = await openIncident(desk, an, { ...said, restricted, target: { alerts: [alert] } })
      await addEvents(desk, an, { id, events: [`kt-0${restricted ? 2 : 1}-0`] })
      await settle()
      const look = async () => (await viewIncident(desk, an, id)).evidence
      assert.deepEqual(
        (await look()).map(({ intact }) => intact),
        [true, true],
      )
      const [first, second] = await look()
      assert.ok(first && second)
      const put = async (document: Evidence) => {
        const kept = await records.get<Evidence>(systemScope, evidenceKind, document.id)
        assert.ok(kept)
        await records.write([{ ...kept, document, expect: kept.version }])
        await settle()
        const { intact } = await viewEvidence(desk, an, { id, evidence: document.id })
        assert.equal((await look()).find(({ copy }) => copy.id === document.id)?.intact, intact)
        return intact
      }
      const { copy } = first
      assert.equal(await put({ ...copy, text: copy.text.replace('message', 'messagE') }), false, 'the text alone')
      const invented = JSON.parse(copy.text.replace('raw', 'RAW')) as EventDocument
      assert.equal(await put(evidenceOf(invented, copy)), false, 'a whole copy that is sound in itself')
      assert.equal(await put({ ...copy, taken: copy.taken - 60_000 }), false, 'when it was taken')
      assert.equal(await put({ ...second.copy, id: copy.id }), false, 'another copy in its place')
      assert.equal(await put(copy), true)
      const rows = JSON.stringify(await audit.list(systemScope, { limit: 50, target: `incident/${id}` }))
      for (const told of [copy.eventId, copy.hash, copy.salt, said.title])
        assert.ok(!rows.includes(told), `${told} is in the audit log`)
    }
  },

  async 'numbers neither repeat nor leave gaps, however many open at once'({ desk }) {
    const opened = await Promise.all(
      Array.from({ length: 12 }, (_, n) => openIncident(desk, n % 2 ? an : binh, { ...said, unit: 'tinh' })),
    )
    assert.deepEqual(
      opened.map(({ id }) => id).sort(),
      Array.from({ length: 12 }, (_, n) => `SC-2026-${String(n + 1).padStart(4, '0')}`),
    )
  },

  async 'an incident shows nothing of its neighbours, and is opened where its opener may'({ desk, plant }) {
    const money = await plant('tc', 'so-tc')
    const doctor = await plant('yt', 'so-yt')
    const { document } = await openIncident(desk, an, { ...said, target: { alerts: [money, doctor] } })
    assert.equal(document.unit, 'tinh', 'the lowest unit above both')
    const own = await openIncident(desk, finance, { ...said, target: { alerts: [money] } })
    assert.equal(own.document.unit, 'so-tc')
    await assert.rejects(linkAlerts(desk, an, { id: own.id, target: { alerts: [doctor] } }), hasCode('bad-request'))
    await assert.rejects(addEvents(desk, an, { id: own.id, events: ['yt-0'] }), hasCode('bad-request'))
    await assert.rejects(addEvents(desk, finance, { id: own.id, events: ['yt-0'] }), hasCode('not-found'))
    await assert.rejects(openIncident(desk, finance, { ...said, target: { alerts: [doctor] } }), hasCode('not-found'))
    await assert.rejects(openIncident(desk, finance, { ...said, unit: 'so-yt' }), hasCode('bad-request'))
    await assert.rejects(viewIncident(desk, finance, document.id), hasCode('not-found'))
    await assert.rejects(viewIncident(desk, health, own.id), hasCode('not-found'))
    assert.equal((await viewIncident(desk, lead, own.id)).incident.id, own.id)
  },

  async 'a restricted incident is nowhere for whom it is not: list, counts, alerts, similar, numbers'({
    desk,
    plant,
    records,
    settle,
    actions,
    alert,
  }) {
    const id = await plant('ketoan-01', 'so-tc')
    const other = await plant('ketoan-01', 'so-tc', 1, noon - 30 * 3_600_000)
    await openIncident(desk, finance, { ...said, unit: 'so-tc' })
    const { id: hidden, document } = await openIncident(desk, an, {
      ...said,
      title: 'Nội gián',
      restricted: true,
      target: { alerts: [id] },
    })
    await openIncident(desk, finance, { ...said, unit: 'so-tc' })
    await settle()
    const parts = { records, units }
    const filter = { from: 0, to: noon + 1 }
    const scope = { kind: 'units', units: units.reach('so-tc'), unattributed: false } as const
    const facetOf = async (actor: Actor, more: Partial<AlertFilter>) => {
      const asked = await withIncidents(parts, actor, { ...filter, ...more })
      const others = await alertFacets(records, scope, asked)
      const { values } = await incidentFacet(parts, actor, scope, asked, others)
      return values.map(({ value, count }) => [value, count])
    }
    const look = async (actor: Actor) => {
      const { rows, total, facets } = await listIncidents(desk, actor, {}, page)
      const none = await withIncidents(parts, actor, { ...filter, incident: ['none'] })
      const byId = await withIncidents(parts, actor, { ...filter, incident: [hidden] })
      return {
        listed: rows.map((row) => row.id).sort(),
        total,
        counted: facets.map(({ values }) => values.reduce((sum, { count }) => sum + count, 0)),
        unlinked: (await listAlerts(records, scope, none, { ...page, sort: 'last' })).total,
        byId: (await listAlerts(records, scope, byId, { ...page, sort: 'last' })).total,
        facet: await facetOf(actor, {}),
        shown: (await incidentsShown(parts, actor, [await alert(id)])).size,
        similar: (await similarIncidents(parts, actor, other)).length,
        found: await viewIncident(desk, actor, hidden).then(
          () => true,
          () => false,
        ),
      }
    }
    const numbered = ['SC-2026-so-tc-0001', 'SC-2026-so-tc-0002']
    assert.deepEqual(await look(finance), {
      listed: numbered,
      total: 2,
      counted: [2, 2, 2, 2],
      unlinked: 2,
      byId: 0,
      facet: [['none', 2]],
      shown: 0,
      similar: 0,
      found: false,
    })
    const all = {
      listed: [...numbered, hidden].sort(),
      total: 3,
      counted: [3, 3, 3, 3],
      unlinked: 1,
      byId: 1,
      facet: [
        ['none', 1],
        ['any', 1],
      ],
      shown: 1,
      similar: 1,
      found: true,
    }
    assert.deepEqual(await look(an), all, 'its owner')
    assert.deepEqual(await look(lead), all, 'who may restrict')
    assert.deepEqual(
      await facetOf(an, { incident: ['any'] }),
      all.facet,
      'what is chosen does not narrow its own facet',
    )
    assert.deepEqual(await facetOf(an, { status: ['acknowledged'] }), [['any', 1]])
    assert.deepEqual(await facetOf(finance, { status: ['acknowledged'] }), [['none', 1]])
    const trace = (await actions(`incident/${hidden}`)).filter((action) => action === 'incident.read')
    assert.equal(trace.length, 2, 'each reading is written down, a refused one is none')

    for (const step of [
      addNote(desk, finance, { id: hidden, text: 'x', pinned: false }),
      linkAlerts(desk, finance, { id: hidden, target: { alerts: [other] } }),
      setStatus(desk, finance, { id: hidden, revision: 1, status: 'contained' }),
      incidentHistory(desk, finance, hidden),
    ]) {
      await assert.rejects(step, hasCode('not-found'))
    }
    // The same alert may belong to an open one as well: nobody is told that it is taken.
    const known = await openIncident(desk, finance, { ...said, target: { alerts: [id] } })
    assert.equal((await incidentsShown(parts, finance, [await alert(id)])).get(id)?.id, known.id)

    await setPeople(desk, an, { id: hidden, revision: document.revision, owner: 'an', members: ['tai'] })
    assert.equal((await viewIncident(desk, finance, hidden)).incident.id, hidden, 'a member sees it')
    await assert.rejects(restrict(desk, an, { id: hidden, revision: 2, restricted: false }), hasCode('not-found'))
    await setPeople(desk, an, { id: hidden, revision: 2, owner: 'an', members: [] })
    await restrict(desk, lead, { id: hidden, revision: 3, restricted: false })
    await settle()
    assert.equal((await look(finance)).total, 4)
    assert.equal((await look(finance)).byId, 1)
  },

  async 'two at once: what is said stays, what is decided is decided once'({ desk, plant, settle }) {
    const { id } = await openIncident(desk, an, { ...said, unit: 'so-tc' })
    const alerts = await Promise.all([plant('a', 'so-tc'), plant('b', 'so-tc')])
    await Promise.all([
      addNote(desk, an, { id, text: 'một', pinned: false }),
      addNote(desk, binh, { id, text: 'hai', at: noon - 60_000, pinned: true }),
      linkAlerts(desk, an, { id, target: { alerts: [alerts[0]] } }),
      linkAlerts(desk, binh, { id, target: { alerts: [alerts[1]] } }),
    ])
    await settle()
    const view = await viewIncident(desk, an, id)
    assert.equal(view.alerts.length, 2)
    assert.deepEqual(
      view.entries.flatMap((entry) => (entry.what === 'note' ? [[entry.text, entry.at, entry.pinned]] : [])),
      [
        ['hai', noon - 60_000, true],
        ['một', noon, false],
      ],
    )
    // Linking is no decision: the form that was open before can still be saved.
    const [first, second] = await Promise.allSettled([
      setStatus(desk, an, { id, revision: 1, status: 'contained' }),
      edit(desk, binh, { id, revision: 1, ...said, severity: 'low', detected: noon, occurred: null }),
    ])
    const outcomes = [first, second].map(({ status }) => status).sort()
    assert.deepEqual(outcomes, ['fulfilled', 'rejected'])
    const refused =
      first.status === 'rejected' ? first.reason : second.status === 'rejected' ? second.reason : undefined
    assert.ok(hasCode('conflict')(refused))
  },

  async 'a time of detection that is corrected has an audit row of its own, with old and new'({ desk, audit }) {
    const { id, document } = await openIncident(desk, an, { ...said, restricted: true, unit: 'so-tc' })
    const moved = { id, revision: 1, ...said, detected: noon - 7_200_000, occurred: null }
    await edit(desk, an, { ...moved, title: 'Tên khác' })
    const rows = await audit.list(systemScope, { limit: 10, target: `incident/${id}` })
    const row = rows.find(({ action }) => action === 'incident.detection-time')
    assert.deepEqual(row?.details, {
      restricted: true,
      old: new Date(document.detected).toISOString(),
      new: '2026-11-30T03:00:00.000Z',
    })
    assert.ok(!JSON.stringify(rows).includes('Tên khác'), 'what a restricted one is about stays out of the audit log')
    await edit(desk, an, { ...moved, revision: 2, title: 'Tên khác' })
    assert.equal((await audit.list(systemScope, { limit: 10, target: `incident/${id}` })).length, rows.length)
  },

  async 'the audit log holds ids, no titles and nothing that somebody wrote: an incident may be restricted later'({
    desk,
    audit,
    settle,
  }) {
    const { id } = await openIncident(desk, an, { ...said, title: 'Tên đầu', unit: 'so-tc' })
    const facts = { ...said, title: 'Tên sau', severity: 'low', detected: noon, occurred: null } as const
    await edit(desk, an, { id, revision: 1, ...facts })
    await addNote(desk, an, { id, text: 'Lời ghi', pinned: false })
    const end = { cause: 'Lời kết', impact: 'Lời hại', disposition: 'benign', closeAlerts: false } as const
    await close(desk, an, { id, revision: 2, ...end })
    await reopen(desk, an, { id, revision: 3, reason: 'Lời mở' })
    await restrict(desk, lead, { id, revision: 4, restricted: true })
    await settle()
    const rows = await audit.list(systemScope, { limit: 50, target: `incident/${id}` })
    const told = JSON.stringify(rows)
    assert.doesNotMatch(told, /Tên|Lời/)
    assert.deepEqual(rows.find(({ action }) => action === 'incident.edit')?.details, {
      title: true,
      severity: { old: 'high', new: 'low' },
    })
    const { entries } = await viewIncident(desk, an, id)
    assert.deepEqual(
      entries.flatMap((entry) => (entry.what === 'renamed' ? [entry.text] : [])),
      ['Tên đầu'],
    )
  },

  async 'closed with a conclusion that its alerts get too, and opened again'({
    desk,
    plant,
    alert,
    settle,
    clock,
    actions,
  }) {
    const one = await plant('a', 'so-tc')
    const two = await plant('b', 'so-tc')
    const { id } = await openIncident(desk, an, { ...said, target: { alerts: [one, two] } })
    await settle()
    clock.advance(3_600_000)
    const words = { cause: 'mật khẩu yếu', impact: 'không', disposition: 'true-positive-no-impact' } as const
    await close(desk, an, { id, revision: 1, ...words, closeAlerts: true })
    for (const each of [one, two]) {
      const { status, disposition } = await alert(each)
      assert.deepEqual([status, disposition], ['closed', words.disposition])
    }
    await assert.rejects(addNote(desk, an, { id, text: 'x', pinned: false }), hasCode('conflict'))
    await assert.rejects(setStatus(desk, an, { id, revision: 2, status: 'contained' }), hasCode('conflict'))
    const { document } = await reopen(desk, binh, { id, revision: 2, reason: 'lại thấy' })
    assert.deepEqual(
      document.steps.map(({ status, at, by }) => [status, at, by.id]),
      [
        ['new', noon, 'an'],
        ['closed', noon + 3_600_000, 'an'],
        ['in-progress', noon + 3_600_000, 'binh'],
      ],
    )
    assert.equal(document.conclusion, null)
    await settle()
    const again = (await viewIncident(desk, an, id)).entries.find(({ what }) => what === 'reopened')
    assert.ok(again?.what === 'reopened')
    assert.equal(again.conclusion?.cause, words.cause, 'what was concluded first stays in the timeline')
    assert.deepEqual(await actions(`incident/${id}`), ['incident.open', 'incident.close', 'incident.reopen'])
  },

  async 'alerts are taken out again, events added once, told of and pinned'({ desk, plant, alert, settle, records }) {
    const one = await plant('a', 'so-tc')
    await plant('b', 'so-tc', 3)
    const { id } = await openIncident(desk, an, { ...said, target: { alerts: [one] } })
    assert.equal(await addEvents(desk, an, { id, events: ['b-0', 'b-1', 'a-0'] }), 2)
    assert.equal(await addEvents(desk, an, { id, events: ['b-0'] }), 0)
    assert.equal(await unlinkAlerts(desk, an, { id, alerts: [one] }), 1)
    assert.deepEqual((await alert(one)).incidents, [])
    await settle()
    const parts = { records, units }
    const scope = { kind: 'units', units: units.reach('tinh'), unattributed: true } as const
    const none = await withIncidents(parts, an, { from: 0, to: noon + 1, incident: ['none'] })
    assert.equal((await listAlerts(records, scope, none, { ...page, sort: 'last' })).total, 2)
    const before = await viewIncident(desk, an, id)
    assert.deepEqual([before.alerts.length, before.evidence.length], [0, 3])
    const told = before.evidence.find(({ copy }) => copy.eventId === 'b-0')
    assert.ok(told)
    const tell = { id, evidence: told.copy.id, text: 'đăng nhập đầu tiên' }
    await Promise.all([addEventToTimeline(desk, an, tell), addEventToTimeline(desk, binh, tell)])
    await settle()
    const line = (await viewIncident(desk, an, id)).entries.filter(({ what }) => what === 'event')
    assert.deepEqual(
      line.map(({ at, pinned }) => [at, pinned]),
      [[told.copy.at, true]],
    )
    await pin(desk, an, { id, entry: line[0]?.id ?? '', pinned: false })
    await settle()
    assert.equal((await viewIncident(desk, an, id)).entries.find(({ what }) => what === 'event')?.pinned, false)
  },

  async 'handed over to those who work there, named within what the giver reaches'({ desk }) {
    const { id } = await openIncident(desk, finance, { ...said, unit: 'so-tc' })
    const people = { id, revision: 1, members: [] }
    await assert.rejects(setPeople(desk, finance, { ...people, owner: 'yte' }), hasCode('bad-request'))
    await assert.rejects(setPeople(desk, finance, { ...people, owner: 'an' }), hasCode('bad-request'))
    const given = await setPeople(desk, lead, { ...people, owner: 'an', members: ['tai', 'an'] })
    assert.deepEqual([given.document.owner?.id, given.document.members.map((one) => one.id)], ['an', ['tai']])
  },

  async 'an auditor reads what lies in his stretch of time'({ desk, plant, clock, settle }) {
    const { id: early } = await openIncident(desk, an, { ...said, unit: 'so-tc' })
    clock.advance(48 * 3_600_000)
    const late = await openIncident(desk, an, {
      ...said,
      target: { alerts: [await plant('a', 'so-tc', 2, noon + 40 * 3_600_000)] },
    })
    await addNote(desk, an, { id: early, text: 'sau này', pinned: false })
    await settle()
    const auditor: Actor = {
      id: 'kiem',
      name: 'kiem',
      grants: [{ role: 'auditor', unit: 'so-tc', reads: { from: noon - 1, to: noon + 3_600_000 } }],
    }
    const seen = await listIncidents(desk, auditor, {}, page)
    assert.deepEqual(
      seen.rows.map(({ id }) => id),
      [early],
    )
    await assert.rejects(viewIncident(desk, auditor, late.id), hasCode('not-found'))
    const view = await viewIncident(desk, auditor, early)
    assert.deepEqual(
      view.entries.map(({ what }) => what),
      ['opened'],
      'what was added later is not his to read',
    )
  },
}

for (const kind of await eachStore(manualClock(noon))) {
  test(`incidents on ${kind.name}`, { skip: kind.skip }, async (t: TestContext) => {
    for (const [name, run] of Object.entries(cases)) {
      await t.test(name, async (inner) => run(await world(await kind.open(inner))))
    }
  })
}
