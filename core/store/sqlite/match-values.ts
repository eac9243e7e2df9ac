import type { Scope } from '../../access/scope.ts'
import { fieldReader } from '../../event/field-values.ts'
import { cursorAt, readCursor } from '../event-place.ts'
import type { EventReads, MatchWithValues, Partition, RuleFields } from '../store.ts'
import { visible } from './condition.ts'
import { matchOfRow } from './match-columns.ts'
import { newMatches } from './new-matches.ts'
import { overlaps, type PartitionCatalog } from './partition-catalog.ts'

/** Match rows looked through in one call of `arrivedMatches`; whoever follows calls again while there are more. */
const rowsAtOnce = 10_000

const withEvent = 'select match.*, (select document from event where event.id = match.event) as document from match'

/** Matches of the rules among those that arrived since the cursor, the cursor to go on with, and whether there are more. */
export function arrivedMatches(
  catalog: PartitionCatalog,
  scope: Scope,
  wanted: RuleFields,
  before: string | undefined,
): Awaited<ReturnType<EventReads['arrived']>> {
  const { stretches, cursor, more } = newMatches(catalog, before, rowsAtOnce)
  const { sql, params } = visible(scope, 'match')
  const rules = JSON.stringify(Object.keys(wanted))
  const read = reader(wanted)
  const rows: MatchWithValues[] = []
  for (const { known, seen, to } of stretches) {
    const found = known
      .open()
      .prepare(
        `${withEvent} where row > ? and row <= ? and rule in (select value from json_each(?)) and ${sql} order by row`,
      )
      .all(seen, to, rules, ...params)
    for (const row of found) rows.push(read(row, known.partition))
  }
  return { rows, cursor, more }
}

/** One page of the rules' matches by event time. */
export function matchesIn(
  catalog: PartitionCatalog,
  scope: Scope,
  wanted: RuleFields,
  range: { readonly from: number; readonly to: number },
  page: { readonly limit: number; readonly cursor?: string },
): Awaited<ReturnType<EventReads['matchesIn']>> {
  const after = page.cursor === undefined ? { ts: range.from, id: '' } : readCursor(page.cursor)
  const read = reader(wanted)
  const { sql, params } = visible(scope, 'match')
  const heads: { readonly ts: number; readonly id: string; row(): MatchWithValues }[] = []
  for (const { open, partition } of catalog.all().filter(({ matches }) => overlaps(matches, range))) {
    for (const rule of Object.keys(wanted)) {
      const found = open()
        .prepare(
          `${withEvent} where rule = ? and ts >= ? and ts < ? and (ts > ? or id > ?) and ${sql} order by ts, id limit ?`,
        )
        .all(rule, after.ts, range.to, after.ts, after.id, ...params, page.limit + 1)
      for (const row of found) {
        heads.push({ ts: Number(row.ts), id: String(row.id), row: () => read(row, partition) })
      }
    }
  }
  heads.sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1))
  const rows = heads.slice(0, page.limit)
  const last = rows.at(-1)
  return {
    rows: rows.map(({ row }) => row()),
    ...(heads.length > page.limit && last !== undefined ? { cursor: cursorAt(last) } : {}),
  }
}

function reader(wanted: RuleFields) {
  const readers = new Map(Object.entries(wanted).map(([rule, fields]) => [rule, fieldReader(fields)]))
  return (row: Record<string, unknown>, partition: Partition): MatchWithValues => {
    const match = matchOfRow(row, partition)
    const event = typeof row.document === 'string' ? (JSON.parse(row.document) as object) : {}
    return { match, values: readers.get(match.ruleId)?.(event) ?? {} }
  }
}
