import type { Scope } from '../../access/scope.ts'
import { CodedError } from '../../lib/errors.ts'
import { isObject } from '../../lib/json.ts'
import type { Match, MatchTally, SeenWindow } from '../store.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { type MatchSource, matchOfSource } from './match-document.ts'
import { scan, searchQuery } from './scan.ts'

/** Matches looked through in one call of `touchedMatches`; at most as many keys, which one request may answer. */
const touchedAtOnce = 10_000
/** Windows counted in one request. */
const windowsAtOnce = 200
/** An alert gathers the matches of one local day, which lies within this of any moment of it; milliseconds. */
const alertSpread = 86_400_000

const newest = [{ ts: { order: 'desc' } }, { id: { order: 'desc' } }] as const

export interface MatchHit {
  readonly _source: MatchSource
}

function inWindow(scope: Scope, { alertKey, from, to, around }: SeenWindow): readonly object[] {
  return [
    { term: { alert: alertKey } },
    { range: { seen: { gt: from, lte: to } } },
    ...(around === undefined ? [] : [{ range: { ts: { gte: around - alertSpread, lte: around + alertSpread } } }]),
    ...visible(scope).filter,
  ]
}

/** Matches of an alert within its window, newest first. */
export async function matchesOf(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  window: SeenWindow,
  limit: number,
): Promise<readonly Match[]> {
  const found: Match[] = []
  const filter = inWindow(scope, window)
  const of = { index: names.allMatches, filter, sort: newest, fields: ['*'], first: Math.min(limit, 2_000) }
  for await (const hits of scan<MatchHit>(connection, of)) {
    for (const { _source } of hits) found.push(matchOfSource(_source))
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

interface TallyAnswer {
  readonly hits?: { readonly total: { readonly value: number }; readonly hits: readonly MatchHit[] }
  readonly aggregations?: { readonly first: { readonly value: number } }
  readonly error?: { readonly reason?: string; readonly type?: string }
}

/** Count, first, last and newest match of each window that has any. */
export async function tallyMatches(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  windows: readonly SeenWindow[],
): Promise<readonly MatchTally[]> {
  const tallies: MatchTally[] = []
  for (let at = 0; at < windows.length; at += windowsAtOnce) {
    const some = windows.slice(at, at + windowsAtOnce)
    const lines = some.flatMap((window) => [
      JSON.stringify({ index: names.allMatches, ...searchQuery }),
      JSON.stringify({
        size: 1,
        track_total_hits: true,
        query: { bool: { filter: inWindow(scope, window) } },
        sort: newest,
        aggs: { first: { min: { field: 'ts' } } },
      }),
    ])
    const { responses } = await connection.read<{ responses: readonly TallyAnswer[] }>('POST', '/_msearch', { lines })
    for (const [i, { hits, aggregations, error }] of responses.entries()) {
      if (hits === undefined)
        throw new CodedError('store-busy', `Elasticsearch does not count matches: ${error?.reason ?? error?.type}`)
      const last = hits.hits[0]?._source
      const window = some[i]
      if (last === undefined || window === undefined) continue
      tallies.push({
        alertKey: window.alertKey,
        count: hits.total.value,
        first: aggregations?.first.value ?? last.ts,
        last: last.ts,
        latestEventId: last.event,
      })
    }
  }
  return tallies
}

/** The last operation seen of each index of matches, with the index's own id: one made anew counts from the start again. */
export type Cursor = Record<string, readonly [uuid: string, operation: number]>

interface Stats {
  readonly indices?: Readonly<
    Record<
      string,
      {
        readonly uuid: string
        readonly shards: Readonly<
          Record<
            string,
            readonly {
              readonly routing: { readonly primary: boolean }
              readonly seq_no?: { readonly global_checkpoint: number }
            }[]
          >
        >
      }
    >
  >
}

/** Operations on one index of matches: after `from`, up to `to`; `last` is the newest there is. */
interface Operations {
  readonly index: string
  readonly uuid: string
  readonly from: number
  readonly to: number
  readonly last: number
}

/**
 * What was done to each index since the cursor, at most `limit` operations in all, refreshed so that a search finds it.
 * Operations of a shard are numbered; up to the global checkpoint all of them are on every copy, so after a refresh that
 * follows nothing can arrive behind it, and nothing up to it can be taken back by a failure.
 */
export async function newOperations(
  connection: ElasticConnection,
  names: IndexNames,
  before: Cursor,
  limit: number,
): Promise<readonly Operations[]> {
  const { indices = {} } = await connection.read<Stats>('GET', `/${names.allMatches}/_stats/docs`, {
    query: { level: 'shards', ignore_unavailable: true },
  })
  const found: Operations[] = []
  let left = limit
  for (const [index, { uuid, shards }] of Object.entries(indices).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = before[index]
    const from = known?.[0] === uuid ? known[1] : -1
    const primary = shards['0']?.find(({ routing }) => routing.primary)
    const last = Math.max(from, primary?.seq_no?.global_checkpoint ?? from)
    const to = Math.min(last, from + left)
    left -= to - from
    if (to > from) await connection.ask('POST', `/${index}/_refresh`)
    found.push({ index, uuid, from, to, last })
  }
  return found
}

export const operationsBetween = (from: number, to: number) => [{ range: { _seq_no: { gt: from, lte: to } } }]

/** One match of every alert key among those that arrived since the cursor, and the cursor to go on with. */
export async function touchedMatches(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  cursor: string | undefined,
): Promise<{ matches: readonly Match[]; cursor: string }> {
  const before = cursor === undefined ? {} : readCursor(cursor)
  const after: Cursor = {}
  const matches = new Map<string, Match>()
  for (const { index, uuid, from, to } of await newOperations(connection, names, before, touchedAtOnce)) {
    after[index] = [uuid, to]
    if (to <= from) continue
    const filter = [...operationsBetween(from, to), ...visible(scope).filter]
    const body = {
      size: touchedAtOnce,
      track_total_hits: false,
      query: { bool: { filter } },
      collapse: { field: 'alert' },
    }
    const { hits } = await connection.read<{ hits: { hits: readonly MatchHit[] } }>('POST', `/${index}/_search`, {
      body,
      query: searchQuery,
    })
    for (const { _source } of hits.hits) matches.set(_source.alert, matchOfSource(_source))
  }
  return { matches: [...matches.values()], cursor: JSON.stringify(after) }
}

/** Reads what `touched` gave. Throws CodedError `bad-request`. */
export function readCursor(cursor: string): Cursor {
  const isEntry = (entry: unknown): boolean =>
    Array.isArray(entry) && typeof entry[0] === 'string' && Number.isSafeInteger(entry[1])
  try {
    const parsed: unknown = JSON.parse(cursor)
    if (isObject(parsed) && Object.values(parsed).every(isEntry)) return parsed as unknown as Cursor
  } catch (cause) {
    throw new CodedError('bad-request', 'the cursor is not one that was given', { cause })
  }
  throw new CodedError('bad-request', 'the cursor is not one that was given')
}
