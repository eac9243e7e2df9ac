import type { Scope } from '../../access/scope.ts'
import type { EventDocument } from '../../event/event.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import type { Budget } from '../budget.ts'
import { cursorAt, newestFirst, type Place, readCursor } from '../event-place.ts'
import type { EventPage, EventQuery } from '../store.ts'
import { visible } from './condition.ts'
import { documentOf } from './event-columns.ts'
import type { KnownPartition, PartitionCatalog } from './partition-catalog.ts'
import { type Slice, slices } from './slices.ts'

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
  for (const slice of slices(catalog.all(), range)) {
    const found = slice.partitions.flatMap((partition) =>
      scan(partition, slice, after ?? { ts: range.to, id: '' }, scope, query.where, wanted - hits.length),
    )
    hits.push(...found.sort(newestFirst).slice(0, wanted - hits.length))
    if (hits.length === wanted) break
    if (slice.from > range.from && budget.spent())
      return { rows: hits.map(readDocument), cursor: cursorAt({ ts: slice.from, id: '' }) }
  }
  const rows = hits.slice(0, page.limit).map(readDocument)
  const last = hits[page.limit - 1]
  return hits.length === wanted && last !== undefined ? { rows, cursor: cursorAt(last) } : { rows }
}

/** The first hits of one partition within a slice, after a place in the order. */
function scan(
  partition: KnownPartition,
  slice: Slice,
  after: Place,
  scope: Scope,
  where: Predicate,
  limit: number,
): Hit[] {
  const connection = partition.open()
  const { sql, params } = visible(scope, 'event', where)
  return connection
    .prepare(
      `select ts, id, row from event where ts >= ? and ts < ? and (ts < ? or id < ?) and ${sql}
        order by ts desc, id desc limit ?`,
    )
    .all(slice.from, slice.to, after.ts, after.id, ...params, limit)
    .map((hit) => ({ ts: Number(hit.ts), id: String(hit.id), row: Number(hit.row), partition }))
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
