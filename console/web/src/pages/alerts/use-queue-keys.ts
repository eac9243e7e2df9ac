import { type RefObject, useCallback, useState } from 'react'
import type { Alert, AlertGroups } from '../../../../api/schemas/alerts.ts'
import { useCommands } from '../../app/keys.tsx'
import type { TableHandle } from '../../components/DataTable.tsx'
import { rowBeside } from '../../lib/row-beside.ts'
import { groupKey } from './group-columns.tsx'
import type { useQueueSteps } from './use-queue-steps.ts'

type Group = AlertGroups['groups'][number]

/** Which row the keys are at. */
export function useCursor() {
  return useState<string | null>(null)
}

/** The queue by keyboard: from row to row, choosing, opening, and the steps on what is chosen. */
export function useQueueKeys(at: {
  readonly cursor: string | null
  setCursor(key: string): void
  readonly table: RefObject<TableHandle | null>
  readonly search: RefObject<HTMLInputElement | null>
  readonly rows: readonly Alert[]
  readonly groups: readonly Group[]
  readonly grouped: boolean
  /** The alert that stands beside the list. */
  readonly openId: string | null
  /** Tells the list that somebody is in it. */
  touch(): void
  open(id: string): void
  show(id: string): void
  drill(group: Group): void
  nextGrouping(): void
  readonly triages: boolean
  /** Puts what is meant into an incident; absent for those who may not. */
  readonly escalate: (() => void) | undefined
  readonly steps: ReturnType<typeof useQueueSteps>
}): { step: (by: 1 | -1) => void } {
  const { cursor, setCursor, table, rows, groups, grouped, openId, touch, steps } = at
  const { chosen, chosenGroups, atCursor, groupAtCursor, bulk } = steps
  const go = useCallback(
    (key: string) => {
      setCursor(key)
      table.current?.focusRow(key)
    },
    [setCursor, table],
  )
  const step = (by: 1 | -1) => {
    if (grouped) {
      const next = rowBeside(groups, (group) => groupKey(group) === cursor, by)
      if (next !== undefined) go(groupKey(next))
      return
    }
    const next = rowBeside(rows, ({ id }) => id === (openId ?? cursor), by)
    if (next === undefined) return
    touch()
    if (openId === null) return go(next.id)
    setCursor(next.id)
    at.show(next.id)
  }
  const extend = (by: 1 | -1) => {
    if (grouped) return
    const isHere = ({ id }: Alert) => id === cursor
    const here = rows.find(isHere)
    const next = rowBeside(rows, isHere, by)
    if (next === undefined) return
    if (here !== undefined && !chosen.has(here.id)) chosen.toggle(here)
    chosen.extend(rows, next)
    touch()
    go(next.id)
  }
  useCommands({
    down: () => step(1),
    up: () => step(-1),
    search: () => at.search.current?.focus(),
    open: () => {
      if (groupAtCursor !== undefined) at.drill(groupAtCursor)
      else if (cursor !== null && openId === null) at.open(cursor)
    },
    group: at.nextGrouping,
    ...(at.triages && openId === null
      ? {
          extendDown: () => extend(1),
          extendUp: () => extend(-1),
          select: () => {
            if (groupAtCursor !== undefined) chosenGroups.toggle(groupAtCursor)
            else if (atCursor !== undefined) chosen.toggle(atCursor)
          },
          acknowledge: () => steps.take({ verb: 'acknowledge' }),
          ...(at.escalate === undefined ? {} : { escalate: at.escalate }),
          judge: () => {
            if (steps.pickedCount > 0) steps.setForm('judge')
          },
        }
      : {}),
    ...(bulk.undo === undefined || openId !== null ? {} : { undo: bulk.undo }),
  })
  return { step }
}
