import type { Scope } from '../../core/access/scope.ts'
import type { Severity } from '../../core/event/severity.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type AlertStatus, alertKind } from './alert.ts'
import { type AlertFilter, alertPredicate, facetFields } from './queue.ts'

/** What alerts can be grouped by: names of facets. */
export const groupings = ['rule', 'host', 'user', 'unit', 'source'] as const
export type Grouping = (typeof groupings)[number]

/** The alerts of a filter that have one value; null: those that have none. */
export interface AlertGroup {
  readonly value: string | null
  readonly count: number
  /** The last match of the newest, epoch milliseconds. */
  readonly last: number
  readonly severities: Partial<Record<Severity, number>>
  readonly statuses: Partial<Record<AlertStatus, number>>
}

/** The groups, the largest first, and how many there are in all. */
export async function alertGroups(
  records: RecordStore,
  scope: Scope,
  filter: AlertFilter,
  by: Grouping,
  page: { limit: number; offset: number },
): Promise<{ groups: readonly AlertGroup[]; total: number }> {
  const tallies = await records.tally(scope, alertKind, alertPredicate(filter), {
    by: [facetFields[by], 'severity', 'status'],
    highest: 'last',
  })
  const groups = new Map<string | null, AlertGroup>()
  for (const { values, count, highest } of tallies) {
    const [value, severity, status] = values as readonly [string | null, Severity, AlertStatus]
    const group = groups.get(value) ?? { value, count: 0, last: 0, severities: {}, statuses: {} }
    groups.set(value, {
      value,
      count: group.count + count,
      last: Math.max(group.last, highest ?? 0),
      severities: { ...group.severities, [severity]: (group.severities[severity] ?? 0) + count },
      statuses: { ...group.statuses, [status]: (group.statuses[status] ?? 0) + count },
    })
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count || b.last - a.last)
  return { groups: sorted.slice(page.offset, page.offset + page.limit), total: sorted.length }
}
