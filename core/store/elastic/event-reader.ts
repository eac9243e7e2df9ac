import { currentAsker } from '../asker.ts'
import { readBudget, startBudget } from '../budget.ts'
import { ReadQueue } from '../read-queue.ts'
import { countWeight, type ReadWeight, searchWeight } from '../read-weight.ts'
import type { EventReads } from '../store.ts'
import type { ElasticConnection } from './connection.ts'
import { eventFacets } from './event-facets.ts'
import { eventHistogram } from './event-histogram.ts'
import { getEvent, searchEvents } from './event-search.ts'
import type { IndexNames } from './index-names.ts'
import { matchesOf, tallyMatches, touchedMatches } from './match-reads.ts'
import { arrivedMatches, matchesIn } from './match-values.ts'

/** Heavy reads that are under way at once; Elasticsearch has threads of its own for what is light. */
const heavyReads: readonly ReadWeight[] = ['heavy', 'heavy', 'heavy', 'heavy']

/** The queue that the heavy reads of one connection go through. */
export const elasticQueue = (): ReadQueue => new ReadQueue(heavyReads)

/**
 * Reads events and matches. A search, histogram or facet ends after `milliseconds` with what it has; heavy ones wait in the
 * queue, and all end when their asker leaves.
 */
export function openReader(
  connection: ElasticConnection,
  names: IndexNames,
  queue: ReadQueue,
  milliseconds = readBudget,
): Omit<EventReads, 'close'> {
  const budget = () => startBudget(milliseconds)
  const read = <T>(weight: ReadWeight, ask: (own: ElasticConnection) => Promise<T>): Promise<T> => {
    const asker = currentAsker()
    const own = connection.until(asker?.left)
    return weight === 'heavy' || asker?.bulk === true ? queue.run('heavy', () => ask(own)) : ask(own)
  }
  return {
    search: (scope, query, page) =>
      read(searchWeight(query), (own) => searchEvents(own, names, budget(), scope, query, page)),
    histogram: (scope, query, buckets) =>
      read(countWeight(query), (own) => eventHistogram(own, names, budget(), scope, query, buckets)),
    facets: (scope, query, fields, limit) =>
      read(countWeight(query), (own) => eventFacets(own, names, budget(), scope, query, fields, limit)),
    get: (scope, id) => getEvent(connection, names, scope, id),
    matchesOf: (scope, window, limit) => matchesOf(connection, names, scope, window, limit),
    tally: (scope, windows) => tallyMatches(connection, names, scope, windows),
    touched: (scope, cursor) => touchedMatches(connection, names, scope, cursor),
    arrived: (scope, wanted, cursor) => arrivedMatches(connection, names, scope, wanted, cursor),
    matchesIn: (scope, wanted, range, page) => matchesIn(connection, names, scope, wanted, range, page),
    partitions: () => readPartitions(connection, names),
  }
}

interface Stats {
  readonly indices?: Readonly<
    Record<
      string,
      {
        readonly total: { readonly store: { readonly size_in_bytes: number } }
        readonly primaries: { readonly docs: { readonly count: number } }
      }
    >
  >
}
interface MatchCounts {
  readonly aggregations?: {
    readonly partitions: { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] }
  }
}

/** Every partition, newest day first. Its bytes are those of its events on all nodes. */
async function readPartitions(connection: ElasticConnection, names: IndexNames): ReturnType<EventReads['partitions']> {
  // What is away is told as a fault of the store; the days that are there are told of here.
  const query = { ignore_unavailable: true }
  const present = { ignore_unavailable: true, allow_no_indices: true, allow_partial_search_results: true }
  const aggs = { partitions: { terms: { field: 'partition', size: 10_000 } } }
  const [{ indices = {} }, { aggregations }] = await Promise.all([
    connection.read<Stats>('GET', `/${names.allEvents()}/_stats/docs,store`, { query }),
    connection.read<MatchCounts>('POST', `/${names.allMatches}/_search`, {
      body: { size: 0, aggs },
      query: present,
    }),
  ])
  const matches = new Map(aggregations?.partitions.buckets.map((bucket) => [bucket.key, bucket.doc_count]))
  return Object.entries(indices)
    .flatMap(([index, { primaries, total }]) => {
      const partition = names.partitionOf(index)
      if (partition === undefined) return []
      const counted = matches.get(`${partition.class}/${partition.day}`) ?? 0
      return [{ ...partition, events: primaries.docs.count, matches: counted, bytes: total.store.size_in_bytes }]
    })
    .sort((a, b) => (a.day === b.day ? (a.class < b.class ? -1 : 1) : a.day < b.day ? 1 : -1))
}
