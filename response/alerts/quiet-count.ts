import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { EventReads, Match, RecordStore, RecordWrite } from '../../core/store/store.ts'
import { type MatchFacts, type Quiet, quietOf } from './match.ts'

/** The record kind under which the counts of matches that open no alert are stored. */
export const quietCountKind = 'quiet-count'

/**
 * How many matches of a rule opened no alert, for one reason, in one unit, on one day of event time: what an exception
 * silenced, what a suppression kept back behind an alert, what only fed correlations. Times are epoch milliseconds.
 */
export interface QuietCount extends Quiet {
  readonly key: string
  readonly rule: string
  /** The owning unit; null while unattributed. */
  readonly unit: string | null
  readonly count: number
  /** Event times of the first and the last match. */
  readonly first: number
  readonly last: number
  readonly latestEventId: string
}

/** The writes that bring the counts of these quiet matches' keys (one match a key) up to date. */
export async function countQuiet(
  events: EventReads,
  records: RecordStore,
  matches: readonly Match[],
): Promise<readonly RecordWrite[]> {
  if (matches.length === 0) return []
  const windows = matches.map(({ alertKey, time }) => ({
    alertKey,
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    around: time,
  }))
  const tallies = new Map((await events.tally(systemScope, windows)).map((tally) => [tally.alertKey, tally]))
  const writes: RecordWrite[] = []
  for (const match of matches) {
    const quiet = quietOf(match)
    const tally = tallies.get(match.alertKey)
    if (quiet === undefined || tally === undefined) continue
    const before = await records.get<QuietCount>(systemScope, quietCountKind, match.alertKey)
    const { count, first, last, latestEventId } = tally
    if (before?.document.count === count && before.document.first === first && before.document.last === last) continue
    const document: QuietCount = {
      ...quiet,
      key: match.alertKey,
      rule: match.ruleId,
      unit: (match.facts as MatchFacts).unit,
      count,
      first,
      last,
      latestEventId,
    }
    const expect = before?.version ?? 'absent'
    writes.push({ kind: quietCountKind, id: match.alertKey, document, unitIds: match.unitIds, expect })
  }
  return writes
}

/** How many matches within the scope a suppression held back behind the alert of this key. */
export async function heldBack(records: RecordStore, scope: Scope, alertKey: string): Promise<number> {
  const equals = (field: string, value: string): Predicate => ({ kind: 'equals', field, value, fold: 'none' })
  const { rows } = await records.list<QuietCount>(scope, quietCountKind, {
    where: { kind: 'all', of: [equals('of', alertKey), equals('by', 'suppression')] },
    limit: 1000,
  })
  return rows.reduce((sum, { document }) => sum + document.count, 0)
}
