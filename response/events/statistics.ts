import type { Scope } from '../../core/access/scope.ts'
import type { EventQuery, EventReads, Facet, Histogram } from '../../core/store/store.ts'

/** Values that are told one from another; where there are more, they are "at least" so many. */
const mostCounted = 1_000
const mostShown = 50
/** Steps of the time line. */
const steps = 60

/** What the events of a search hold in one field. */
export interface FieldStatistics {
  /** All that the search finds, and those of them that have the field, over time too. */
  readonly total: Histogram['total']
  readonly present: Histogram
  /** How many different values there are; `gte` where not all were told apart. */
  readonly distinct: Histogram['total']
  /** The most frequent values; an event with several counts once for each. */
  readonly values: Facet['values']
  /** True where a budget ran out: all counts of values are lower bounds. */
  readonly partial: boolean
}

/** Counts a field's values within the scope: three readings, each of which ends when its budget does. */
export async function fieldStatistics(
  events: Pick<EventReads, 'histogram' | 'facets'>,
  scope: Scope,
  query: EventQuery,
  field: string,
): Promise<FieldStatistics> {
  const having: EventQuery = { ...query, where: { kind: 'all', of: [query.where, { kind: 'exists', field }] } }
  const [all, present, [facet]] = await Promise.all([
    events.histogram(scope, query, 1),
    events.histogram(scope, having, steps),
    events.facets(scope, query, [field], mostCounted + 1),
  ])
  const { values = [], partial = false } = facet ?? {}
  const distinct = Math.min(values.length, mostCounted)
  return {
    total: all.total,
    present,
    distinct: { value: distinct, relation: partial || values.length > mostCounted ? 'gte' : 'eq' },
    values: values.slice(0, mostShown),
    partial,
  }
}
