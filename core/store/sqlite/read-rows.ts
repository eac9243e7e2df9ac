import type { Scope } from '../../access/scope.ts'
import type { Budget } from '../budget.ts'
import type { EventQuery } from '../store.ts'
import { type Condition, visible } from './condition.ts'
import { type KnownPartition, overlaps, type PartitionCatalog } from './partition-catalog.ts'
import type { SegmentHead } from './segment.ts'
import { SegmentReads, type Selection, unsealed } from './segment-selection.ts'
import { slices } from './slices.ts'
import type { TimeRange } from './time-range.ts'

/** What a read does with the rows that it asks for: those of a segment, and those that have no segment yet. */
export interface RowTaker {
  segment(reads: SegmentReads, head: SegmentHead, rows: Selection): void
  slice(partition: KnownPartition, range: TimeRange, condition: Condition): void
  /** Whether it has a segment's rows from before, of those of a file that lie whole within the range. */
  known?(reads: SegmentReads, whole: readonly SegmentHead[]): (head: SegmentHead) => boolean
}

/**
 * Goes once through all rows within the range, the scope and the condition, newest first by and large. `some` when the
 * budget ran out before that; what was taken until then is true of those rows.
 */
export function readRows(
  catalog: PartitionCatalog,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  taker: RowTaker,
): 'all' | 'some' {
  const partitions = catalog.all().filter(({ events }) => overlaps(events, query))
  const reads = partitions.map((partition) => new SegmentReads(partition, query, scope, query.where))
  const left = partitions.map((partition, i) => unsealed(partition, reads[i]?.sealed ?? 0))
  const { sql, params } = visible(scope, 'event', query.where)
  const isWhole = ({ oldest, newest }: SegmentHead): boolean => oldest >= query.from && newest < query.to
  const segments = reads.flatMap((one) => {
    const known = taker.known?.(one, one.heads.filter(isWhole))
    return one.heads.filter((head) => !known?.(head)).map((head) => ({ reads: one, head }))
  })
  for (const slice of slices(left, query)) {
    for (const partition of slice.partitions) {
      const { after } = left.find((one) => one.partition === partition.partition) ?? { after: 0 }
      const rest = after === 0 ? sql : `row > ${after} and ${sql}`
      taker.slice(partition, slice, { sql: rest, params })
    }
    if ((slice.from > query.from || segments.length > 0) && budget.spent()) return 'some'
  }
  for (const [i, { reads: one, head }] of segments.entries()) {
    taker.segment(one, head, one.select(head, query))
    if (i < segments.length - 1 && budget.spent()) return 'some'
  }
  return 'all'
}
