import { type Summary, summarise } from './percentile.ts'

/**
 * How long things take, by the formulas that `docs/operations/metrics.md` and the page publish:
 * detect = new − event, take = in progress − new, acknowledge = in progress − event, qualify = closed − new,
 * resolve = closed − in progress.
 */
export const measures = ['detect', 'take', 'acknowledge', 'qualify', 'resolve'] as const
export type Measure = (typeof measures)[number]

/** The times of one alert or incident, epoch milliseconds; null: not so far. */
export interface Times {
  /** Event time. */
  readonly event: number | null
  readonly opened: number
  /** When somebody first took it. */
  readonly taken: number | null
  readonly closed: number | null
}

/** The durations of one, as far as its times allow. One that would be negative, since a source's clock runs ahead, is nought. */
export function durationsOf({ event, opened, taken, closed }: Times): Partial<Record<Measure, number>> {
  const between = (from: number | null, to: number | null) =>
    from === null || to === null ? undefined : Math.max(0, to - from)
  const all = {
    detect: between(event, opened),
    take: between(opened, taken),
    acknowledge: between(event, taken),
    qualify: between(opened, closed),
    resolve: between(taken, closed),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Each measure over some. */
export function measured(some: readonly Times[]): Record<Measure, Summary> {
  const durations = some.map(durationsOf)
  const of = (measure: Measure) => summarise(durations.flatMap((one) => one[measure] ?? []))
  return {
    detect: of('detect'),
    take: of('take'),
    acknowledge: of('acknowledge'),
    qualify: of('qualify'),
    resolve: of('resolve'),
  }
}
