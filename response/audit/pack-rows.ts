import { inScope, type Scope, systemScope } from '../../core/access/scope.ts'
import type { AuditLog, AuditRow } from '../../core/store/store.ts'
import { moment, type PackRow } from './pack-table.ts'

const atOnce = 2_000
/** Rows are by number, not by time: a clock that was set back by no more than this is still followed. */
const clockStep = 86_400_000

/** Rows of a window within a scope, up to a number of the log. */
export interface PackWindow {
  readonly scope: Scope
  readonly from: number
  readonly to: number
  readonly upTo: number
}

/** A row, and the hash of the row before it in the log, whoever's that is: what its own hash covers. */
export interface ChainedRow {
  readonly row: AuditRow
  readonly previous: string
}

/** The scope with its units alone: where a window is held to otherwise. */
export function unwindowed(scope: Scope): Scope {
  if (scope.kind === 'system') return scope
  const { window: _, ...rest } = scope
  return rest
}

/** The rows of the window, the oldest first. */
export async function* windowRows(audit: AuditLog, { scope, from, to, upTo }: PackWindow): AsyncGenerator<ChainedRow> {
  let after = await numberBefore(audit, from - clockStep, upTo)
  let previous = after === 0 ? '' : await hashOf(audit, after)
  while (after < upTo) {
    const rows = await audit.follow(systemScope, { after, limit: Math.min(atOnce, upTo - after) })
    const last = rows.at(-1)
    if (last === undefined) return
    for (const row of rows) {
      if (row.time >= from && row.time < to && inScope(scope, row.unitIds)) yield { row, previous }
      previous = row.hash
    }
    if (last.time > to + clockStep) return
    after = last.number
  }
}

/** The number of the last row before the time; 0 where there is none. */
async function numberBefore(audit: AuditLog, time: number, upTo: number): Promise<number> {
  let [low, high] = [0, upTo]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [row] = await audit.list(systemScope, { limit: 1, before: middle + 1 })
    if (row !== undefined && row.time >= time) high = middle - 1
    else low = middle
  }
  return low
}

/** The hash of the row of that number; empty where there is none. */
export async function hashOf(audit: Pick<AuditLog, 'list'>, number: number): Promise<string> {
  const [row] = await audit.list(systemScope, { limit: 1, before: number + 1 })
  return row?.number === number ? row.hash : ''
}

/** A row of the log as the pack has it. */
export const packRow = ({ row, previous }: ChainedRow): PackRow => ({
  number: row.number,
  time: moment(row.time),
  actor: row.actor,
  action: row.action,
  target: row.target,
  units: [...row.unitIds],
  details: { ...row.details },
  previous,
  hash: row.hash,
})
export const packRowColumns = [
  'number',
  'time',
  'actor',
  'action',
  'target',
  'units',
  'details',
  'previous',
  'hash',
] as const
