import type { JsonObject } from '../../core/lib/json.ts'
import type { TimeOfEvent } from './event-time.ts'

/** A product's line as ECS fields. */
export interface Mapped {
  /** `event.module` and `event.dataset`. */
  readonly module: string
  readonly dataset: string
  /** ECS fields, and the vendor's own beside them under its name. Arrays of `related` are added to, the rest replaces. */
  readonly fields: JsonObject
  /** What the line says in words, where that is not the whole of it. */
  readonly message?: string | undefined
  /** The time within the line: nearer to the happening than that of a header. */
  readonly time?: TimeOfEvent | undefined
  /** The host that wrote it, where the line itself names one. */
  readonly host?: string | undefined
  readonly unsafeKey?: boolean
  /** Fields of which only a prefix was kept. */
  readonly truncated?: readonly string[]
}

/** What is known beside the line itself. */
export interface LineContext {
  readonly receivedAt: number
  /** Zone of times that name none. */
  readonly zone: string
  /** The program that the syslog header names. */
  readonly program?: string | undefined
  /** MSGID and structured data of an RFC 5424 header. */
  readonly messageId?: string | undefined
  readonly structured?: JsonObject | undefined
}

/** Reads one line of a product; undefined for a line that is none of it. Must not throw. */
export type ProductMapping = (line: string, context: LineContext) => Mapped | undefined
