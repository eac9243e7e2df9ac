import type { Scope } from '../../access/scope.ts'
import type { EventDocument } from '../../event/event.ts'
import type { Budget } from '../budget.ts'
import { cursorAt, type Place, readCursor } from '../event-place.ts'
import type { EventPage, EventQuery, Partition } from '../store.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import { documentOfHit, type EventHit } from './event-document.ts'
import type { IndexNames } from './index-names.ts'
import { newestHits, placeOf } from './newest-hits.ts'
import { searchQuery } from './scan.ts'

/**
 * One page of events, newest first. Hits that the query alone cannot vouch for are judged by the matcher. When the budget
 * runs out before the page is full, the page is what was found, and its cursor goes on from where the scan stopped.
 */
export async function searchEvents(
  connection: ElasticConnection,
  names: IndexNames,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  page: { limit: number; cursor?: string },
): Promise<EventPage> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor)
  if (query.to <= query.from) return { rows: [], places: [] }
  const condition = visible(scope, query.where)
  const rows: EventDocument[] = []
  const places: Partition[] = []
  let last: Place | undefined
  for await (const { hits, upTo } of newestHits(connection, {
    index: names.allEvents(),
    query,
    filter: condition.filter,
    first: Math.min(page.limit + 1, 5_000),
    after,
    limit: Math.ceil(budget.milliseconds / 2),
  })) {
    for (const hit of hits) {
      const document = documentOfHit(hit)
      if (!condition.holds(document, hit._source.cut)) continue
      if (rows.length === page.limit && last !== undefined) return { rows, places, cursor: cursorAt(last) }
      rows.push(document)
      places.push(partitionOf(names, hit))
      last = placeOf(hit)
    }
    if (upTo !== undefined && budget.spent()) return { rows, places, cursor: cursorAt(upTo) }
  }
  return { rows, places }
}

/** Whatever is found lies in an index of events. */
function partitionOf(names: IndexNames, { _index }: EventHit): Partition {
  const partition = names.partitionOf(_index)
  if (partition === undefined) throw new Error(`${_index} is no index of events`)
  return partition
}

/**
 * An event by its id. Ids begin with the event's minute, so its own day is looked into first. What is not found at once may
 * wait for a refresh: it is asked for once more after one.
 */
export async function getEvent(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  id: string,
): Promise<EventDocument | undefined> {
  const day = /^(\d{4})(\d{2})(\d{2})/.exec(id)?.slice(1, 4).join('-')
  const likely = names.allEvents(day)
  const found = await find(connection, likely, scope, id)
  if (found !== undefined) return found
  await connection.ask('POST', `/${likely}/_refresh`, { query: { ignore_unavailable: true, allow_no_indices: true } })
  return (
    (await find(connection, likely, scope, id)) ??
    (day === undefined ? undefined : find(connection, names.allEvents(), scope, id))
  )
}

async function find(
  connection: ElasticConnection,
  index: string,
  scope: Scope,
  id: string,
): Promise<EventDocument | undefined> {
  if (!id.isWellFormed()) return undefined
  const filter = [{ term: { id } }, ...visible(scope).filter]
  const body = { size: 1, _source: ['document'], query: { bool: { filter } } }
  const { hits } = await connection.read<{ hits: { hits: readonly EventHit[] } }>('POST', `/${index}/_search`, {
    body,
    query: searchQuery,
  })
  return hits.hits[0] === undefined ? undefined : documentOfHit(hits.hits[0])
}
