import type { Scope } from '../../access/scope.ts'
import type { Budget } from '../budget.ts'
import { intervalFor, noHistogram } from '../histogram-interval.ts'
import type { EventQuery, Histogram } from '../store.ts'
import type { PartitionCatalog } from './partition-catalog.ts'
import { readRows } from './read-rows.ts'

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
  const read = readRows(catalog, budget, scope, query, {
    segment({ segments }, head, rows) {
      const bucketOf = (time: number) => Math.floor((time - start) / interval)
      const isWhole = head.oldest >= query.from && head.newest < query.to
      if (isWhole && bucketOf(head.oldest) === bucketOf(head.newest)) {
        const bucket = bucketOf(head.oldest)
        counts[bucket] = (counts[bucket] ?? 0) + (rows === 'all' ? head.last - head.first + 1 : rows.length)
        return
      }
      const times = segments.times(head)
      const count = rows === 'all' ? times.length : rows.length
      for (let i = 0; i < count; i++) {
        const bucket = bucketOf(times[rows === 'all' ? i : (rows[i] ?? 0)] ?? 0)
        counts[bucket] = (counts[bucket] ?? 0) + 1
      }
    },
    slice(partition, slice, { sql, params }) {
      const rows = partition
        .open()
        .prepare(
          `select (ts - cast(? as integer)) / cast(? as integer) as bucket, count(*) as count from event where ts >= ? and ts < ? and ${sql} group by 1`,
        )
        .all(start, interval, slice.from, slice.to, ...params)
      for (const row of rows) {
        const bucket = Number(row.bucket)
        counts[bucket] = (counts[bucket] ?? 0) + Number(row.count)
      }
    },
  })
  const value = counts.reduce((sum, count) => sum + count, 0)
  return {
    interval,
    buckets: counts.map((count, i) => ({ from: start + i * interval, count })),
    total: { value, relation: read === 'all' ? 'eq' : 'gte' },
  }
}
