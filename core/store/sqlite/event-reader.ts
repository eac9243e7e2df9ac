import { readBudget, startBudget } from '../budget.ts'
import { abandoned } from '../read-queue.ts'
import type { EventReads } from '../store.ts'
import { eventFacets } from './event-facets.ts'
import { eventHistogram } from './event-histogram.ts'
import { getEvent, searchEvents } from './event-search.ts'
import { matchesOf, tallyMatches, touchedMatches } from './match-reads.ts'
import { arrivedMatches, matchesIn } from './match-values.ts'
import { PartitionCatalog } from './partition-catalog.ts'

/** Partition files a reader keeps open. */
const openFiles = 64

/** Milliseconds between two looks for files that retention deleted. */
const deletedEvery = 5_000

/** How an event reader is opened. */
export interface ReaderOptions {
  readonly directory: string
  /** Bounds a search, histogram or facet, milliseconds. */
  readonly budget?: number
  /**
   * Shared with whoever calls from another thread: while it holds 1, what is being read breaks off with CodedError
   * `abandoned`. A message would be heard only after the read.
   */
  readonly stop?: Int32Array<SharedArrayBuffer>
}

/** Reads events and matches, in the calling thread. */
export function openReader({ directory, budget: milliseconds = readBudget, stop }: ReaderOptions): EventReads {
  const check = (): void => {
    if (stop !== undefined && Atomics.load(stop, 0) === 1) throw abandoned()
  }
  const catalog = new PartitionCatalog(directory, openFiles, check)
  const looking = setInterval(() => catalog.closeDeleted(), deletedEvery)
  looking.unref()
  const budget = () => startBudget(milliseconds, check)
  return {
    search: async (scope, query, page) => searchEvents(catalog, budget(), scope, query, page),
    histogram: async (scope, query, buckets) => eventHistogram(catalog, budget(), scope, query, buckets),
    facets: async (scope, query, fields, limit) => eventFacets(catalog, budget(), scope, query, fields, limit),
    get: async (scope, id) => getEvent(catalog, scope, id),
    matchesOf: async (scope, window, limit) => matchesOf(catalog, scope, window, limit),
    tally: async (scope, windows) => tallyMatches(catalog, scope, windows),
    touched: async (scope, cursor) => touchedMatches(catalog, scope, cursor),
    arrived: async (scope, wanted, cursor) => arrivedMatches(catalog, scope, wanted, cursor),
    matchesIn: async (scope, wanted, range, page) => matchesIn(catalog, scope, wanted, range, page),
    partitions: async () =>
      catalog.all().map(({ partition, lastEvent, lastMatch, bytes }) => ({
        ...partition,
        events: lastEvent,
        matches: lastMatch,
        bytes,
      })),
    async close() {
      clearInterval(looking)
      catalog.close()
    },
  }
}
