import type { Scope } from '../../core/access/scope.ts'
import { localDay, startOfLocalDay } from '../../core/lib/local-day.ts'
import { compare, equals } from '../../core/predicate/build.ts'
import { eachRow } from '../../core/store/record-columns.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { AlertReadings } from '../metrics/alert-readings.ts'
import type { Disposition } from './alert.ts'
import { quietCountKind } from './quiet-count.ts'

/**
 * What a rule came to over some days, within a scope.
 * - hits = matches of its alerts + matches that opened none (excepted, suppressed, feeding correlations);
 * - precision = true positives ÷ judged, where judged are alerts closed as a true or false positive or as benign;
 *   duplicates and what could not be evaluated say nothing of the rule. Null while none is judged.
 */
export interface RuleStatistics {
  readonly hits: number
  /** Hits by day of event time in the zone, the last of them today; alerts and counts are of one day each. */
  readonly days: readonly number[]
  /** Event time of the newest match; null without one. */
  readonly lastHit: number | null
  readonly alerts: number
  readonly open: number
  readonly judged: number
  readonly truePositives: number
  readonly precision: number | null
  readonly excepted: number
  readonly suppressed: number
}

const truePositive: readonly Disposition[] = ['true-positive-impact', 'true-positive-no-impact']
const judged: readonly Disposition[] = [...truePositive, 'benign', 'false-positive']

const day = 86_400_000
/** Counts of what was kept quiet that are read. */
const mostQuiet = 200_000

type Draft = { -readonly [K in keyof Omit<RuleStatistics, 'days' | 'precision'>]: RuleStatistics[K] } & {
  days: number[]
}

/** Statistics by rule over the days up to `now`, exercises left out; `partial` when there was more than can be read. */
export async function ruleStatistics(
  { records, readAlerts }: { readonly records: RecordStore; readonly readAlerts: AlertReadings },
  scope: Scope,
  { now, days, timeZone }: { readonly now: number; readonly days: number; readonly timeZone: string },
): Promise<{ readonly byRule: ReadonlyMap<string, RuleStatistics>; readonly partial: boolean }> {
  const names = Array.from({ length: days }, (_, at) => localDay(now - (days - 1 - at) * day, timeZone))
  const places = new Map(names.map((name, at) => [name, at]))
  const from = startOfLocalDay(names[0] ?? localDay(now, timeZone), timeZone)
  // Clocks that are ahead: no event is kept under a day further on.
  const to = startOfLocalDay(localDay(now, timeZone), timeZone) + 2 * day
  const drafts = new Map<string, Draft>()
  const draftOf = (rule: string): Draft => {
    let draft = drafts.get(rule)
    if (draft === undefined) {
      draft = {
        hits: 0,
        days: Array.from({ length: days }, () => 0),
        lastHit: null,
        alerts: 0,
        open: 0,
        judged: 0,
        truePositives: 0,
        excepted: 0,
        suppressed: 0,
      }
      drafts.set(rule, draft)
    }
    return draft
  }
  const hit = (draft: Draft, { count, last }: { count: number; last: number }, at: number) => {
    draft.hits += count
    draft.lastHit = Math.max(draft.lastHit ?? last, last)
    draft.days[at] = (draft.days[at] ?? 0) + count
  }
  /** The place of its day; clocks that are ahead may call tomorrow what is today's. */
  const placeOf = (first: number) => (first > now ? days - 1 : places.get(localDay(first, timeZone)))
  const { rows, whole } = await readAlerts(scope, { from, to })
  for (const { rule, event, last, matches, status, disposition } of rows) {
    const at = placeOf(event)
    if (at === undefined) continue
    const draft = draftOf(rule.id)
    hit(draft, { count: matches, last }, at)
    draft.alerts++
    if (status !== 'closed') draft.open++
    if (disposition === null) continue
    if (judged.includes(disposition)) draft.judged++
    if (truePositive.includes(disposition)) draft.truePositives++
  }
  const since = compare('last', 'gte', from)
  const of = { texts: ['rule', 'by'], numbers: ['first', 'last', 'count'] }
  const quiet = await records.columns(scope, quietCountKind, since, of, mostQuiet)
  for (const { texts, numbers } of eachRow(quiet)) {
    const [rule, by] = texts
    const [first = 0, last = 0, count = 0] = numbers
    const at = placeOf(first)
    if (at === undefined || rule === undefined || rule === null) continue
    const draft = draftOf(rule)
    hit(draft, { count, last }, at)
    if (by === 'exception') draft.excepted += count
    if (by === 'suppression') draft.suppressed += count
  }
  const byRule = new Map(
    [...drafts].map(([rule, draft]) => [
      rule,
      { ...draft, precision: draft.judged === 0 ? null : draft.truePositives / draft.judged },
    ]),
  )
  return { byRule, partial: !whole || quiet.more }
}

/** How many matches an exception kept quiet, and when the last one was, by the exception's id. */
export async function exceptedCounts(
  records: RecordStore,
  scope: Scope,
): Promise<ReadonlyMap<string, { readonly count: number; readonly last: number }>> {
  const of = { texts: ['of'], numbers: ['count', 'last'] }
  const found = await records.columns(scope, quietCountKind, equals('by', 'exception', 'none'), of, mostQuiet)
  const counts = new Map<string, { count: number; last: number }>()
  for (const { texts, numbers } of eachRow(found)) {
    const [exception] = texts
    const [count = 0, last = 0] = numbers
    if (exception === undefined || exception === null) continue
    const before = counts.get(exception)
    counts.set(exception, { count: count + (before?.count ?? 0), last: Math.max(last, before?.last ?? last) })
  }
  return counts
}
