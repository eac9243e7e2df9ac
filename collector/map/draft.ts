import type { EventDocument, Mark, Stamps } from '../../core/event/event.ts'
import { isoTime, isWritable } from '../decode/timestamp.ts'
import type { TimeOfEvent } from './event-time.ts'
import { isPlausible } from './event-time.ts'
import type { ProductMapping } from './product.ts'

/** Under what circumstances a record is read. */
export interface Context {
  /** Epoch milliseconds of receipt. */
  readonly receivedAt: number
  /** Zone of times that name none: IANA name or `+07:00`. */
  readonly zone: string
  /** Mappings without code, asked before the products that are built in. */
  readonly mappings?: ProductMapping | undefined
}

/** A record turned into an event. */
export interface Interpreted {
  readonly document: EventDocument
  /** The record's own time, epoch milliseconds; undefined when it has none that can be written. */
  readonly time: number | undefined
  /** The record as text: what its identity is made of. */
  readonly raw: string
  /** What the record itself says to tell it apart from all others of its sender; undefined for most. */
  readonly identity: string | undefined
}

/** The platform's stamps of the document, made when absent. */
export function stampsOf(document: EventDocument): Stamps {
  document.vonggac ??= {}
  return document.vonggac
}

/** Adds marks to the document, each once. */
export function addMarks(document: EventDocument, marks: readonly Mark[]): void {
  if (marks.length === 0) return
  const stamps = stampsOf(document)
  stamps.marks = [...new Set([...(stamps.marks ?? []), ...marks])]
}

/** Names fields of which only a prefix was kept. */
export function addTruncated(document: EventDocument, fields: readonly string[]): void {
  if (fields.length === 0) return
  const stamps = stampsOf(document)
  stamps.truncated = [...new Set([...(stamps.truncated ?? []), ...fields])]
}

/**
 * Sets `@timestamp` and pushes what there is to say of it. A time far from receipt is kept and marked; one that cannot
 * be written, or none, gives way to the time of receipt. Returns the event's own time as far as it has one.
 */
export function timeOf(
  moment: TimeOfEvent | undefined,
  context: Context,
  marks: Mark[],
): { own: number | undefined; text: string } {
  if (moment === undefined) {
    marks.push('time_missing')
    return { own: undefined, text: isoTime(context.receivedAt) }
  }
  if (!isPlausible(moment.time, context.receivedAt)) marks.push('time_out_of_range')
  if (moment.yearAssumed) marks.push('year_assumed')
  if (moment.zoneAssumed) marks.push('zone_assumed')
  const writable = isWritable(moment.time)
  return { own: writable ? moment.time : undefined, text: isoTime(writable ? moment.time : context.receivedAt) }
}
