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

/**
 * How long a reading of the alerts stands, milliseconds: who turns from units to rules need not have them read again. Until it
 * is `keptFor` old it still answers, while they are read anew for the next question.
 */
const freshFor = 30_000
const keptFor = 600_000
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
  const kept = new Map<string, { at: number; readonly read: ReturnType<typeof alertTimes> }>()

  function readAnew(key: string, scope: Scope, { from, to }: Question): ReturnType<typeof alertTimes> {
    const [at, read] = [clock.now(), alertTimes(records, scope, { from, to })]
    const keep = () => {
      kept.delete(key)
      kept.set(key, { at, read })
      for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
    }
    const known = kept.get(key)
    if (known === undefined || at - known.at >= keptFor) keep()
    else {
      // Nobody else begins the same while it is being read.
      known.at = at
      read.then(keep, () => undefined)
    }
    read.catch(() => kept.delete(key))
    return read
  }

  function read(scope: Scope, question: Question): ReturnType<typeof alertTimes> {
    const key = JSON.stringify([scope, question.from, question.to])
    const known = kept.get(key)
    if (known !== undefined && clock.now() - known.at < freshFor) return known.read
    const stands = known !== undefined && clock.now() - known.at < keptFor
    const reading = readAnew(key, scope, question)
    return stands ? known.read : reading
  }

  return {
    async report(actor: Actor, scope: Scope, question: Question) {
      const [{ rows, whole }, incidents] = await Promise.all([
        read(scope, question),
        parts.incidentTimes(actor, question),
      ])
      const spans = await overTime(rows, question.span, timeZone)
      const groups = await compared(rows, question.by)
      return {
        alerts: rows.length,
        whole,
        all: measured(rows),
        precision: precisionOf(rows),
        bySeverity: bySeverity(rows),
        compared: groups,
        spans,
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
