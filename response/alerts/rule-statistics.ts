import type { Scope } from '../../core/access/scope.ts'
import { localDay } from '../../core/lib/local-day.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind, type Disposition } from './alert.ts'
import { type QuietCount, quietCountKind } from './quiet-count.ts'

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
/** Rows read in one go, and in all. */
const rowsAtOnce = 10_000
const mostRows = 60_000

type Draft = { -readonly [K in keyof Omit<RuleStatistics, 'days' | 'precision'>]: RuleStatistics[K] } & {
  days: number[]
}

/** Statistics by rule over the days up to `now`; `partial` when there was more than can be read. */
export async function ruleStatistics(
  records: RecordStore,
  scope: Scope,
  { now, days, timeZone }: { readonly now: number; readonly days: number; readonly timeZone: string },
): Promise<{ readonly byRule: ReadonlyMap<string, RuleStatistics>; readonly partial: boolean }> {
  const names = Array.from({ length: days }, (_, at) => localDay(now - (days - 1 - at) * day, timeZone))
  const places = new Map(names.map((name, at) => [name, at]))
  // The first day is read from its beginning on, and rows of the day before are left out below.
  const from = now - days * day
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
  const placeOf = ({ first }: { first: number }) => (first > now ? days - 1 : places.get(localDay(first, timeZone)))
  const alerts = await readSince<Alert>(records, scope, alertKind, from)
  for (const alert of alerts.rows) {
    const at = placeOf(alert)
    if (at === undefined) continue
    const draft = draftOf(alert.rule.id)
    hit(draft, alert, at)
    draft.alerts++
    if (alert.status !== 'closed') draft.open++
    if (alert.disposition === null) continue
    if (judged.includes(alert.disposition)) draft.judged++
    if (truePositive.includes(alert.disposition)) draft.truePositives++
  }
  const quiet = await readSince<QuietCount>(records, scope, quietCountKind, from)
  for (const count of quiet.rows) {
    const at = placeOf(count)
    if (at === undefined) continue
    const draft = draftOf(count.rule)
    hit(draft, count, at)
    if (count.by === 'exception') draft.excepted += count.count
    if (count.by === 'suppression') draft.suppressed += count.count
  }
  const byRule = new Map(
    [...drafts].map(([rule, draft]) => [
      rule,
      { ...draft, precision: draft.judged === 0 ? null : draft.truePositives / draft.judged },
    ]),
  )
  return { byRule, partial: alerts.partial || quiet.partial }
}

/** How many matches an exception kept quiet, and when the last one was, by the exception's id. */
export async function exceptedCounts(
  records: RecordStore,
  scope: Scope,
): Promise<ReadonlyMap<string, { readonly count: number; readonly last: number }>> {
  const { rows } = await readSince<QuietCount>(records, scope, quietCountKind, 0)
  const counts = new Map<string, { count: number; last: number }>()
  for (const { by, of, count, last } of rows) {
    if (by !== 'exception') continue
    const before = counts.get(of)
    counts.set(of, { count: count + (before?.count ?? 0), last: Math.max(last, before?.last ?? last) })
  }
  return counts
}

async function readSince<T>(
  records: RecordStore,
  scope: Scope,
  kind: string,
  from: number,
): Promise<{ rows: readonly T[]; partial: boolean }> {
  const rows: T[] = []
  let before: number | undefined
  for (;;) {
    const of: Predicate[] = [{ kind: 'compare', field: 'last', op: 'gte', value: from, as: 'number' }]
    if (before !== undefined) of.push({ kind: 'compare', field: 'last', op: 'lt', value: before, as: 'number' })
    const page = await records.list<T & { readonly last: number }>(scope, kind, {
      where: { kind: 'all', of },
      sort: [{ field: 'last', direction: 'desc' }],
      limit: rowsAtOnce,
    })
    rows.push(...page.rows.map(({ document }) => document))
    if (page.rows.length < rowsAtOnce) return { rows, partial: false }
    // Rows of one moment may be cut apart between two pages: those of the last moment are left to the next page.
    before = (page.rows.at(-1)?.document.last ?? from) + 1
    const seen = rows.length
    if (seen >= mostRows) return { rows, partial: true }
    const cut = before
    while (rows.length > 0 && (rows.at(-1) as unknown as { last: number }).last >= cut - 1) rows.pop()
    if (rows.length === 0) return { rows, partial: true }
  }
}
