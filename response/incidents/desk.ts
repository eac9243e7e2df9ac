import type { Actor } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Json } from '../../core/lib/json.ts'
import type {
  AuditEntry,
  AuditLog,
  EventReads,
  RecordStore,
  RecordWrite,
  StoredRecord,
} from '../../core/store/store.ts'
import { type Entry, entryWrite } from './entry.ts'
import { type Incident, incidentKind, type Person } from './incident.ts'
import { sightOf } from './sight.ts'

/** What work on incidents is done with. The stores hold to the window of whoever reads. */
export interface Desk {
  readonly records: RecordStore
  readonly events: EventReads
  readonly audit: AuditLog
  readonly units: UnitTree
  readonly clock: Clock
  readonly timeZone: string
  /** Keys of the kinds of incidents that there are. */
  readonly types: ReadonlySet<string>
}

export type Kept = StoredRecord<Incident>

/** An incident as it was on the screen. */
export interface AtRevision {
  readonly id: string
  readonly revision: number
}

export const personOf = ({ id, name }: Actor): Person => ({ id, name })

/** The incident, if the actor has the permission at its unit and may know of it. Rejects with `not-found` otherwise. */
export async function found({ records, units }: Desk, actor: Actor, id: string, permission: Permission): Promise<Kept> {
  const sight = sightOf(actor, units, permission)
  const kept = await records.get<Incident>(sight.scope, incidentKind, id)
  if (kept === undefined || !sight.sees(kept)) throw new CodedError('not-found', 'there is no such incident')
  return kept
}

/** As `found`, for reading what is in it: each time somebody reads a restricted one, a row of the audit log says so. */
export async function read(desk: Desk, actor: Actor, id: string): Promise<Kept> {
  const kept = await found(desk, actor, id, 'incident.read')
  if (kept.document.restricted) await desk.audit.append([audited(actor, kept, 'incident.read', {})])
  return kept
}

/**
 * The audit row of something done to an incident. It holds ids and words of lists, never a title or what somebody wrote: the
 * incident may be restricted later, and rows are neither changed nor taken back. Of a restricted one it holds `always` alone.
 */
export const audited = (
  actor: Actor,
  { id, unitIds, document }: Pick<Kept, 'id' | 'unitIds' | 'document'>,
  action: string,
  details: { readonly [key: string]: Json },
  always: { readonly [key: string]: Json } = {},
): AuditEntry => ({
  actor: actor.id,
  action,
  target: `${incidentKind}/${id}`,
  unitIds,
  details: { ...(document.restricted ? { restricted: true } : details), ...always },
})

export const incidentWrite = (
  incident: Incident,
  unitIds: readonly string[],
  expect: RecordWrite['expect'],
): RecordWrite => ({ kind: incidentKind, id: incident.id, document: incident, unitIds, expect })

/** What a step makes of an incident, and what it writes beside it. */
export interface Changed {
  readonly incident: Incident
  readonly audit: readonly AuditEntry[]
  readonly entries?: readonly Entry[]
  readonly writes?: readonly RecordWrite[]
}

/** How often a step is tried again when only what it writes beside the incident was changed meanwhile. */
const attempts = 20

/**
 * One step on an incident: all of it is written, or nothing. Rejects with `conflict` when the incident is no longer as it
 * was on the screen. `step` is asked again when alerts were linked or counted
 * meanwhile: that is no conflict.
 */
export async function change(
  desk: Desk,
  actor: Actor,
  { id, revision }: AtRevision,
  permission: Permission,
  step: (kept: Kept, now: number) => Changed | Promise<Changed>,
): Promise<Kept> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const kept = await found(desk, actor, id, permission)
    if (kept.document.revision !== revision) throw moved()
    const { incident: after, audit, entries = [], writes = [] } = await step(kept, desk.clock.now())
    const incident = { ...after, revision: revision + 1 }
    const written = await desk.records.write(
      [
        incidentWrite(incident, kept.unitIds, kept.version),
        ...entries.map((entry) => entryWrite(entry, kept.unitIds)),
        ...writes,
      ],
      audit,
    )
    if (written.ok) return { ...kept, version: written.versions[0] ?? kept.version + 1, document: incident }
  }
  throw moved()
}

export const moved = () =>
  new CodedError('conflict', 'someone changed this incident since it was shown', { hint: 'look at it again' })
