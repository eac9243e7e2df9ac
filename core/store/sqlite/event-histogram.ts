import type { Scope } from '../../access/scope.ts'
import type { Budget } from '../budget.ts'
import { intervalFor, noHistogram } from '../histogram-interval.ts'
import type { EventQuery, Histogram } from '../store.ts'
import { visible } from './condition.ts'
import type { PartitionCatalog } from './partition-catalog.ts'
import { slices } from './slices.ts'

/** How many events fell into each stretch of the range; empty stretches included. */
export function eventHistogram(
  catalog: PartitionCatalog,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  buckets: number,
): Histogram {
  if (query.to <= query.from) return noHistogram
  const interval = intervalFor(query, Math.max(buckets, 2))
  const start = Math.floor(query.from / interval) * interval
  const counts = new Array<number>(Math.ceil((query.to - start) / interval)).fill(0)
  let value = 0
  let relation: 'eq' | 'gte' = 'eq'
  for (const slice of slices(catalog.all(), query)) {
    for (const partition of slice.partitions) {
      const connection = partition.open()
      const { sql, params } = visible(scope, 'event', query.where)
      const rows = connection
        .prepare(
          `select (ts - cast(? as integer)) / cast(? as integer) as bucket, count(*) as count from event where ts >= ? and ts < ? and ${sql} group by 1`,
        )
        .all(start, interval, slice.from, slice.to, ...params)
      for (const row of rows) {
        const count = Number(row.count)
        const bucket = Number(row.bucket)
        counts[bucket] = (counts[bucket] ?? 0) + count
        value += count
      }
    }
    if (slice.from > query.from && budget.spent()) {
      relation = 'gte'
      break
    }
  }
  return {
    interval,
    buckets: counts.map((count, i) => ({ from: start + i * interval, count })),
    total: { value, relation },
  }
}
