import { useEffect, useState } from 'react'
import type { Alert, AlertGroups } from '../../../../api/schemas/alerts.ts'
import { type AlertCriteria, filterNow } from '../../api/queries.ts'
import type { TimeRange } from '../../lib/time-range.ts'
import type { Escalated } from '../incidents/Escalate.tsx'
import type { BulkStep } from './BulkBar.tsx'
import type { Grouping } from './criteria.ts'
import { groupKey } from './group-columns.tsx'
import { useBulk } from './use-bulk.ts'
import { useSelection } from './use-selection.ts'

type Group = AlertGroups['groups'][number]

/**
 * What is chosen in the queue and what is done with it: alerts, all that match, or groups; without a choice, the row at
 * the cursor.
 */
export function useQueueSteps(
  asked: { readonly range: TimeRange; readonly criteria: AlertCriteria; readonly grouping: Grouping | null },
  shown: {
    readonly rows: readonly Alert[]
    readonly groups: readonly Group[]
    readonly cursor: string | null
    readonly total: number
    /** The topmost units that are read. */
    readonly tops: readonly string[]
  },
) {
  const { range, criteria, grouping } = asked
  const { rows, groups, cursor, total, tops } = shown
  const chosen = useSelection(keyOf)
  const chosenGroups = useSelection(groupKey)
  const bulk = useBulk()
  const [form, setForm] = useState<'judge' | 'hand' | null>(null)
  const clear = () => {
    chosen.clear()
    chosenGroups.clear()
    setForm(null)
  }
  // Another question, another choice: nothing is done to what is no longer in sight.
  const question = JSON.stringify(asked)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the question counts
  useEffect(clear, [question])

  const atCursor = grouping === null ? rows.find(({ id }) => id === cursor) : undefined
  const groupAtCursor = grouping === null ? undefined : groups.find((group) => groupKey(group) === cursor)
  const groupsToDo = chosenGroups.rows.size > 0 ? [...chosenGroups.rows.values()] : [groupAtCursor].filter(isThere)
  const alertsToDo = chosen.rows.size > 0 ? [...chosen.rows.values()] : [atCursor].filter(isThere)
  const inGroups = (some: Iterable<Group>) => [...some].reduce((sum, { count }) => sum + count, 0)
  const chosenCount = grouping !== null ? inGroups(chosenGroups.rows.values()) : chosen.all ? total : chosen.rows.size
  const pickedCount = chosenCount > 0 ? chosenCount : grouping === null ? alertsToDo.length : inGroups(groupsToDo)

  // Alerts that are not named one by one may be of any unit that is read: whoever takes them must see all of it.
  const units =
    grouping !== null || chosen.all ? tops : [...new Set(alertsToDo.map(({ unit }) => unit?.id ?? ''))].slice(0, 50)

  /** What is meant: alerts by name, or all that a filter finds. */
  function meant() {
    const filter = filterNow(range, criteria)
    if (grouping !== null) return { filter: { ...filter, [grouping]: groupsToDo.map(groupKey) } }
    return chosen.all ? { filter } : { alerts: alertsToDo.map(({ id, revision }) => ({ id, revision })) }
  }
  function take(step: BulkStep) {
    if (bulk.pending || pickedCount === 0) return
    bulk.ask({ ...step, ...meant() }, { onSuccess: clear })
  }
  /** The alerts that are meant, for an incident that the first of them names. */
  function escalated(title: (alert: Alert) => string): Escalated {
    const what = meant()
    const [first] = grouping === null && !chosen.all ? alertsToDo : []
    return {
      target: 'alerts' in what ? { alerts: what.alerts.map(({ id }) => id) } : what,
      count: pickedCount,
      suggested: first === undefined ? {} : { title: title(first), severity: first.severity },
    }
  }
  return {
    chosen,
    chosenGroups,
    chosenCount,
    pickedCount,
    atCursor,
    groupAtCursor,
    form,
    setForm,
    units,
    clear,
    take,
    escalated,
    bulk,
  }
}

const keyOf = (alert: Alert) => alert.id
const isThere = <T>(row: T | undefined): row is T => row !== undefined
