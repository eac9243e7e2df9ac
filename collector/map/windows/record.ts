import type { Json, JsonObject } from '../../../core/lib/json.ts'

/** What any way of writing a Windows event says, before it is an ECS document. */
export interface WindowsRecord {
  /** In the layout of Winlogbeat: channel, event_id, provider_name, computer_name, record_id, event_data, … */
  readonly winlog: JsonObject
  /** The event's own time as it was written. */
  readonly time: Json | undefined
  /** 1 critical … 5 verbose, 0 log always. */
  readonly level: number | undefined
  /** The rendered text. */
  readonly message: string | undefined
}
