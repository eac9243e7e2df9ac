import type { Scope } from '../../access/scope.ts'
import type { Budget } from '../budget.ts'
import { intervalFor, noHistogram } from '../histogram-interval.ts'
import type { EventQuery, Histogram } from '../store.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import { documentOfHit } from './event-document.ts'
import type { IndexNames } from './index-names.ts'
import { inRange, newestHits } from './newest-hits.ts'
import { searchFor, type Timed } from './scan.ts'

interface Answer extends Timed {
  readonly aggregations?: {
    readonly sure?: {
      readonly doc_count: number
      readonly times: { readonly buckets: readonly { readonly key: number; readonly doc_count: number }[] }
    }
    readonly unsure: { readonly doc_count: number }
  }
}

/**
 * How many events fell into each stretch of the range; empty stretches included. Elasticsearch counts what its query
 * vouches for; the matcher judges the rest, newest first, until the budget runs out.
 */
export async function eventHistogram(
  connection: ElasticConnection,
  names: IndexNames,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  buckets: number,
): Promise<Histogram> {
  if (query.to <= query.from) return noHistogram
  const interval = intervalFor(query, Math.max(buckets, 2))
  const start = Math.floor(query.from / interval) * interval
  const counts = Array.from({ length: Math.ceil((query.to - start) / interval) }, () => 0)
  const { sure, unsure, holds } = visible(scope, query.where)
  const times = { times: { histogram: { field: 'ts', interval, min_doc_count: 1 } } }
  const filters = (filter: readonly object[]) => ({ filter: { bool: { filter } } })
  const { aggregations, timed_out: timedOut } = await searchFor<Answer>(
    connection,
    names.allEvents(),
    budget.milliseconds,
    {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [inRange(query)] } },
      aggs: {
        ...(sure === undefined ? {} : { sure: { ...filters(sure), aggs: times } }),
        unsure: filters(unsure),
      },
    },
  )
  let value = 0
  let relation: Histogram['total']['relation'] = timedOut ? 'gte' : 'eq'
  const add = (time: number, count: number): void => {
    const bucket = Math.floor((time - start) / interval)
    counts[bucket] = (counts[bucket] ?? 0) + count
    value += count
  }
  for (const { key, doc_count: count } of aggregations?.sure?.times.buckets ?? []) add(key, count)
  // Where time ran out nobody knows how many are to be judged; the newest of them are there at once.
  if ((aggregations?.unsure.doc_count ?? 0) > 0 || (timedOut && sure === undefined)) {
    const of = { index: names.allEvents(), query, filter: unsure, limit: budget.milliseconds }
    for await (const { hits, upTo } of newestHits(connection, of)) {
      for (const hit of hits) if (holds(documentOfHit(hit), hit._source.cut)) add(Number(hit.sort?.[0]), 1)
      if (upTo !== undefined && budget.spent()) {
        relation = 'gte'
        break
      }
    }
  }
  return {
    interval,
    buckets: counts.map((count, i) => ({ from: start + i * interval, count })),
    total: { value, relation },
  }
}
