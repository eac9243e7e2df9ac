import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import { severities } from '../../core/event/severity.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { equals } from '../../core/predicate/build.ts'
import type { StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'
import { alertWrite } from '../alerts/open.ts'
import { stepped } from '../alerts/step.ts'
import { type AtRevision, audited, change, type Desk, type Kept, personOf } from './desk.ts'
import { newEntry } from './entry.ts'
import type { Conclusion, Incident, IncidentFacts, IncidentStatus } from './incident.ts'
import { belongingTo, linkTo } from './link.ts'
import { chosen, workersAt } from './people.ts'

/** Alerts that one incident can have; more are left to a second one. */
export const mostLinked = 2_000

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/**
 * Corrects what an incident says of itself. A change of the time of detection has an audit row of its own; the title that
 * it had is kept in the timeline, since the audit log holds no titles.
 */
export function edit(desk: Desk, actor: Actor, { id, revision, ...facts }: AtRevision & IncidentFacts): Promise<Kept> {
  if (!desk.types.has(facts.type))
    throw new CodedError('bad-request', 'there is no such type of incident', told('incident-type'))
  return change(desk, actor, { id, revision }, 'incident.write', async (kept, now) => {
    const before = mustBeOpen(kept)
    const incident: Incident = { ...before, ...facts, rank: severities.indexOf(facts.severity) }
    const names = Object.keys(facts) as (keyof IncidentFacts)[]
    const changed = names.filter((name) => before[name] !== facts[name] && name !== 'detected')
    const details = Object.fromEntries(
      changed.map((name) => [name, name === 'title' ? true : { old: before[name], new: facts[name] }]),
    )
    const of = { incident: kept.id, at: now, recorded: now, by: personOf(actor) }
    const entries = changed.includes('title') ? [newEntry({ what: 'renamed', text: before.title }, of)] : []
    const audit = changed.length === 0 ? [] : [audited(actor, kept, 'incident.edit', details)]
    if (before.detected !== facts.detected) {
      const times = { old: iso(before.detected), new: iso(facts.detected) }
      audit.push(audited(actor, kept, 'incident.detection-time', {}, times))
    }
    const writes = before.exercise === facts.exercise ? [] : await relinked(desk, actor, kept, incident)
    return { incident, audit, entries, writes }
  })
}

/** Gives an open incident another status that is not `closed`. */
export function setStatus(
  desk: Desk,
  actor: Actor,
  { status, ...at }: AtRevision & { readonly status: Exclude<IncidentStatus, 'closed'> },
): Promise<Kept> {
  return change(desk, actor, at, 'incident.write', (kept, now) => {
    const before = mustBeOpen(kept)
    if (before.status === status)
      throw new CodedError('conflict', 'it has that status already', told('incident-status-same'))
    const by = personOf(actor)
    const of = { incident: kept.id, at: now, recorded: now, by }
    return {
      incident: { ...before, status, steps: [...before.steps, { status, at: now, by }] },
      entries: [newEntry({ what: 'status', status }, of)],
      audit: [audited(actor, kept, 'incident.status', {}, { old: before.status, new: status })],
    }
  })
}

/** Ends an incident with a conclusion; `closeAlerts` gives the same to those of its alerts that are open. */
export function close(
  desk: Desk,
  actor: Actor,
  {
    cause,
    impact,
    disposition,
    closeAlerts,
    ...at
  }: AtRevision & Pick<Conclusion, 'cause' | 'impact' | 'disposition'> & { readonly closeAlerts: boolean },
): Promise<Kept> {
  return change(desk, actor, at, 'incident.write', async (kept, now) => {
    const before = mustBeOpen(kept)
    const by = personOf(actor)
    const step = { verb: 'close', disposition, note: before.restricted ? '' : kept.id } as const
    const closed = !closeAlerts
      ? []
      : (await linkedAlerts(desk, actor, kept.id)).flatMap((alert) => {
          const after = stepped(alert.document, step, actor, now)
          return after === undefined ? [] : [{ alert, after }]
        })
    return {
      incident: {
        ...before,
        status: 'closed',
        steps: [...before.steps, { status: 'closed', at: now, by }],
        conclusion: { cause, impact, disposition, at: now, by },
      },
      entries: [newEntry({ what: 'status', status: 'closed' }, { incident: kept.id, at: now, recorded: now, by })],
      writes: closed.map(({ alert, after }) => alertWrite(after, alert.unitIds, alert.version)),
      audit: [
        audited(actor, kept, 'incident.close', { disposition, alerts: closed.map(({ alert }) => alert.id) }),
        ...closed.map(({ alert }) => ({
          actor: actor.id,
          action: 'alert.close',
          target: `${alertKind}/${alert.id}`,
          unitIds: alert.unitIds,
          details: { disposition, note: step.note },
        })),
      ],
    }
  })
}

/** Opens a closed incident again; its conclusion is taken back and stays in the timeline with the reason. */
export function reopen(
  desk: Desk,
  actor: Actor,
  { reason, ...at }: AtRevision & { readonly reason: string },
): Promise<Kept> {
  return change(desk, actor, at, 'incident.write', (kept, now) => {
    const { document: before } = kept
    if (before.status !== 'closed') throw new CodedError('conflict', 'the incident is open', told('incident-open'))
    const by = personOf(actor)
    const of = { incident: kept.id, at: now, recorded: now, by }
    return {
      incident: {
        ...before,
        status: 'in-progress',
        steps: [...before.steps, { status: 'in-progress', at: now, by }],
        conclusion: null,
      },
      entries: [
        newEntry({ what: 'reopened', conclusion: before.conclusion }, of),
        ...(reason === '' ? [] : [newEntry({ what: 'note', text: reason }, of)]),
      ],
      audit: [audited(actor, kept, 'incident.reopen', {})],
    }
  })
}

/** Hands an incident over: its owner, and who else works on it. */
export function setPeople(
  desk: Desk,
  actor: Actor,
  { owner, members, ...at }: AtRevision & { readonly owner: string | null; readonly members: readonly string[] },
): Promise<Kept> {
  return change(desk, actor, at, 'incident.write', async (kept) => {
    const { document: before } = kept
    const there = [...(before.owner === null ? [] : [before.owner]), ...before.members]
    const among = [...there, ...(await workersAt(desk, actor, before.unit))]
    const incident: Incident = {
      ...before,
      owner: owner === null ? null : (chosen([owner], among)[0] ?? null),
      members: chosen(members, among).filter(({ id }) => id !== owner),
    }
    const ids = ({ owner: one, members: many }: Incident) => [one?.id ?? null, ...many.map(({ id }) => id)]
    const details = { old: ids(before), new: ids(incident) }
    return { incident, audit: [audited(actor, kept, 'incident.people', {}, details)] }
  })
}

/** Hides an incident from all but its people, or lifts that; its alerts then tell of it, or no longer do. */
export function restrict(
  desk: Desk,
  actor: Actor,
  { restricted, ...at }: AtRevision & { readonly restricted: boolean },
): Promise<Kept> {
  return change(desk, actor, at, 'incident.restrict', async (kept) => {
    const incident: Incident = { ...kept.document, restricted }
    const writes = await relinked(desk, actor, kept, incident)
    return { incident, writes, audit: [audited(actor, kept, 'incident.restrict', {}, { restricted })] }
  })
}

/** The writes by which the alerts of an incident tell of it as it is now. */
async function relinked(desk: Desk, actor: Actor, { id, unitIds: lineage }: Kept, incident: Incident) {
  const link = linkTo(incident, lineage)
  return (await linkedAlerts(desk, actor, id)).map(({ document, unitIds, version }) => {
    const incidents = (document.incidents ?? []).map((one) => (one.id === id ? link : one))
    return alertWrite(belongingTo(document, incidents), unitIds, version)
  })
}

/** The alerts of an incident, the newest first, as far as the actor reads alerts. */
export async function linkedAlerts(
  { records, units }: Desk,
  actor: Actor,
  id: string,
): Promise<readonly StoredRecord<Alert>[]> {
  const { rows } = await records.list<Alert>(scopeOf(actor, 'alert.read', units), alertKind, {
    where: equals('incidents.id', id, 'none'),
    sort: [{ field: 'last', direction: 'desc' }],
    limit: mostLinked,
  })
  return rows
}

function mustBeOpen({ document }: Kept): Incident {
  if (document.status === 'closed') {
    throw new CodedError('conflict', 'the incident is closed', {
      hint: 'open it again first',
      ...told('incident-closed'),
    })
  }
  return document
}
