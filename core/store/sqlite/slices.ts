import { type KnownPartition, overlaps } from './partition-catalog.ts'
import type { TimeRange } from './time-range.ts'

/** Rows of the first slice and of the largest: the first page comes fast. */
const firstSlice = 5_000
const largestSlice = 80_000
/** A slice that took longer, milliseconds, is followed by a smaller one: a long scan asks the watch often enough. */
const longSlice = 100

/** A piece of a read's time range, and the partitions that have events in it. */
export interface Slice extends TimeRange {
  readonly partitions: readonly KnownPartition[]
}

/** The time from which a partition has some `rows` events up to the end of the range; undefined where it cannot tell. */
type Cut = (partition: KnownPartition, range: TimeRange, rows: number) => number | undefined

/**
 * Cuts a time range, over all partitions at once, into slices of some thousand events a partition, newest first. A read
 * that stops between two of them knows everything from there on and nothing before. Events of one moment stay together.
 * How large the next one is goes by how long the reader took with the last. `known` may tell where to cut without
 * counting rows.
 */
export function* slices(
  partitions: readonly KnownPartition[],
  range: TimeRange,
  known: Cut = () => undefined,
): Generator<Slice> {
  const live = partitions.filter(({ events }) => overlaps(events, range)).sort((a, b) => newest(b) - newest(a))
  let rows = firstSlice
  for (let to = range.to; to > range.from; ) {
    const first = live.find(({ events }) => overlaps(events, { from: range.from, to }))
    if (first === undefined) return
    to = Math.min(to, newest(first))
    let from = range.from
    for (const partition of live) {
      if (newest(partition) <= from) break
      const within = { from, to }
      from = Math.max(from, known(partition, within, rows) ?? cut(partition, within, rows))
    }
    const slice = { from, to }
    const begun = performance.now()
    yield { ...slice, partitions: live.filter(({ events }) => overlaps(events, slice)) }
    const took = performance.now() - begun
    to = from
    rows = took > longSlice ? Math.max(firstSlice, rows >> 1) : Math.min(rows * 4, largestSlice)
  }
}

/** The time from which the partition has some `rows` events up to the end of the range; its start if there are fewer. */
function cut(partition: KnownPartition, { from, to }: TimeRange, rows: number): number {
  const sql = 'select ts from event where ts >= ? and ts < ? order by ts desc limit 1 offset ?'
  const row = partition
    .open()
    .prepare(sql)
    .get(from, to, rows - 1)
  return row === undefined ? from : Number(row.ts)
}

function newest(partition: KnownPartition): number {
  return partition.events?.to ?? Number.NEGATIVE_INFINITY
}
