import type { Correlation } from '../../sigma/correlation.ts'
import type { EventRef, Occurrence } from './entry.ts'

/** Of a finding, what a correlation of correlations needs to know. */
export interface ChainedFinding {
  readonly id: string
  /** Event times at which its first and its last window end. */
  readonly time: number
  readonly until: number
  /** The span of time within which its windows end. */
  readonly span: { readonly from: number; readonly to: number }
  readonly seen: number
  /** What its fields of `group-by` hold, by name. */
  readonly group: Readonly<Record<string, string>>
  readonly events: readonly EventRef[]
}

/**
 * A finding as matches of the correlation that made it, for one that refers to it. It stands where its first window ends;
 * for conditions over rules also where the last one does, so that what follows a long attack is seen to follow it.
 */
export function occurrencesOf(
  finding: ChainedFinding,
  { judgement }: Pick<Correlation, 'judgement'>,
): readonly Occurrence[] {
  const { id, time, until, seen, group, events } = finding
  const values = (field: string) => (Object.hasOwn(group, field) ? [group[field] ?? ''] : [])
  const first: Occurrence = { id, time, seen, events, values }
  const repeats = judgement.kind === 'terms' && until > time
  return repeats ? [first, { ...first, time: until }] : [first]
}
