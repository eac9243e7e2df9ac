import type { Actor } from '../../core/access/actor.ts'
import { inScope, scopeOf } from '../../core/access/scope.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { equals } from '../../core/predicate/build.ts'
import type { AuditRow, StoredRecord } from '../../core/store/store.ts'
import type { Alert } from '../alerts/alert.ts'
import { unitOf } from './contents.ts'
import { type Desk, type Kept, read } from './desk.ts'
import { type Entry, entryKind } from './entry.ts'
import { type Evidence, evidenceKind } from './evidence.ts'
import { incidentKind } from './incident.ts'
import { intactCopies } from './seals.ts'
import { linkedAlerts } from './steps.ts'

/** Lines and copies that a page shows; the newest of each, and how many there are. */
const mostShown = 1_000
/** Rows of the history. */
const mostHistory = 500

/** An incident with all that its page shows. */
export interface IncidentView {
  readonly incident: Kept
  /** By the time that they are about, the oldest first. */
  readonly entries: readonly Entry[]
  readonly alerts: readonly StoredRecord<Alert>[]
  /** The newest first; whether each is still what was copied. */
  readonly evidence: readonly { readonly copy: Evidence; readonly intact: boolean }[]
  readonly totals: { readonly entries: number; readonly evidence: number }
  /** What the actor may do with it. */
  readonly may: { readonly add: boolean; readonly write: boolean; readonly restrict: boolean }
}

/** The incident; rejects with `not-found` also for one that the actor may not know of. */
export async function viewIncident(desk: Desk, actor: Actor, id: string): Promise<IncidentView> {
  const incident = await read(desk, actor, id)
  const scope = { ...unitOf(incident), ...windowOf(desk, actor) }
  const where = equals('incident', id, 'none')
  const [entries, evidence, alerts] = await Promise.all([
    desk.records.list<Entry>(scope, entryKind, {
      where,
      sort: [{ field: 'at', direction: 'desc' }],
      limit: mostShown,
    }),
    desk.records.list<Evidence>(scope, evidenceKind, {
      where,
      sort: [{ field: 'at', direction: 'desc' }],
      limit: mostShown,
    }),
    linkedAlerts(desk, actor, id),
  ])
  const copies = evidence.rows.map(({ document }) => document)
  const sound = await intactCopies(desk.audit, incident, copies)
  const holds = (permission: 'incident.open' | 'incident.write' | 'incident.restrict') =>
    inScope(scopeOf(actor, permission, desk.units), incident.unitIds)
  return {
    incident,
    entries: entries.rows.map(({ document }) => document).reverse(),
    alerts,
    evidence: copies.map((copy) => ({ copy, intact: sound.has(copy.id) })),
    totals: { entries: entries.total, evidence: evidence.total },
    may: { add: holds('incident.open'), write: holds('incident.write'), restrict: holds('incident.restrict') },
  }
}

/** One copy with the event in it, verified. */
export async function viewEvidence(
  desk: Desk,
  actor: Actor,
  { id, evidence }: { readonly id: string; readonly evidence: string },
): Promise<{ readonly copy: Evidence; readonly intact: boolean }> {
  const incident = await read(desk, actor, id)
  const scope = { ...unitOf(incident), ...windowOf(desk, actor) }
  const copy = await desk.records.get<Evidence>(scope, evidenceKind, evidence)
  if (copy === undefined || copy.document.incident !== id)
    throw new CodedError('not-found', 'there is no such evidence')
  const sound = await intactCopies(desk.audit, incident, [copy.document])
  return { copy: copy.document, intact: sound.has(copy.id) }
}

/** Who did what to the incident, the newest first. */
export async function incidentHistory(desk: Desk, actor: Actor, id: string): Promise<readonly AuditRow[]> {
  const incident = await read(desk, actor, id)
  const scope = { ...unitOf(incident), ...windowOf(desk, actor) }
  return desk.audit.list(scope, { limit: mostHistory, target: `${incidentKind}/${id}` })
}

/** An auditor reads what lies in an incident as he reads the incident: of his stretch of time. */
function windowOf({ units }: Desk, actor: Actor) {
  const { window } = scopeOf(actor, 'incident.read', units)
  return window === undefined ? {} : { window }
}
