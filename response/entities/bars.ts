import type { Scope } from '../../core/access/scope.ts'
import type { EventQuery, EventReads, Histogram } from '../../core/store/store.ts'

/** Events over time, told apart by what they were said in. */
export interface Bars {
  readonly interval: number
  /** The datasets with the most events, in that order; the rest is counted under the empty name. */
  readonly datasets: readonly string[]
  readonly buckets: readonly { readonly from: number; readonly counts: Readonly<Record<string, number>> }[]
  readonly total: Histogram['total']
}

const mostDatasets = 5
const mostBuckets = 80

/** The events of a question over its range, by dataset: a field that every store counts quickly. */
export async function barsOf(events: EventReads, scope: Scope, query: EventQuery): Promise<Bars> {
  const field = 'event.dataset'
  const [all, facets] = await Promise.all([
    events.histogram(scope, query, mostBuckets),
    events.facets(scope, query, [field], mostDatasets),
  ])
  // A question that is too much as a whole is not asked again in parts.
  const datasets = all.total.relation === 'gte' ? [] : (facets[0]?.values.map(({ value }) => value) ?? [])
  const parts = await Promise.all(
    datasets.map((value) => {
      const where = {
        kind: 'all' as const,
        of: [query.where, { kind: 'equals' as const, field, value, fold: 'none' as const }],
      }
      return events.histogram(scope, { ...query, where }, mostBuckets)
    }),
  )
  const buckets = all.buckets.map(({ from, count }, at) => {
    const counts: Record<string, number> = {}
    let rest = count
    datasets.forEach((name, i) => {
      const own = parts[i]?.buckets[at]?.count ?? 0
      if (own > 0) counts[name] = own
      rest -= own
    })
    if (rest > 0) counts[''] = rest
    return { from, counts }
  })
  return {
    interval: all.interval,
    datasets,
    buckets: buckets.filter(({ counts }) => Object.keys(counts).length > 0),
    total: all.total,
  }
}
