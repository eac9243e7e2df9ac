import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { Severity } from '../../core/event/severity.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { type AlertTimes, alertTimes } from './alert-times.ts'
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

/** How long a reading of the alerts stands, milliseconds: who turns from units to rules need not have them read again. */
const keptFor = 30_000
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
  const kept = new Map<string, { readonly at: number; readonly read: ReturnType<typeof alertTimes> }>()

  function read(scope: Scope, { from, to }: Question): ReturnType<typeof alertTimes> {
    const key = JSON.stringify([scope, from, to])
    const known = kept.get(key)
    if (known !== undefined && clock.now() - known.at < keptFor) return known.read
    const reading = alertTimes(records, scope, { from, to })
    kept.delete(key)
    kept.set(key, { at: clock.now(), read: reading })
    reading.catch(() => kept.delete(key))
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
    return reading
  }

  return {
    async report(actor: Actor, scope: Scope, question: Question) {
      const [{ rows, whole }, incidents] = await Promise.all([
        read(scope, question),
        parts.incidentTimes(actor, question),
      ])
      return {
        alerts: rows.length,
        whole,
        all: measured(rows),
        precision: precisionOf(rows),
        bySeverity: bySeverity(rows),
        compared: compared(rows, question.by),
        spans: overTime(rows, question.span, timeZone),
        incidents: incidents === null ? null : { n: incidents.length, measures: measured(incidents) },
        ruleTitles: new Map(rows.map(({ rule }) => [rule.id, rule.title])),
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
