import type { ElasticConnection } from './connection.ts'

/** Hits of one request. */
const hitsAtOnce = 2_000

/** What a scan goes through. */
export interface ScanOf {
  readonly index: string
  readonly filter: readonly object[]
  readonly sort: readonly object[]
  /** Fields of the source. */
  readonly fields: readonly string[]
  /** A place in the order to go on from. */
  readonly after?: readonly unknown[]
  /** Asks for the number of each hit's last operation, for a write on condition that it is still the last. */
  readonly numbered?: boolean
  /** Hits of the first request. */
  readonly first?: number
  /** Hits of each request. */
  readonly atOnce?: number
}

/** Goes through everything that a filter finds, in order, some hits at a time. Ends by itself after the last. */
export async function* scan<H>(connection: ElasticConnection, of: ScanOf): AsyncGenerator<readonly H[]> {
  let after = of.after
  const each = of.atOnce ?? hitsAtOnce
  for (let size = of.first ?? each; ; size = each) {
    const body = {
      size,
      _source: of.fields,
      track_total_hits: false,
      seq_no_primary_term: of.numbered === true,
      query: { bool: { filter: of.filter } },
      sort: of.sort,
      ...(after === undefined ? {} : { search_after: after }),
    }
    const hits = await searchHits<H & { readonly sort: readonly unknown[] }>(connection, of.index, body)
    if (hits.length > 0) yield hits
    if (hits.length < size) return
    after = hits.at(-1)?.sort
  }
}

/**
 * All shards of all indices or none: a part of the answer would pass for the whole. A closed index is therefore asked as well,
 * and refuses. For patterns of names; see `searchIndex`.
 */
export const searchQuery = {
  allow_partial_search_results: false,
  ignore_unavailable: false,
  allow_no_indices: true,
  expand_wildcards: 'open,closed',
}

/** Milliseconds: with less than these nothing would be found, however little there is to look through. */
const leastLimit = 200

/** What a search that stops at a time limit answers. */
export interface Timed {
  /** The limit was reached: what was counted until then is true of so many events. */
  readonly timed_out: boolean
  readonly _shards: { readonly total: number; readonly successful: number }
}

/**
 * Searches until the time is up, if there is a limit, and answers with what was counted by then. To refuse parts of an answer would refuse that one
 * as well, so here they are taken; but where a shard is away it is asked again as ever, to be refused for that.
 */
export async function searchFor<A extends Timed>(
  connection: ElasticConnection,
  index: string,
  milliseconds: number | undefined,
  body: object,
): Promise<A> {
  const path = `/${index}/_search`
  const answer = await connection.read<A>('POST', path, {
    body: milliseconds === undefined ? body : { ...body, timeout: `${Math.max(milliseconds, leastLimit)}ms` },
    query: { ...searchQuery, allow_partial_search_results: true },
  })
  if (answer._shards.successful === answer._shards.total) return answer
  return connection.read<A>('POST', path, { body, query: searchQuery })
}

interface Found<H> {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly H[] }
}

/** Searches one index by its name; nothing is found in one that was not made yet. `parts` of the answer alone are sent. */
export async function searchIndex<A extends Found<unknown>>(
  connection: ElasticConnection,
  index: string,
  body: object,
  parts?: string,
): Promise<A | Found<never>> {
  const query = {
    ...searchQuery,
    expand_wildcards: 'none',
    ...(parts === undefined ? {} : { filter_path: parts }),
  }
  const answer = await connection.read<A | { readonly hits?: undefined }>('POST', `/${index}/_search`, {
    body,
    query,
    also: [404],
  })
  return answer.hits === undefined ? { hits: { total: { value: 0 }, hits: [] } } : answer
}

async function searchHits<H>(connection: ElasticConnection, index: string, body: object): Promise<readonly H[]> {
  if (!index.includes('*')) return (await searchIndex<Found<H>>(connection, index, body)).hits.hits
  const query = searchQuery
  const { hits } = await connection.read<Found<H>>('POST', `/${index}/_search`, { body, query })
  return hits.hits
}
