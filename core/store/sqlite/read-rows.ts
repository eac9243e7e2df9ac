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
  for (const slice of slices(left, query)) {
    for (const partition of slice.partitions) {
      const { after } = left.find((one) => one.partition === partition.partition) ?? { after: 0 }
      const rest = after === 0 ? sql : `row > ${after} and ${sql}`
      taker.slice(partition, slice, { sql: rest, params })
    }
    if ((slice.from > query.from || reads.some(({ heads }) => heads.length > 0)) && budget.spent()) return 'some'
  }
  let isFirst = true
  for (const { one, head } of unknown(reads, query, taker)) {
    if (!isFirst && budget.spent()) return 'some'
    isFirst = false
    taker.segment(one, head, one.select(head, query))
  }
  return 'all'
}

/** The segments that are yet to be taken; one file after another, since no more than some of them are kept open. */
function* unknown(
  reads: readonly SegmentReads[],
  { from, to }: TimeRange,
  taker: RowTaker,
): Generator<{ readonly one: SegmentReads; readonly head: SegmentHead }> {
  for (const one of reads) {
    if (one.heads.length === 0) continue
    const whole = one.heads.filter(({ oldest, newest }) => oldest >= from && newest < to)
    const known = taker.known?.(one, whole)
    for (const head of one.heads) if (!known?.(head)) yield { one, head }
  }
}
