import type { Scope } from '../../access/scope.ts'
import { fieldReader } from '../../event/field-values.ts'
import { cursorAt, readCursor as readPlace } from '../event-place.ts'
import type { EventReads, MatchWithValues, Partition, RuleFields } from '../store.ts'
import { visible } from './condition.ts'
import { matchOfRow } from './match-columns.ts'
import { type Cursor, readCursor } from './match-reads.ts'
import { overlaps, type PartitionCatalog } from './partition-catalog.ts'

/** Match rows looked through in one call of `arrivedMatches`; whoever follows calls again while there are more. */
const rowsAtOnce = 10_000

const withEvent = 'select match.*, (select document from event where event.id = match.event) as document from match'

/** Matches of the rules among those that arrived since the cursor; see `touchedMatches` for what a cursor knows. */
export function arrivedMatches(
  catalog: PartitionCatalog,
  scope: Scope,
  wanted: RuleFields,
  cursor: string | undefined,
): Awaited<ReturnType<EventReads['arrived']>> {
  const before = cursor === undefined ? {} : readCursor(cursor)
  const after: Cursor = {}
  const rows: MatchWithValues[] = []
  const read = reader(wanted)
  let left = rowsAtOnce
  let more = false
  for (const { open, partition, lastMatch } of catalog.all()) {
    const name = `${partition.class}/${partition.day}`
    const known = before[name] ?? 0
    // Fewer rows than were seen: the partition was dropped and began anew.
    const seen = known > lastMatch ? 0 : known
    const to = Math.min(lastMatch, seen + left)
    if (to > 0) after[name] = Math.max(seen, to)
    more ||= to < lastMatch
    if (to <= seen) continue
    left -= to - seen
    const { sql, params } = visible(scope, 'match')
    const found = open()
      .prepare(
        `${withEvent} where row > ? and row <= ? and rule in (select value from json_each(?)) and ${sql} order by row`,
      )
      .all(seen, to, JSON.stringify(Object.keys(wanted)), ...params)
    for (const row of found) rows.push(read(row, partition))
  }
  return { rows, cursor: JSON.stringify(after), more }
}

/** One page of the rules' matches by event time. */
export function matchesIn(
  catalog: PartitionCatalog,
  scope: Scope,
  wanted: RuleFields,
  range: { readonly from: number; readonly to: number },
  page: { readonly limit: number; readonly cursor?: string },
): Awaited<ReturnType<EventReads['matchesIn']>> {
  const after = page.cursor === undefined ? { ts: range.from, id: '' } : readPlace(page.cursor)
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
