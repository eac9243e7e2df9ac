import type { Scope } from '../../core/access/scope.ts'
import { type Severity, severities } from '../../core/event/severity.ts'
import { all, compare, equals, not } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type AlertStatus, alertKind, alertStatuses, type Disposition, dispositions } from '../alerts/alert.ts'
import type { Times } from './measures.ts'

/** What is measured of an alert. */
export interface AlertTimes extends Times {
  /** With the title that its alerts have in Vietnamese. */
  readonly rule: { readonly id: string; readonly title: string }
  readonly unit: string | null
  readonly severity: Severity
  readonly status: AlertStatus
  readonly disposition: Disposition | null
  readonly event: number
  /** Of its last match. */
  readonly last: number
  readonly matches: number
}

/** Alerts that are read in all: a longer stretch is said to be cut. */
export const mostAlerts = 200_000
const wanted = {
  texts: ['rule.id', 'rule.title.vi', 'unit', 'severity', 'disposition', 'status'],
  numbers: ['first', 'opened', 'acknowledged', 'closed.at', 'last', 'count'],
}

/** Alerts whose first event lies within the range, exercises left out. */
export const measuredAlerts = ({ from, to }: { readonly from: number; readonly to: number }): Predicate =>
  all(compare('first', 'gte', from), compare('first', 'lt', to), not(equals('exercise', 'true', 'none')))

/**
 * The alerts whose first event lies within the range, exercises left out; `whole` is false when there were too many.
 */
export async function alertTimes(
  records: RecordStore,
  scope: Scope,
  range: { readonly from: number; readonly to: number },
): Promise<{ rows: readonly AlertTimes[]; whole: boolean }> {
  const { rows, more, texts, numbers } = await records.columns(
    scope,
    alertKind,
    measuredAlerts(range),
    wanted,
    mostAlerts,
  )
  const text = (column: number, row: number): string | null => {
    const { values, of } = texts[column] ?? { values: [], of: new Int32Array() }
    return values[of[row] ?? -1] ?? null
  }
  const time = (column: number, row: number): number | null => {
    const value = numbers[column]?.[row] ?? Number.NaN
    return Number.isNaN(value) ? null : value
  }
  const rules = new Map<string, AlertTimes['rule']>()
  const ruleAt = (row: number): AlertTimes['rule'] => {
    const id = text(0, row) ?? ''
    const rule = rules.get(id) ?? { id, title: text(1, row) ?? id }
    rules.set(id, rule)
    return rule
  }
  const found = Array.from({ length: rows }, (_, row): AlertTimes => {
    const severity = text(3, row)
    const disposition = text(4, row)
    const status = text(5, row)
    const event = time(0, row) ?? 0
    return {
      rule: ruleAt(row),
      unit: text(2, row),
      severity: severities.find((one) => one === severity) ?? 'informational',
      disposition: dispositions.find((one) => one === disposition) ?? null,
      status: alertStatuses.find((one) => one === status) ?? 'new',
      event,
      last: time(4, row) ?? event,
      matches: time(5, row) ?? 0,
      opened: time(1, row) ?? 0,
      taken: time(2, row),
      closed: time(3, row),
    }
  })
  return { rows: found, whole: !more }
}
