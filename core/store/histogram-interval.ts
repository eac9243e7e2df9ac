import type { EventQuery, Histogram } from './store.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Widths a person can read; past the last, whole days. */
const intervals = [
  ...[1, 10, 100].map((n) => n),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  day,
]

/** The narrowest readable width with which the range takes at most `buckets`, aligned to the epoch. */
export function intervalFor({ from, to }: Pick<EventQuery, 'from' | 'to'>, buckets: number): number {
  const fits = (interval: number): boolean => Math.ceil(to / interval) - Math.floor(from / interval) <= buckets
  const readable = intervals.find(fits)
  if (readable !== undefined) return readable
  let days = Math.max(1, Math.floor((to - from) / day / buckets))
  while (!fits(days * day)) days += Math.ceil(days / 100)
  return days * day
}

/** The answer about an empty range. */
export const noHistogram: Histogram = { interval: second, buckets: [], total: { value: 0, relation: 'eq' } }
