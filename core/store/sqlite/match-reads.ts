import type { Scope } from '../../access/scope.ts'
import type { Match, MatchTally, SeenWindow } from '../store.ts'
import { type Condition, visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { matchOfRow } from './match-columns.ts'
import { newMatches } from './new-matches.ts'
import { type KnownPartition, overlaps, type PartitionCatalog } from './partition-catalog.ts'

/** Matches looked through in one call of `touchedMatches`; whoever follows calls again until nothing comes. */
const touchedAtOnce = 20_000
/** An alert gathers the matches of one local day, which lies within this of any moment of it; milliseconds. */
const alertSpread = 86_400_000

const inWindow = 'alert = ? and seen > ? and seen <= ?'

/** The partitions that can hold matches of the window's alert. */
function candidates(partitions: readonly KnownPartition[], { around }: SeenWindow): readonly KnownPartition[] {
  const range =
    around === undefined
      ? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
      : { from: around - alertSpread, to: around + alertSpread + 1 }
  return partitions.filter(({ matches }) => overlaps(matches, range))
}

/** Matches of an alert within its window, newest first. */
export function matchesOf(
  catalog: PartitionCatalog,
  scope: Scope,
  window: SeenWindow,
  limit: number,
): readonly Match[] {
  const found: Match[] = []
  for (const { open, partition } of candidates(catalog.all(), window)) {
    const connection = open()
    const { sql, params } = visible(scope, 'match')
    const rows = connection
      .prepare(`select * from match where ${inWindow} and ${sql} order by ts desc, id desc limit ?`)
      .all(window.alertKey, window.from, window.to, ...params, limit)
    for (const row of rows) found.push(matchOfRow(row, partition))
  }
  return found.sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1)).slice(0, limit)
}

/** Count, first, last and newest match of each window that has any. */
export function tallyMatches(
  catalog: PartitionCatalog,
  scope: Scope,
  windows: readonly SeenWindow[],
): readonly MatchTally[] {
  const partitions = catalog.all()
  const seen = visible(scope, 'match')
  return windows.flatMap((window) => {
    let total: Tally | undefined
    for (const { open } of candidates(partitions, window)) {
      const here = tallyPartition(open(), window, seen)
      if (here !== undefined) total = total === undefined ? here : added(total, here)
    }
    if (total === undefined) return []
    const { count, first, last, event } = total
    return [{ alertKey: window.alertKey, count, first, last, latestEventId: event }]
  })
}

/** What one partition adds to a tally; `match` and `event` are the ids of its newest match and that match's event. */
interface Tally {
  readonly count: number
  readonly first: number
  readonly last: number
  readonly match: string
  readonly event: string
}

function tallyPartition(connection: Connection, window: SeenWindow, { sql, params }: Condition): Tally | undefined {
  const values = [window.alertKey, window.from, window.to, ...params]
  const counted = connection
    .prepare(`select count(*) as count, min(ts) as first, max(ts) as last from match where ${inWindow} and ${sql}`)
    .get(...values)
  const count = Number(counted?.count)
  if (count === 0) return undefined
  const last = Number(counted?.last)
  const newest = connection
    .prepare(`select id, event from match where ${inWindow} and ${sql} and ts = ? order by id desc limit 1`)
    .get(...values, last)
  return { count, first: Number(counted?.first), last, match: String(newest?.id), event: String(newest?.event) }
}

function added(a: Tally, b: Tally): Tally {
  const newer = b.last > a.last || (b.last === a.last && b.match > a.match) ? b : a
  return { ...newer, count: a.count + b.count, first: Math.min(a.first, b.first) }
}

/** One match of every alert key among those that arrived since the cursor, and the cursor to go on with. */
export function touchedMatches(
  catalog: PartitionCatalog,
  scope: Scope,
  before: string | undefined,
): { matches: readonly Match[]; cursor: string } {
  const { stretches, cursor } = newMatches(catalog, before, touchedAtOnce)
  const { sql, params } = visible(scope, 'match')
  const matches = new Map<string, Match>()
  for (const { known, seen, to } of stretches) {
    const rows = known
      .open()
      .prepare(
        `select * from match where row in
          (select max(row) from match where row > ? and row <= ? and ${sql} group by alert)`,
      )
      .all(seen, to, ...params)
    for (const row of rows) matches.set(String(row.alert), matchOfRow(row, known.partition))
  }
  return { matches: [...matches.values()], cursor }
}
