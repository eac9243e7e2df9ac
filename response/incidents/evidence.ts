import { createHash } from 'node:crypto'
import type { EventDocument } from '../../core/event/event.ts'
import { hashId } from '../../core/lib/ids.ts'
import { isObject } from '../../core/lib/json.ts'
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
  /** The event as canonical JSON (RFC 8785: keys sorted by UTF-16 units, no blanks), and the SHA-256 of that in hex. */
  readonly text: string
  readonly hash: string
}

/**
 * The value as JSON that is the same for the same value: members sorted by their names' UTF-16 units, no blanks; numbers
 * and texts as ECMAScript writes them (RFC 8785 §3.2). What JSON does not hold (undefined) is left out.
 */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${members.join(',')}}`
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

/** True when the copy is what was hashed. */
export const intact = ({ text, hash }: Evidence): boolean => digest(text) === hash

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
  }
}

export const evidenceWrite = (evidence: Evidence, unitIds: readonly string[]): RecordWrite => ({
  kind: evidenceKind,
  id: evidence.id,
  document: evidence,
  unitIds,
  expect: 'absent',
})
