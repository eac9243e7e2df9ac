import { localDay, startOfLocalDay } from '../../core/lib/local-day.ts'
import type { AlertTimes } from './alert-times.ts'
import { type Measure, measured } from './measures.ts'
import { pauses } from './pauses.ts'
import { fewest, type Summary } from './percentile.ts'

/** What alerts are compared by; people are not among it. */
export const comparisons = ['unit', 'rule', 'severity'] as const
export type Comparison = (typeof comparisons)[number]

/** Stretches that a range is cut into. */
export const spans = ['day', 'week', 'month'] as const
export type Span = (typeof spans)[number]

type Measured = Record<Measure, Summary>

/** The alerts that have one value: null for those without one. */
export interface Compared {
  readonly value: string | null
  readonly alerts: number
  readonly measures: Measured
  readonly precision: Precision
}

/** How many of the alerts that were judged were real; `share` is null below `fewest` of them. */
export interface Precision {
  readonly judged: number
  readonly real: number
  readonly share: number | null
}

/**
 * True positives among those judged as one thing or the other: what is a duplicate, or could not be judged, says nothing of
 * the rule; what is expected was rightly found but is no attack, so it counts as judged.
 */
export function precisionOf(alerts: readonly Pick<AlertTimes, 'disposition'>[]): Precision {
  const count = (...of: readonly string[]) =>
    alerts.reduce((sum, { disposition }) => (of.includes(disposition ?? '') ? sum + 1 : sum), 0)
  const real = count('true-positive-impact', 'true-positive-no-impact')
  const judged = real + count('benign', 'false-positive')
  return { judged, real, share: judged < fewest ? null : real / judged }
}

const groupOf = {
  unit: ({ unit }: AlertTimes) => unit,
  rule: ({ rule }: AlertTimes) => rule.id,
  severity: ({ severity }: AlertTimes) => severity,
} as const satisfies Record<Comparison, (alert: AlertTimes) => string | null>

/** The alerts by one of their values, the most first. */
export async function compared(alerts: readonly AlertTimes[], by: Comparison): Promise<readonly Compared[]> {
  const pause = pauses()
  const found: Compared[] = []
  for (const [value, some] of Map.groupBy<string | null, AlertTimes>(alerts, groupOf[by])) {
    found.push({ value, alerts: some.length, measures: measured(some), precision: precisionOf(some) })
    await pause()
  }
  return found.sort((a, b) => b.alerts - a.alerts || String(a.value).localeCompare(String(b.value)))
}

/** The first moment of the day, week (Monday) or month of the installation's zone in which a moment lies. */
export function spanStart(time: number, span: Span, timeZone: string): number {
  const day = localDay(time, timeZone)
  if (span === 'month') return startOfLocalDay(`${day.slice(0, 8)}01`, timeZone)
  if (span === 'day') return startOfLocalDay(day, timeZone)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7
  return startOfLocalDay(new Date(midnight - sinceMonday * 86_400_000).toISOString().slice(0, 10), timeZone)
}

/** Zones differ by quarters of an hour: all moments of one lie in the same stretch. */
const quarter = 900_000

/** The alerts by the stretch in which their first event lies, the oldest first; a stretch without any is left out. */
export async function overTime(
  alerts: readonly AlertTimes[],
  span: Span,
  timeZone: string,
): Promise<readonly { readonly from: number; readonly alerts: number; readonly measures: Measured }[]> {
  const pause = pauses()
  const starts = new Map<number, number>()
  const startOf = ({ event }: AlertTimes): number => {
    const at = Math.floor(event / quarter)
    const start = starts.get(at) ?? spanStart(event, span, timeZone)
    starts.set(at, start)
    return start
  }
  const found: { from: number; alerts: number; measures: Measured }[] = []
  for (const [from, some] of Map.groupBy(alerts, startOf)) {
    found.push({ from, alerts: some.length, measures: measured(some) })
    await pause()
  }
  return found.sort((a, b) => a.from - b.from)
}
