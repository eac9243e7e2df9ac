import type { Correlation } from '../../sigma/correlation.ts'
import { canBeUndone } from '../../sigma/correlation.ts'
import { underCeiling } from './ceiling.ts'
import { bucketOf, type Entry } from './entry.ts'
import { meterOf } from './meter.ts'

/** A finding: windows of one group that satisfy a correlation and end within one span of time. */
export interface Found {
  /** Which span: its start divided by the timespan. */
  readonly bucket: number
  /** Event times at which the first and the last satisfying window end. */
  readonly time: number
  readonly until: number
  /** What those windows hold, in order of time; `first` and `last` are its event times. */
  readonly entries: readonly Entry[]
  readonly first: number
  readonly last: number
  /** What was measured in the largest of them; undefined where rules were asked for. */
  readonly measure: number | undefined
  /** True where more matches came than are looked at. */
  readonly capped: boolean
}

/**
 * The findings of one group, by the entries around them in any order: always the same for the same entries. A window holds
 * what is no further apart than the timespan. Where more matches cannot undo a judgement, every window that ends at a match
 * is judged. Where they can, only windows to which no neighbour could be added are, once they ended by `closed`: so that a
 * part of a burst is not taken for the whole.
 */
export function findingsOf(
  correlation: Pick<Correlation, 'judgement' | 'steps' | 'timespan'>,
  entries: readonly Entry[],
  closed = Number.POSITIVE_INFINITY,
): readonly Found[] {
  const { judgement, steps, timespan } = correlation
  const { kept, full } = underCeiling(entries, timespan)
  kept.sort(inOrder)
  const wholeOnly = canBeUndone(judgement)
  const meter = meterOf(judgement, steps.length)
  const found = new Map<number, Windows>()
  let start = 0
  for (const [end, entry] of kept.entries()) {
    let first = kept[start] ?? entry
    while (entry.time - first.time > timespan) {
      meter.leave(first)
      first = kept[++start] ?? entry
    }
    meter.enter(entry)
    if (wholeOnly) {
      const next = kept[end + 1]
      if (next !== undefined && next.time - first.time <= timespan) continue
      if (first.time + timespan > closed) break
    }
    if (!meter.holds(first.time)) continue
    const bucket = bucketOf(entry.time, timespan)
    let windows = found.get(bucket)
    if (windows === undefined) {
      windows = { time: entry.time, until: entry.time, ranges: [], size: 0, measure: undefined }
      found.set(bucket, windows)
    }
    add(windows, start, end, entry.time, meter.measure())
  }
  return [...found].map(([bucket, windows]) => {
    const { time, until, ranges, measure } = windows
    const inside = ranges.flatMap(([from, to]) => kept.slice(from, to + 1))
    const first = inside[0]?.time ?? time
    const last = inside.at(-1)?.time ?? until
    const capped = full.has(bucket) || full.has(bucket - 1)
    return { bucket, time, until, entries: inside, first, last, measure, capped }
  })
}

/** Satisfying windows of one bucket: the entries that they hold, as ranges of places. */
interface Windows {
  time: number
  until: number
  readonly ranges: [from: number, to: number][]
  size: number
  measure: number | undefined
}

function add(windows: Windows, start: number, end: number, time: number, measure: number | undefined): void {
  windows.until = time
  const last = windows.ranges.at(-1)
  if (last !== undefined && start <= last[1] + 1) last[1] = end
  else windows.ranges.push([start, end])
  if (end - start + 1 > windows.size) {
    windows.size = end - start + 1
    windows.measure = measure
  }
}

/** Order of entries: by time; at one moment by step, so that equal times can stand for any order of rules. */
const inOrder = (a: Entry, b: Entry): number =>
  a.time - b.time || a.step - b.step || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
