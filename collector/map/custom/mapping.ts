import type { FieldType } from '../../../core/event/fields.ts'
import type { Json } from '../../../core/lib/json.ts'
import type { GroupRegex, Regex } from '../../../core/lib/regex.ts'
import type { TimeFormat } from './time-format.ts'

/** How a line is taken apart into named values. */
export type Reading =
  | { readonly as: 'regex'; readonly pattern: GroupRegex }
  | { readonly as: 'csv'; readonly separator: string; readonly columns: readonly string[] }
  | { readonly as: 'json' }
  | { readonly as: 'key-value' }

/** Which lines a mapping is for. Every condition that is given must hold. */
export interface MappingMatch {
  /** Programs of the syslog header, lower case. */
  readonly programs: readonly string[]
  /** Texts that the line must all hold. */
  readonly contains: readonly string[]
  readonly regex: Regex | undefined
  /** Values that must be there once the line is read. */
  readonly has: readonly string[]
}

/** What goes into one ECS field. */
export interface FieldRule {
  readonly field: string
  /** The type that ECS gives the field; undefined for the mapping's own fields. */
  readonly type: FieldType | undefined
  /** Names of values; the first that is there is taken. */
  readonly from: readonly string[]
  /** A constant, in place of `from`. */
  readonly value: Json | undefined
  /** Value → what is written instead; compared without regard to case. */
  readonly map: ReadonlyMap<string, Json> | undefined
  /** Written where the value is missing or the map does not hold it. */
  readonly otherwise: Json | undefined
  readonly lower: boolean
  /** Separator of a list. */
  readonly split: string | undefined
}

/** A mapping without code: a YAML file, checked. */
export interface CustomMapping {
  readonly name: string
  readonly file: string
  readonly module: string
  readonly dataset: string
  readonly match: MappingMatch
  readonly read: Reading
  readonly fields: readonly FieldRule[]
  readonly time:
    | { readonly from: string; readonly format: TimeFormat | undefined; readonly zone: string | undefined }
    | undefined
  /** The value that is the event's message; undefined for the line itself. */
  readonly message: string | undefined
}

/** How a value is looked up in a rule's map: case, blanks around it and the two ways to write `ệ` do not count. */
export function mapKey(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}
