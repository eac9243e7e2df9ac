/** Where the bars of a histogram stand: x in px for times, and back. */
export interface TimeScale {
  xOf(ms: number): number
  msOf(x: number): number
  readonly ticks: readonly number[]
  /** True when the ticks need their day beside the hour. */
  readonly withDate: boolean
}

const minute = 60_000
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 10_080, 43_200].map((n) => n * minute)

/** A linear time scale with round ticks; `offset` (ms east of UTC) makes days begin at the reader's midnight. */
export function timeScale(from: number, to: number, width: number, offset: number): TimeScale {
  const span = Math.max(1, to - from)
  const withDate = span > 1.5 * 1440 * minute
  const most = Math.max(2, Math.floor(width / (withDate ? 130 : 80)))
  const step = steps.find((one) => span / one <= most) ?? Math.ceil(span / most)
  const ticks: number[] = []
  for (let at = Math.ceil((from + offset) / step) * step - offset; at < to; at += step) ticks.push(at)
  return {
    xOf: (ms) => ((ms - from) / span) * width,
    msOf: (x) => Math.round(from + (Math.min(Math.max(x, 0), width) / Math.max(1, width)) * span),
    ticks,
    withDate,
  }
}
