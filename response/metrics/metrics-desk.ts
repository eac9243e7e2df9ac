import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { Severity } from '../../core/event/severity.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { createFreshAnswers } from '../../core/lib/fresh-answers.ts'
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

interface Stretch {
  readonly from: number
  readonly to: number
}

interface Question extends Stretch {
  readonly by: Comparison
  readonly span: Span
}

export type MetricsDesk = ReturnType<typeof createMetricsDesk>

/** Scopes and stretches of time for which what was read is kept. */
const mostKept = 8

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
  const readings = createFreshAnswers<AlertReading>(clock, mostKept)
  const lags = createFreshAnswers<readonly SourceLag[]>(clock, mostKept)
  const reckoned = new WeakMap<AlertReading, Map<string, ReturnType<typeof reckon>>>()

  const keyOf = (scope: Scope, { from, to }: Stretch): string => JSON.stringify([scope, from, to])
  const read = (scope: Scope, { from, to }: Stretch): Promise<AlertReading> =>
    readings(keyOf(scope, { from, to }), () => readAlerts(scope, { from, to }))

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
    lags: (scope: Scope, range: Stretch): Promise<readonly SourceLag[]> =>
      lags(keyOf(scope, range), () => sourceLags({ events, records }, scope, range)),
  }
}

function bySeverity(rows: readonly AlertTimes[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {}
  for (const { severity } of rows) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}
