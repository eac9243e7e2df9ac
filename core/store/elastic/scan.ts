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
}

/** Goes through everything that a filter finds, in order, some hits at a time. Ends by itself after the last. */
export async function* scan<H>(connection: ElasticConnection, of: ScanOf): AsyncGenerator<readonly H[]> {
  let after = of.after
  for (let size = of.first ?? hitsAtOnce; ; size = hitsAtOnce) {
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

/** All shards or none: a part of the answer would pass for the whole. */
export const searchQuery = { allow_partial_search_results: false, ignore_unavailable: true, allow_no_indices: true }

async function searchHits<H>(connection: ElasticConnection, index: string, body: object): Promise<readonly H[]> {
  const { hits } = await connection.read<{ hits: { hits: readonly H[] } }>('POST', `/${index}/_search`, {
    body,
    query: searchQuery,
  })
  return hits.hits
}
