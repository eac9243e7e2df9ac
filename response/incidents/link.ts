import { type Actor, may } from '../../core/access/actor.ts'
import { inScope, type Scope, scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { AuditEntry, EventReads, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind, type IncidentLink } from '../alerts/alert.ts'
import { alertWrite } from '../alerts/open.ts'
import { type AlertFilter, alertPredicate } from '../alerts/queue.ts'
import { stepped } from '../alerts/step.ts'
import { newestEvents } from './alert-events.ts'
import { type Evidence, evidenceKind, evidenceOf } from './evidence.ts'
import type { Incident, Person } from './incident.ts'

/** Alerts that are linked in one go. */
export const mostAlerts = 500
/** Events that are copied of each alert that is linked, the newest; and of all that are linked in one go. */
export const eventsCopied = 20
export const mostCopied = 200

/** Which alerts: named, or all that a filter finds now. */
export type AlertTarget = { readonly alerts: readonly string[] } | { readonly filter: AlertFilter }

interface Parts {
  readonly records: RecordStore
  readonly events: EventReads
  readonly units: UnitTree
}

type Kept = StoredRecord<Alert>

/** The alerts as they stand. Rejects with `not-found` when one is out of sight, `too-large` when there are too many. */
export async function alertsOf({ records }: Parts, scope: Scope, target: AlertTarget): Promise<readonly Kept[]> {
  if ('filter' in target) {
    const where = alertPredicate(target.filter)
    const { rows, total } = await records.list<Alert>(scope, alertKind, { where, limit: mostAlerts })
    if (total > mostAlerts) throw tooMany(total)
    return rows
  }
  const ids = [...new Set(target.alerts)]
  if (ids.length > mostAlerts) throw tooMany(ids.length)
  const found = await Promise.all(ids.map((id) => records.get<Alert>(scope, alertKind, id)))
  return found.map((alert) => {
    if (alert === undefined) throw new CodedError('not-found', 'there is no such alert')
    return alert
  })
}

const tooMany = (many: number) =>
  new CodedError('too-large', `${many} alerts; one step links at most ${mostAlerts}`, {
    hint: 'narrow the filter or the time range',
    ...told('incident-link-many', { many: `${many}`, most: `${mostAlerts}` }),
  })

/** The lowest unit that stands above all the lineages; the root where nothing lower does, or one belongs to no unit. */
export function commonUnit(lineages: readonly (readonly string[])[], units: UnitTree): string {
  const [first = [], ...others] = lineages
  const common = first.find((unit) => others.every((lineage) => lineage.includes(unit)))
  return common !== undefined && units.subtree(common).length > 0 ? common : units.root
}

/** Rejects when what is stamped with one of the lineages lies outside the unit: an incident shows nothing of its neighbours. */
export function mustLieWithin(unit: string, lineages: readonly (readonly string[])[], units: UnitTree): void {
  const scope = { kind: 'units', units: units.reach(unit), unattributed: unit === units.root } as const
  if (lineages.every((lineage) => inScope(scope, lineage))) return
  throw new CodedError('bad-request', 'this belongs to a unit outside the incident’s', {
    hint: 'open an incident at a unit that stands above both',
    ...told('incident-outside'),
  })
}

/** What an alert carries of an incident that it belongs to; nobody learns from it of a restricted one. */
export const linkTo = ({ id, restricted, exercise }: Incident, unitIds: readonly string[]): IncidentLink => ({
  id,
  units: restricted ? [] : unitIds,
  ...(exercise ? { exercise } : {}),
})

/** The alert as one of these incidents; of an exercise when they all are. */
export const belongingTo = (alert: Alert, incidents: readonly IncidentLink[]): Alert => ({
  ...alert,
  incidents,
  exercise: incidents.length > 0 && incidents.every(({ exercise }) => exercise === true),
})

/** The alert once it belongs to the incident: taken by the actor, if nobody has it yet. */
function linked(alert: Alert, link: IncidentLink, actor: Actor, now: number): Alert {
  const taken =
    alert.status === 'new' && may(actor, 'alert.triage')
      ? stepped(alert, { verb: 'acknowledge' }, actor, now)
      : undefined
  return belongingTo(taken ?? { ...alert, revision: alert.revision + 1 }, [...(alert.incidents ?? []), link])
}

/** The writes that link alerts, with an audit row for each that is thereby taken. Those that are linked already are left out. */
export function linkWrites(
  alerts: readonly Kept[],
  incident: Incident,
  unitIds: readonly string[],
  actor: Actor,
  now: number,
): {
  readonly alerts: readonly string[]
  readonly writes: readonly RecordWrite[]
  readonly audit: readonly AuditEntry[]
} {
  const fresh = alerts.filter(({ document }) => !document.incidents?.some(({ id }) => id === incident.id))
  const done = fresh.map((kept) => ({ kept, after: linked(kept.document, linkTo(incident, unitIds), actor, now) }))
  return {
    alerts: fresh.map(({ id }) => id),
    writes: done.map(({ kept, after }) => alertWrite(after, kept.unitIds, kept.version)),
    audit: done
      .filter(({ kept, after }) => kept.document.status !== after.status)
      .map(({ kept }) => ({
        actor: actor.id,
        action: 'alert.acknowledge',
        target: `${alertKind}/${kept.id}`,
        unitIds: kept.unitIds,
        details: {},
      })),
  }
}

/** Copies of the alerts' newest events that the incident does not have yet. */
export async function copiesOf(
  parts: Parts,
  actor: Actor,
  alerts: readonly Kept[],
  at: { readonly incident: string; readonly unit: string; readonly by: Person; readonly taken: number },
): Promise<readonly Evidence[]> {
  const { unit, ...of } = at
  const scope = scopeOf(actor, 'event.read', parts.units)
  const copies = new Map<string, Evidence>()
  for (const { id: alert, document } of alerts) {
    const room = Math.min(eventsCopied, mostCopied - copies.size)
    if (room <= 0) break
    for (const { id: eventId, document: event } of await newestEvents(parts, scope, document, room)) {
      if (!copies.has(eventId)) copies.set(eventId, evidenceOf(event, { ...of, eventId, alert }))
    }
  }
  return newCopies(parts.records, unit, [...copies.values()])
}

/** Of the copies those that are not there yet; `unit` is the incident's. */
export async function newCopies(
  records: RecordStore,
  unit: string,
  copies: readonly Evidence[],
): Promise<readonly Evidence[]> {
  const scope = { kind: 'units', units: [unit], unattributed: false } as const
  const there = await Promise.all(copies.map(({ id }) => records.get(scope, evidenceKind, id)))
  return copies.filter((_, at) => there[at] === undefined)
}
