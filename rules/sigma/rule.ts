import type { Predicate } from '../../core/predicate/predicate.ts'

/** Levels of a rule, mildest first (Sigma 2.1, Level). */
export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof levels)[number]

/** States of a rule (Sigma 2.1, Status). */
export const statuses = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const
export type Status = (typeof statuses)[number]

/** The kind of log that a rule is written for (Sigma 2.1, Log source). At least one of the three is there. */
export interface LogSource {
  readonly product?: string
  readonly category?: string
  readonly service?: string
}

/** Text in both languages of the console; where a rule has no Vietnamese text, its English text stands for it. */
export interface Bilingual {
  readonly vi: string
  readonly en: string
}

/** A Sigma detection rule, ready to judge events. */
export interface Rule {
  /** The rule's own id, else its name, else a hash of its text. */
  readonly id: string
  /** By which correlations and filters may refer to it. */
  readonly name: string | undefined
  readonly title: string
  readonly titles: Bilingual
  readonly descriptions: Bilingual
  /** `medium` where the rule says nothing. */
  readonly level: Level
  readonly status: Status | undefined
  readonly logsource: LogSource
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  /** The same in Vietnamese; as they are where it is not said. */
  readonly falsepositivesVi: readonly string[]
  readonly references: readonly string[]
  readonly author: string | undefined
  /** Fields whose values tell one alert of this rule from another; empty: the platform's default. */
  readonly groupBy: readonly string[]
  /** What to do when the rule fires. */
  readonly response: Bilingual | undefined
  /** Raw lines that must fire the rule, and raw lines that must not. */
  readonly tests: { readonly fires: readonly string[]; readonly silent: readonly string[] }
  /** True where it is there for correlations alone: its matches are kept and raise no alert. */
  readonly feedsOnly: boolean
  /** Which events belong to the rule's log source. */
  readonly route: Predicate
  /** What the rule looks for in them. */
  readonly detection: Predicate
  /** Route and detection together: the events that the rule fires on. */
  readonly predicate: Predicate
  /** Why the rule can match nothing here, though it is a good rule: its log source or a field is not mapped. */
  readonly cannotRun: { readonly reason: string; readonly line: number } | undefined
  readonly file: string
  readonly line: number
  /** The rule as it is written. */
  readonly source: string
}
