/** A stretch of time, epoch milliseconds: from `from` on, up to `to`, exclusive. Empty when `to` is not after `from`. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** The same moments as few intervals in order, none of them empty, none touching another. */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = intervals.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from)
  const found: Interval[] = []
  for (const one of sorted) {
    const last = found.at(-1)
    if (last === undefined || one.from > last.to) found.push(one)
    else found[found.length - 1] = { from: last.from, to: Math.max(last.to, one.to) }
  }
  return found
}

/** The moments of the first that lie in none of the second; joined. */
export function without(intervals: readonly Interval[], taken: readonly Interval[]): readonly Interval[] {
  let left = joined(intervals)
  for (const { from, to } of joined(taken)) {
    left = left.flatMap((one) => {
      if (to <= one.from || from >= one.to) return [one]
      const parts = [
        { from: one.from, to: Math.min(from, one.to) },
        { from: Math.max(to, one.from), to: one.to },
      ]
      return parts.filter((part) => part.to > part.from)
    })
  }
  return left
}

/** The moments of the intervals that lie within the bounds; joined. */
export function within(intervals: readonly Interval[], bounds: Interval): readonly Interval[] {
  return joined(intervals.map(({ from, to }) => ({ from: Math.max(from, bounds.from), to: Math.min(to, bounds.to) })))
}
