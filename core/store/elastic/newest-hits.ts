import type { Place } from '../event-place.ts'
import type { EventQuery } from '../store.ts'
import type { ElasticConnection } from './connection.ts'
import { type EventHit, eventSourceFields } from './event-document.ts'
import { searchFor, type Timed } from './scan.ts'

/** Newest first, ties by id. */
const newestEvents = [{ ts: { order: 'desc' } }, { id: { order: 'desc' } }] as const

/** The events of a range of time. */
export const inRange = ({ from, to }: Pick<EventQuery, 'from' | 'to'>) => ({ range: { ts: { gte: from, lt: to } } })

/** Hits of one request after the first. */
const hitsAtOnce = 2_000
/** A stretch of time that could not be searched within the limit is followed by an eighth of it, its newest part. */
const narrowing = 8
/** So short a stretch is searched however long it takes, milliseconds. */
const shortest = 60_000

interface Answer extends Timed {
  readonly hits: { readonly hits: readonly EventHit[] }
}

/** Some of the hits, in order, and the place from which to go on; undefined when there is nothing more. */
export interface SomeHits {
  readonly hits: readonly EventHit[]
  readonly upTo: Place | undefined
}

/** What is looked for: `first` hits in the first request, 2,000 unless it says so, behind a place in the order. */
export interface NewestOf {
  readonly index: string
  readonly query: Pick<EventQuery, 'from' | 'to'>
  readonly filter: readonly object[]
  readonly first?: number
  readonly after?: Place | undefined
  /** Milliseconds that one request may search. */
  readonly limit: number
}

/**
 * Goes through what a filter finds, newest first. Hits of a search that was cut short are some, not the newest: it is asked
 * again for a shorter stretch of time, so that what comes is always all there is from some moment on.
 */
export async function* newestHits(connection: ElasticConnection, of: NewestOf): AsyncGenerator<SomeHits> {
  const { index, query, filter, limit } = of
  let after = of.after
  let size = of.first ?? hitsAtOnce
  let to = after === undefined ? query.to : Math.min(query.to, after.ts + 1)
  let from = query.from
  while (to > query.from) {
    const body = {
      size,
      _source: eventSourceFields,
      track_total_hits: false,
      query: { bool: { filter: [inRange({ from, to }), ...filter] } },
      sort: newestEvents,
      ...(after === undefined ? {} : { search_after: [after.ts, after.id] }),
    }
    const isShort = to - from <= shortest
    const answer = await searchFor<Answer>(connection, index, isShort ? undefined : limit, body)
    if (answer.timed_out) {
      from = to - Math.ceil((to - from) / narrowing)
      continue
    }
    const { hits } = answer.hits
    const last = hits.at(-1)
    const isFull = hits.length === size && last !== undefined
    if (isFull) after = placeOf(last)
    yield { hits, upTo: isFull ? after : from > query.from ? { ts: from, id: '' } : undefined }
    size = hitsAtOnce
    if (isFull) continue
    const stretch = to - from
    to = from
    from = Math.max(query.from, to - 2 * stretch)
  }
}

/** Where a hit stands in the order. */
export const placeOf = ({ sort }: EventHit): Place => ({ ts: Number(sort?.[0]), id: String(sort?.[1]) })
