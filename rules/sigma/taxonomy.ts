import type { Predicate } from '../../core/predicate/predicate.ts'
import type { LogSource } from './rule.ts'

/** How the names of a rule are understood here. */
export interface Taxonomy {
  /** What the log source means for events; undefined if it is not mapped. */
  source(logsource: LogSource): SourceMapping | undefined
  /** Why no event can come from a log source that is not mapped, where that is known. */
  notCarried?(logsource: LogSource): string | undefined
}
export interface SourceMapping {
  /** Which events come from the log source. */
  readonly route: Predicate
  /** The event fields that a field of a rule stands for; empty if it is not mapped. */
  fields(field: string): readonly string[]
}
