import { createHash } from 'node:crypto'
import type { EventDocument } from '../../core/event/event.ts'
import { canonicalJson } from '../../core/lib/canonical-json.ts'
import { hashId, randomId } from '../../core/lib/ids.ts'
import type { RecordWrite } from '../../core/store/store.ts'
import type { Person } from './incident.ts'

/** The record kind of events that were copied into an incident: what retention deletes elsewhere stays here. */
export const evidenceKind = 'evidence'

/** An event as it was when it was copied. Times are epoch milliseconds. */
export interface Evidence {
  readonly id: string
  readonly incident: string
  readonly eventId: string
  /** The event's own time, and when it was copied. */
  readonly at: number
  readonly taken: number
  readonly by: Person
  /** The alert that it was copied with; null: out of a search. */
  readonly alert: string | null
  /** The event as canonical JSON (RFC 8785), and the SHA-256 of that in hex. */
  readonly text: string
  readonly hash: string
  /** Random, known to nobody outside the store. */
  readonly salt: string
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * What the audit log is told of a copy, SHA-256 in hex over all of it: who changes the copy, hash and all, can make none
 * that fits. For the salt in it nobody can tell from it which event was copied, though they have the event.
 */
export const sealOf = (copy: Evidence): string => digest(canonicalJson(copy))

/** True when the copy is what was hashed, and one of those that the audit log was told of. */
export const intact = (copy: Evidence, seals: ReadonlySet<string>): boolean =>
  digest(copy.text) === copy.hash && seals.has(sealOf(copy))

/** The id of an event's copy in an incident: the same event is kept there once. */
const evidenceId = (incident: string, eventId: string) => `${incident}.${hashId(eventId)}`

/** The copy of an event. */
export function evidenceOf(
  event: EventDocument,
  of: Pick<Evidence, 'incident' | 'eventId' | 'taken' | 'by' | 'alert'>,
): Evidence {
  const text = canonicalJson(event)
  return {
    ...of,
    id: evidenceId(of.incident, of.eventId),
    at: Date.parse(event['@timestamp']),
    text,
    hash: digest(text),
    salt: randomId(),
  }
}

export const evidenceWrite = (evidence: Evidence, unitIds: readonly string[]): RecordWrite => ({
  kind: evidenceKind,
  id: evidence.id,
  document: evidence,
  unitIds,
  expect: 'absent',
})
