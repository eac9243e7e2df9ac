import type { Scope } from '../../access/scope.ts'
import type { EventDocument } from '../../event/event.ts'
import type { Budget } from '../budget.ts'
import { cursorAt, newestFirst, type Place, readCursor } from '../event-place.ts'
import type { EventPage, EventQuery } from '../store.ts'
import { type Condition, visible } from './condition.ts'
import { documentOf } from './event-columns.ts'
import { type KnownPartition, overlaps, type PartitionCatalog } from './partition-catalog.ts'
import { type Candidate, SegmentReads, unsealed } from './segment-selection.ts'
import { slices } from './slices.ts'
import type { TimeRange } from './time-range.ts'

interface Hit extends Place {
  readonly row: number
  readonly partition: KnownPartition
}

/**
 * One page of events, newest first. When the budget runs out before the page is full, the page is what was found, and
 * its cursor goes on from where the scan stopped.
 */
export function searchEvents(
  catalog: PartitionCatalog,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  page: { limit: number; cursor?: string },
): EventPage {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor)
  const range = { from: query.from, to: after === undefined ? query.to : Math.min(query.to, after.ts + 1) }
  const wanted = page.limit + 1
  const hits: Hit[] = []
  const reads = new Map<KnownPartition, SegmentReads>()
  const readsOf = (partition: KnownPartition): SegmentReads => {
    const known = reads.get(partition) ?? new SegmentReads(partition, range, scope, query.where)
    reads.set(partition, known)
    return known
  }
  const place = after ?? { ts: range.to, id: '' }
  const { sql, params } = visible(scope, 'event', query.where)
  let isFirst = true
  const cut = (partition: KnownPartition, within: TimeRange, rows: number) =>
    isFirst ? undefined : readsOf(partition).cut(within, rows)
  for (const slice of slices(catalog.all(), range, cut)) {
    const ask: Ask = { range: slice, after: place, condition: { sql, params }, limit: wanted - hits.length }
    // The newest rows are soon looked through, and most searches need no others.
    const found = slice.partitions.flatMap((partition) =>
      isFirst ? scan(partition, ask) : sift(partition, readsOf(partition), ask),
    )
    isFirst = false
    hits.push(...found.sort(newestFirst).slice(0, wanted - hits.length))
    if (hits.length === wanted) break
    if (slice.from > range.from && budget.spent())
      return { ...pageOf(hits), cursor: cursorAt({ ts: slice.from, id: '' }) }
  }
  const found = pageOf(hits.slice(0, page.limit))
  const last = hits[page.limit - 1]
  return hits.length === wanted && last !== undefined ? { ...found, cursor: cursorAt(last) } : found
}

const pageOf = (hits: readonly Hit[]): EventPage => ({
  rows: hits.map(readDocument),
  places: hits.map(({ partition }) => partition.partition),
})

/** What is looked for in one partition: the first hits within a range, after a place in the order. */
interface Ask {
  readonly range: TimeRange
  readonly after: Place
  readonly condition: Condition
  readonly limit: number
}

function scan(partition: KnownPartition, { range, after, condition, limit }: Ask, sealed = 0): Hit[] {
  const rest = sealed === 0 ? '' : 'row > cast(? as integer) and '
  return partition
    .open()
    .prepare(
      `select ts, id, row from event where ts >= ? and ts < ? and (ts < ? or id < ?) and ${rest}${condition.sql}
        order by ts desc, id desc limit ?`,
    )
    .all(range.from, range.to, after.ts, after.id, ...(sealed === 0 ? [] : [sealed]), ...condition.params, limit)
    .map((hit) => ({ ts: Number(hit.ts), id: String(hit.id), row: Number(hit.row), partition }))
}

/** As `scan`, with the rows that its segments rule out left aside. */
function sift(partition: KnownPartition, reads: SegmentReads, ask: Ask): Hit[] {
  if (reads.sealed === 0) return scan(partition, ask)
  const candidates = reads.candidates(ask.range)
  if (candidates === undefined) return scan(partition, ask)
  const { events } = unsealed(partition, reads.sealed)
  const hits = overlaps(events, ask.range) ? scan(partition, ask, reads.sealed) : []
  return [...hits, ...check(partition, candidates, ask)].sort(newestFirst).slice(0, ask.limit)
}

/** Candidates checked at first, newest ones; then four times as many, until there are enough hits. */
const firstChecked = 400

function check(partition: KnownPartition, candidates: readonly Candidate[], { after, condition, limit }: Ask): Hit[] {
  const sorted = candidates.toSorted((a, b) => b.ts - a.ts)
  const statement = partition.open().prepare(
    `select ts, id, row from event not indexed
        where row in (select value from json_each(?)) and (ts < ? or id < ?) and ${condition.sql}`,
  )
  const hits: Hit[] = []
  let size = firstChecked
  for (let at = 0; at < sorted.length && hits.length < limit; size *= 4) {
    let end = Math.min(at + size, sorted.length)
    // Those of one moment together, since their ids decide their order.
    while (end < sorted.length && sorted[end]?.ts === sorted[end - 1]?.ts) end += 1
    const rows = JSON.stringify(sorted.slice(at, end).map(({ row }) => row))
    const found = statement
      .all(rows, after.ts, after.id, ...condition.params)
      .map((hit) => ({ ts: Number(hit.ts), id: String(hit.id), row: Number(hit.row), partition }))
    hits.push(...found.sort(newestFirst))
    at = end
  }
  return hits.slice(0, limit)
}

/** An event by its id. Ids begin with the event's minute, so its own day is looked into first. */
export function getEvent(catalog: PartitionCatalog, scope: Scope, id: string): EventDocument | undefined {
  const day = id.replace(/^(\d{4})(\d{2})(\d{2}).*$/s, '$1-$2-$3')
  const partitions = catalog.all()
  const likely = partitions.filter(({ partition }) => partition.day === day)
  const others = partitions.filter(({ partition }) => partition.day !== day)
  for (const partition of [...likely, ...others]) {
    const connection = partition.open()
    const { sql, params } = visible(scope, 'event')
    const row = connection.prepare(`select document from event where id = ? and ${sql}`).get(id, ...params)
    if (row !== undefined) return documentOf(row.document)
  }
  return undefined
}

function readDocument({ partition, row }: Hit): EventDocument {
  return documentOf(partition.open().prepare('select document from event where row = ?').get(row)?.document)
}
