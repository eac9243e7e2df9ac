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

/** From which time to which. */
const formulas = {
  detect: ['event', 'opened'],
  take: ['opened', 'taken'],
  acknowledge: ['event', 'taken'],
  qualify: ['opened', 'closed'],
  resolve: ['taken', 'closed'],
} as const satisfies Record<Measure, readonly [from: keyof Times, to: keyof Times]>

/** NaN as long as it has not come to that. One that would be negative, since a source's clock runs ahead, is nought. */
function duration(times: Times, [from, to]: readonly [keyof Times, keyof Times]): number {
  const [begun, ended] = [times[from], times[to]]
  return begun === null || ended === null ? Number.NaN : Math.max(0, ended - begun)
}

/** The durations of one, as far as its times allow. */
export function durationsOf(times: Times): Partial<Record<Measure, number>> {
  const all = measures.map((measure) => [measure, duration(times, formulas[measure])] as const)
  return Object.fromEntries(all.filter(([, value]) => !Number.isNaN(value)))
}

/** Each measure over some. */
export function measured(some: readonly Times[]): Record<Measure, Summary> {
  const of = (measure: Measure): Summary => {
    const durations = new Float64Array(some.length)
    let n = 0
    for (const times of some) {
      const value = duration(times, formulas[measure])
      if (!Number.isNaN(value)) durations[n++] = value
    }
    return summarise(durations.subarray(0, n))
  }
  return {
    detect: of('detect'),
    take: of('take'),
    acknowledge: of('acknowledge'),
    qualify: of('qualify'),
    resolve: of('resolve'),
  }
}
