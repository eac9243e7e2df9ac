import type { Bilingual, Level, Status } from './rule.ts'

/** Kinds of correlation (Sigma Correlation 2.1, Correlation types). */
export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const
export type CorrelationType = (typeof correlationTypes)[number]

/** What a measure of a window is compared with. Several bounds are a range: all must hold. */
export interface Bound {
  readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'
  readonly value: number
}

/** One way for a condition over rules to hold: these are in the window, those are not. Numbers are places among `steps`. */
export interface Term {
  readonly with: readonly number[]
  readonly without: readonly number[]
}

/** What is measured of the matches in a window. `rules`: how many of the rules matched. */
export type Measure =
  | { readonly kind: 'count' | 'distinct' | 'sum' | 'avg' | 'median' | 'rules' }
  | { readonly kind: 'percentile'; readonly rank: number }

/** When a window of matches is a finding. */
export type Judgement =
  | { readonly kind: 'measure'; readonly measure: Measure; readonly bounds: readonly Bound[] }
  | { readonly kind: 'terms'; readonly ordered: boolean; readonly terms: readonly Term[] }

/** A rule, or another correlation, whose matches a correlation looks at. */
export interface Step {
  readonly kind: 'rule' | 'correlation'
  readonly id: string
  readonly title: Bilingual
  /** For each field that it groups by: the event's fields that hold it; the first that is there counts. */
  readonly groupBy: readonly (readonly string[])[]
  /** The same for each field whose values it measures. */
  readonly values: readonly (readonly string[])[]
}

/** A Sigma correlation rule, ready to judge the matches of its rules. */
export interface Correlation {
  /** Its own id, else its name, else a hash of its text. */
  readonly id: string
  readonly name: string | undefined
  readonly title: string
  readonly titles: Bilingual
  readonly descriptions: Bilingual
  /** `medium` where it says nothing. */
  readonly level: Level
  readonly status: Status | undefined
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  /** The same in Vietnamese; as they are where it is not said. */
  readonly falsepositivesVi: readonly string[]
  readonly references: readonly string[]
  readonly author: string | undefined
  readonly response: Bilingual | undefined
  /** Raw lines that together must make a finding, and raw lines that together must not. */
  readonly tests: { readonly fires: readonly string[]; readonly silent: readonly string[] }
  readonly type: CorrelationType
  readonly steps: readonly Step[]
  /** Names of the fields whose values tell one group from another, as written. */
  readonly groupBy: readonly string[]
  /** Names of the fields whose values are measured, as written. */
  readonly valueFields: readonly string[]
  /** Milliseconds. A window holds what is no further apart than this. */
  readonly timespan: number
  readonly judgement: Judgement
  /** The rules it refers to raise alerts of their own as well. */
  readonly generate: boolean
  /** True where only other correlations look at it: its findings raise no alert. */
  readonly feedsOnly: boolean
  /** Why it can find nothing here, though it is a good rule: a log source or a field is not mapped. */
  readonly cannotRun: { readonly reason: string; readonly line: number } | undefined
  readonly file: string
  readonly line: number
  /** The rule as it is written. */
  readonly source: string
}

/**
 * True where further matches in a window can make it hold no more. Such a window is judged when it is over and late events
 * had their time; any other at once.
 */
export function canBeUndone(judgement: Judgement): boolean {
  if (judgement.kind === 'terms') return judgement.terms.some(({ without }) => without.length > 0)
  const { measure, bounds } = judgement
  if (measure.kind === 'avg' || measure.kind === 'median' || measure.kind === 'percentile') return true
  return bounds.some(({ op }) => op !== 'gt' && op !== 'gte')
}

const compare: { readonly [K in Bound['op']]: (n: number, bound: number) => boolean } = {
  gt: (n, bound) => n > bound,
  gte: (n, bound) => n >= bound,
  lt: (n, bound) => n < bound,
  lte: (n, bound) => n <= bound,
  eq: (n, bound) => n === bound,
  neq: (n, bound) => n !== bound,
}

/** True if the number fulfils all bounds. */
export const within = (bounds: readonly Bound[], n: number): boolean =>
  bounds.every(({ op, value }) => compare[op](n, value))
