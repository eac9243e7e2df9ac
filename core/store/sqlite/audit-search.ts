import type { SQLInputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Scope } from '../../access/scope.ts'
import { auditWords, hasWords, wantedWords } from '../audit-words.ts'
import { startBudget } from '../budget.ts'
import type { AuditFilter, AuditRow, Facet } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import { type Condition, visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { columnOfUnits, unitsOfColumn } from './unit-list.ts'

/** Row numbers looked through between two looks at the thread's other work: it is the one that writes records. */
const stretch = 20_000
/** Milliseconds after which a search answers with what it has, and a count is a lower bound. */
const searchTime = 250
const countTime = 250

/** Numbers to look through, `from` inclusive, `to` exclusive. */
interface Numbers {
  readonly from: number
  readonly to: number
}

/** See `AuditLog.search`. */
export async function searchAudit(
  connection: Connection,
  scope: Scope,
  filter: AuditFilter,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<{ rows: readonly AuditRow[]; next?: number }> {
  const wanted = wantedWords(filter.text)
  const rows: AuditRow[] = []
  const { sql, params } = conditionOf(scope, filter)
  const budget = startBudget(searchTime)
  for await (const { from, to } of stretches(numbersOf(connection, filter, before))) {
    const statement = connection.prepare(
      `select * from audit where number >= ? and number < ? and ${sql} order by number desc`,
    )
    for (const row of statement.iterate(from, to, ...params)) {
      if (wanted.length > 0 && !hasWords(auditWords(cellsOf(row)), wanted)) continue
      if (rows.length === limit) return { rows, next: rows.at(-1)?.number ?? to }
      rows.push(auditRow(row))
    }
    if (budget.spent()) return { rows, next: from }
  }
  return { rows }
}

/** See `AuditLog.facets`: of the newest rows, as far as the time goes. */
export async function auditFacets(
  connection: Connection,
  scope: Scope,
  filter: AuditFilter,
  limit: number,
): Promise<readonly Facet[]> {
  const wanted = wantedWords(filter.text)
  const { sql, params } = conditionOf(scope, filter)
  const [actors, actions] = [new ValueCounts('actor'), new ValueCounts('action')]
  const add = (row: Record<string, unknown>, count: number) => {
    actors.addText(String(row.actor), count)
    actions.addText(String(row.action), count)
  }
  const budget = startBudget(countTime)
  let partial = false
  const numbers = numbersOf(connection, filter, undefined)
  for await (const { from, to } of stretches(numbers)) {
    const condition = `from audit where number >= ? and number < ? and ${sql}`
    if (wanted.length === 0) {
      const counted = connection.prepare(`select actor, action, count(*) as n ${condition} group by actor, action`)
      for (const row of counted.iterate(from, to, ...params)) add(row, Number(row.n))
    } else {
      for (const row of connection.prepare(`select * ${condition}`).iterate(from, to, ...params)) {
        if (hasWords(auditWords(cellsOf(row)), wanted)) add(row, 1)
      }
    }
    if (budget.spent() && from > numbers.from) {
      partial = true
      break
    }
  }
  return [actors.facet(limit, partial), actions.facet(limit, partial)]
}

/** What SQL judges of a filter: all but its text. */
function conditionOf(scope: Scope, { actors, actions, target, from, to, unit }: AuditFilter): Condition {
  const parts: Condition[] = [visible(scope, 'audit')]
  const add = (sql: string, ...params: SQLInputValue[]) => parts.push({ sql, params })
  const anyOf = (sqls: readonly string[]) => (sqls.length === 0 ? '0' : `(${sqls.join(' or ')})`)
  if (actors !== undefined) add(anyOf(actors.map(() => 'actor = ?')), ...actors)
  if (actions !== undefined) {
    // A noun with all its verbs lies between `role.` and `role/`, the sign after the dot.
    const sqls = actions.map((one) => (one.endsWith('.') ? '(action >= ? and action < ?)' : 'action = ?'))
    add(anyOf(sqls), ...actions.flatMap((one) => (one.endsWith('.') ? [one, `${one.slice(0, -1)}/`] : [one])))
  }
  if (target !== undefined) add('target = ?', target)
  // The plus keeps SQLite from walking the index of times: rows are wanted by number.
  if (from !== undefined) add('+time >= ?', from)
  if (to !== undefined) add('+time < ?', to)
  if (unit !== undefined) add('instr(unit_ids, ?) > 0', columnOfUnits([unit]))
  return { sql: parts.map(({ sql }) => sql).join(' and '), params: parts.flatMap(({ params }) => [...params]) }
}

/** The numbers among which the rows of the filter's time lie: a clock that was set back makes them a few more. */
function numbersOf(connection: Connection, { from, to }: AuditFilter, before: number | undefined): Numbers {
  const timed = from !== undefined || to !== undefined
  const found = connection
    .prepare(
      timed
        ? 'select min(number) as first, max(number) as last from audit where time >= ? and time < ?'
        : // Apart, each is one look at an end of the table.
          'select (select min(number) from audit) as first, (select max(number) from audit) as last',
    )
    .get(...(timed ? [from ?? 0, to ?? Number.MAX_SAFE_INTEGER] : []))
  if (found?.first === null || found === undefined) return { from: 0, to: 0 }
  return { from: Number(found.first), to: Math.min(Number(found.last) + 1, before ?? Number.MAX_SAFE_INTEGER) }
}

async function* stretches({ from, to }: Numbers): AsyncGenerator<Numbers> {
  for (let end = to; end > from; end -= stretch) {
    yield { from: Math.max(from, end - stretch), to: end }
    await setImmediate()
  }
}

const cellsOf = (row: Record<string, unknown>) => ({
  actor: String(row.actor),
  target: String(row.target),
  details: String(row.details),
})

/** A row of the table as it is read. */
export function auditRow(row: Record<string, unknown>): AuditRow {
  return {
    number: Number(row.number),
    time: Number(row.time),
    actor: String(row.actor),
    action: String(row.action),
    target: String(row.target),
    unitIds: unitsOfColumn(row.unit_ids),
    details: JSON.parse(String(row.details)) as AuditRow['details'],
    hash: String(row.hash),
  }
}
