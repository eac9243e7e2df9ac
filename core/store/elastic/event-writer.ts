import { type Clock, systemClock } from '../../lib/clock.ts'
import { CodedError } from '../../lib/errors.ts'
import type { AppendResult, EventStore, Match, Partition, StoredEvent } from '../store.ts'
import { daysBefore } from '../utc-day.ts'
import { type BulkOutcome, type Creation, createAll } from './bulk.ts'
import type { ElasticConnection } from './connection.ts'
import { type DeadLetter, type DeadLetters, type Letter, letterId, openDeadLetters } from './dead-letters.ts'
import { documentId } from './document-id.ts'
import { dropPartition } from './drop-partition.ts'
import { eventSource } from './event-document.ts'
import { getMany } from './get-many.ts'
import type { IndexNames } from './index-names.ts'
import { matchSource } from './match-document.ts'

/** Days before its own in which an event placed by receipt is looked for. */
const daysLookedBack = 3
/** Ids asked for in one request. */
const idsAtOnce = 1_000

/** What writes events and matches. */
export interface EventWriter extends Pick<EventStore, 'append' | 'dropPartition'> {
  /** Sends all dead letters again, the oldest first. Answers how many found their place now and how many were refused again. */
  replay(): Promise<{ readonly stored: number; readonly refused: number }>
  readonly deadLetters: DeadLetters
}

export interface WriterParts {
  readonly connection: ElasticConnection
  readonly names: IndexNames
  readonly refreshAtOnce: boolean
  readonly clock?: Clock
  /** Told of documents that went to the dead letters. */
  readonly onRefused?: (count: number, reason: string) => void
}

type Document = Creation & { readonly letter: Letter }

/**
 * Writes events and matches. Matches first, then events: whoever finds an event finds its matches, and a batch that broke off
 * in between is sent again by its sender and judged again. `create` leaves what is there as it is, so nothing is doubled.
 * A document that is refused for itself goes to the dead letters and counts as stored: it is kept.
 */
export function openEventWriter({
  connection,
  names,
  refreshAtOnce,
  clock = systemClock,
  onRefused,
}: WriterParts): EventWriter {
  const known = new Set<string>()
  const deadLetters = openDeadLetters(connection, names, clock)

  /** Makes indices that are missing, so that nothing depends on Elasticsearch making them by itself. */
  async function ensure(documents: readonly Creation[]): Promise<void> {
    const missing = new Set(documents.map(({ index }) => index).filter((index) => !known.has(index)))
    for (const index of missing) {
      await createIndex(connection, index)
      known.add(index)
    }
  }

  async function create(documents: readonly Document[]): Promise<BulkOutcome<Document>> {
    if (documents.length === 0) return { created: 0, refused: [] }
    await ensure(documents)
    try {
      return await createAll(connection, documents, refreshAtOnce)
    } catch (error) {
      // Retention may have dropped an index meanwhile; the next try makes it anew.
      known.clear()
      throw error
    }
  }

  async function store(documents: readonly Document[]): Promise<number> {
    const { created, refused } = await create(documents)
    if (refused.length === 0) return created
    const kept = await deadLetters.keep(refused)
    onRefused?.(refused.length, refused[0]?.reason ?? '')
    return created + kept
  }

  /** Sends letters again and takes those away that found their place; answers how many did not. */
  async function resend(letters: readonly DeadLetter[]): Promise<number> {
    const events = letters.flatMap(({ letter }) => ('event' in letter ? [letter.event] : []))
    const matches = letters.flatMap(({ letter }) => ('match' in letter ? [letter.match] : []))
    const moved = await storedBefore(connection, names, events)
    const documents = [...matchDocuments(names, matches, moved), ...eventDocuments(names, events, moved)]
    const { refused } = await create(documents)
    const still = new Set(refused.map(({ item }) => letterId(item)))
    const placed = letters.filter(({ id }) => !still.has(id))
    await deadLetters.remove(placed.map(({ id }) => id))
    return letters.length - placed.length
  }

  return {
    async append(events, matches) {
      const moved = await storedBefore(connection, names, events)
      const newMatches = await store(matchDocuments(names, matches, moved))
      const inserted = await store(eventDocuments(names, events, moved))
      return { inserted, duplicates: events.length - inserted, newMatches } satisfies AppendResult
    },
    async dropPartition(partition) {
      await dropPartition(connection, names, partition)
      known.clear()
    },
    deadLetters,
    async replay() {
      const total = { stored: 0, refused: 0 }
      for await (const letters of deadLetters.all()) {
        const refused = await resend(letters)
        total.stored += letters.length - refused
        total.refused += refused
      }
      return total
    },
  }
}

function eventDocuments(names: IndexNames, events: readonly StoredEvent[], moved: Moved): readonly Document[] {
  return events.map((event) => {
    const partition = moved.get(event.id) ?? event.partition
    return { index: names.events(partition), id: documentId(event.id), source: eventSource(event), letter: { event } }
  })
}

function matchDocuments(names: IndexNames, matches: readonly Match[], moved: Moved): readonly Document[] {
  return matches.map((match) => {
    const partition = moved.get(match.eventId) ?? match.partition
    return {
      index: names.matches(partition),
      id: documentId(match.id),
      source: matchSource(match, partition),
      letter: { match },
    }
  })
}

/** Where events already lie that were placed on an earlier day by their receipt. */
type Moved = ReadonlyMap<string, Partition>

async function storedBefore(
  connection: ElasticConnection,
  names: IndexNames,
  events: readonly StoredEvent[],
): Promise<Moved> {
  const moved = new Map<string, Partition>()
  const asked = events
    .filter((event) => event.placedByReceipt)
    .flatMap((event) =>
      daysBefore(event.partition.day, daysLookedBack).map((day) => ({
        event,
        partition: { class: event.partition.class, day },
      })),
    )
  for (let at = 0; at < asked.length; at += idsAtOnce) {
    const some = asked.slice(at, at + idsAtOnce)
    const docs = some.map(({ event, partition }) => ({
      _index: names.events(partition),
      _id: documentId(event.id),
      _source: false as const,
    }))
    const found = await getMany(connection, docs)
    // The nearest day comes first, and stays.
    for (const [i, { event, partition }] of some.entries())
      if (found[i]?.found === true && !moved.has(event.id)) moved.set(event.id, partition)
  }
  return moved
}

/** Makes an index by its template, unless it is there. */
export async function createIndex(connection: ElasticConnection, index: string): Promise<void> {
  type Answer = { readonly error?: { readonly type?: string; readonly reason?: string } }
  const { error } = await connection.ask<Answer>('PUT', `/${index}`, { also: [400] })
  if (error !== undefined && error.type !== 'resource_already_exists_exception') {
    throw new CodedError('store-full', `Elasticsearch makes no index ${index}: ${error.reason ?? error.type}`, {
      hint: 'Most often cluster.max_shards_per_node is reached: add a node, raise it, or shorten retention.',
    })
  }
}
