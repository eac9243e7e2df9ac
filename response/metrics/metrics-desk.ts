import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { Severity } from '../../core/event/severity.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { type AlertReading, createAlertReadings } from './alert-readings.ts'
import type { AlertTimes } from './alert-times.ts'
import { type SourceLag, sourceLags } from './lag.ts'
import { measured, type Times } from './measures.ts'
import { type Comparison, compared, overTime, precisionOf, type Span } from './report.ts'

/** The times of incidents that were detected within the range, exercises left out; null for who may not read any. */
export type IncidentTimes = (
  actor: Actor,
  range: { readonly from: number; readonly to: number },
) => Promise<readonly Times[] | null>

interface Question {
  readonly from: number
  readonly to: number
  readonly by: Comparison
  readonly span: Span
}

/** How long a reading stands, milliseconds, before the store is asked what has changed. */
const freshFor = 30_000
const mostKept = 8

export type MetricsDesk = ReturnType<typeof createMetricsDesk>

/** Works out how long things take, within a scope. */
export function createMetricsDesk(parts: {
  readonly records: RecordStore
  readonly events: EventReads
  readonly clock: Clock
  readonly timeZone: string
  readonly incidentTimes: IncidentTimes
}) {
  const { records, events, clock, timeZone } = parts
  const readAlerts = createAlertReadings(records)
  const kept = new Map<string, { readonly at: number; readonly reading: Promise<AlertReading> }>()
  const reckoned = new WeakMap<AlertReading, Map<string, ReturnType<typeof reckon>>>()

  function read(scope: Scope, { from, to }: Question): Promise<AlertReading> {
    const key = JSON.stringify([scope, from, to])
    const known = kept.get(key)
    if (known !== undefined && clock.now() - known.at < freshFor) return known.reading
    const reading = readAlerts(scope, { from, to })
    kept.delete(key)
    kept.set(key, { at: clock.now(), reading })
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
    reading.catch(() => kept.delete(key))
    return reading
  }

  async function reckon({ rows, whole }: AlertReading, { by, span }: Question) {
    const spans = await overTime(rows, span, timeZone)
    return {
      alerts: rows.length,
      whole,
      all: measured(rows),
      precision: precisionOf(rows),
      bySeverity: bySeverity(rows),
      compared: await compared(rows, by),
      spans,
      ruleTitles: new Map(rows.map(({ rule }) => [rule.id, rule.title])),
    }
  }

  /** What a reading comes to, reckoned once. */
  function reckonedOf(reading: AlertReading, question: Question): ReturnType<typeof reckon> {
    const known = reckoned.get(reading) ?? new Map<string, ReturnType<typeof reckon>>()
    reckoned.set(reading, known)
    const key = `${question.by} ${question.span}`
    const result = known.get(key) ?? reckon(reading, question)
    known.set(key, result)
    return result
  }

  return {
    async report(actor: Actor, scope: Scope, question: Question) {
      const [figures, incidents] = await Promise.all([
        read(scope, question).then((reading) => reckonedOf(reading, question)),
        parts.incidentTimes(actor, question),
      ])
      return {
        ...figures,
        incidents: incidents === null ? null : { n: incidents.length, measures: measured(incidents) },
      }
    },
    lags: (scope: Scope, range: { readonly from: number; readonly to: number }): Promise<readonly SourceLag[]> =>
      sourceLags({ events, records }, scope, range),
  }
}

function bySeverity(rows: readonly AlertTimes[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {}
  for (const { severity } of rows) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}
