import type { Scope } from '../../core/access/scope.ts'
import type { Severity } from '../../core/event/severity.ts'
import { all, compare } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind, type Disposition } from '../alerts/alert.ts'
import type { Times } from './measures.ts'

/** What is measured of an alert. */
export interface AlertTimes extends Times {
  readonly rule: Alert['rule']
  readonly unit: string | null
  readonly severity: Severity
  readonly disposition: Disposition | null
  readonly event: number
}

/** Alerts that are read in all: a longer stretch is said to be cut. */
const most = 200_000

/**
 * The alerts whose first event lies within the range, oldest first, `page` of them a
 * reading, exercises left out; `whole` is false when there were too many.
 */
export async function alertTimes(
  records: RecordStore,
  scope: Scope,
  { from, to }: { readonly from: number; readonly to: number },
  page = 4_000,
): Promise<{ rows: readonly AlertTimes[]; whole: boolean }> {
  const found: AlertTimes[] = []
  let [since, limit] = [from, page]
  let seen = new Set<string>()
  for (;;) {
    const { rows } = await records.list<Alert & { readonly exercise?: boolean }>(scope, alertKind, {
      where: all(compare('first', 'gte', since), compare('first', 'lt', to)),
      sort: [{ field: 'first', direction: 'asc' }],
      limit,
    })
    for (const { id, document } of rows) {
      if (seen.has(id) || document.exercise === true) continue
      const { rule, unit, severity, disposition, first: event, opened, acknowledged: taken, closed } = document
      found.push({ rule, unit, severity, disposition, event, opened, taken, closed: closed?.at ?? null })
    }
    if (rows.length < limit) return { rows: found, whole: true }
    if (found.length >= most) return { rows: found, whole: false }
    const last = rows.at(-1)?.document.first ?? to
    // The next reading begins with those of the same moment again, which are known by their ids.
    if (last === since) limit *= 2
    else [since, limit] = [last, page]
    seen = new Set(rows.filter(({ document }) => document.first === since).map(({ id }) => id))
  }
}
