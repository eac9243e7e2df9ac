import type { Json } from '../lib/json.ts'

/**
 * An event: an ECS 9 document. `@timestamp` is the time of the happening, `event.ingested` the time of receipt,
 * `event.original` the line as it came. What the vendor sent stands untouched beside the ECS fields; what the platform
 * adds of its own stands under `vonggac`.
 */
export interface EventDocument {
  '@timestamp': string
  event: EventFields
  message?: string
  vonggac?: Stamps
  [field: string]: Json | EventFields | Stamps | undefined
}

/** The ECS `event` field set, as far as code reads it. */
export interface EventFields {
  id?: string
  kind?: 'event' | 'alert' | 'metric' | 'state' | 'pipeline_error' | (string & {})
  category?: readonly string[]
  type?: readonly string[]
  action?: string
  outcome?: 'success' | 'failure' | 'unknown' | (string & {})
  dataset?: string
  module?: string
  ingested?: string
  original?: string
  [field: string]: Json | undefined
}

/** What the platform stamps on an event, `vonggac.*`. */
export interface Stamps {
  /** The unit the event belongs to, with the ids of all its ancestors at event time; absent while unattributed. */
  unit?: { id: string; ids: readonly string[] }
  /** The information system it is of, with its level of protection at event time. */
  system?: { id: string; code: string; level: number }
  /** Who delivered it: the id of the source record, and the address that the bytes came from. */
  source?: { id: string; address?: string }
  /** What was odd about it; see `marks`. */
  marks?: readonly Mark[]
  /** Fields of which only a prefix was kept. */
  truncated?: readonly string[]
  [field: string]: Json | undefined
}

/** Oddities that are kept and shown instead of being dropped or silently mended. */
export const marks = [
  'time_missing',
  'time_out_of_range',
  'year_assumed',
  'zone_assumed',
  'invalid_utf8',
  'control_characters',
  'too_long',
  'too_deep',
  'unsafe_key',
  'type_conflict',
  'undecodable',
] as const
export type Mark = (typeof marks)[number]
