/** Fewer values than this have no percentiles worth reading. */
export const fewest = 5

/** What a set of durations comes to, milliseconds; percentiles are null below `fewest` values, all is null without any. */
export interface Summary {
  readonly n: number
  readonly median: number | null
  readonly p90: number | null
  readonly mean: number | null
}

/**
 * The percentile by nearest rank: the smallest value such that at least `percent` per cent of all are not greater. It is always
 * one of the values. Takes them in ascending order; undefined when there are none.
 */
export function nearestRank(ascending: ArrayLike<number>, percent: number): number | undefined {
  return ascending[Math.max(0, Math.ceil((percent / 100) * ascending.length) - 1)]
}

/** Median, ninth decile and mean of durations in any order. */
export function summarise(durations: ArrayLike<number>): Summary {
  const ascending = Float64Array.from(durations).sort()
  const n = ascending.length
  const told = (percent: number) => (n < fewest ? null : (nearestRank(ascending, percent) ?? null))
  const mean = n === 0 ? null : Math.round(ascending.reduce((sum, one) => sum + one, 0) / n)
  return { n, median: told(50), p90: told(90), mean }
}
