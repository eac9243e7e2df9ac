import { setTimeout as wait } from 'node:timers/promises'
import { CodedError } from '../../lib/errors.ts'
import type { ElasticConnection } from './connection.ts'
import { type ElasticReason, refusalOf, statusOf } from './errors.ts'

/** One document to put into an index, if none has its id there. */
export interface Creation {
  readonly index: string
  readonly id: string
  /** JSON. */
  readonly source: string
}

/** A document that Elasticsearch will not take, however often it is sent. */
export interface Refused<T> {
  readonly item: T
  readonly status: number
  readonly reason: string
}

/** What became of the items of a batch. */
export interface BulkOutcome<T> {
  readonly created: number
  readonly refused: readonly Refused<T>[]
}

/** Bytes of one request, about; it is answered as a whole, so small ones keep the time to an answer short. */
const requestBytes = 4 * 1024 * 1024
/**
 * How long a write waits for a shard that is away before it is refused. Elasticsearch's own minute would hold up senders who
 * could have been told, and the days whose shards are there.
 */
export const shardWait = '5s'
/** Requests under way at once. */
const lanes = 2

interface ItemAnswer {
  readonly status: number
  readonly error?: ElasticReason
}
export interface BulkAnswer {
  readonly errors: boolean
  readonly items: readonly Readonly<Record<string, ItemAnswer>>[]
}

/**
 * Creates documents, looking at the answer to each. One that is there already is left as it is. Rejects with `store-full`
 * or `store-busy` when any could not be taken now; the same batch sent again then adds what is missing.
 */
export async function createAll<T extends Creation>(
  connection: ElasticConnection,
  items: readonly T[],
  refresh: boolean,
): Promise<BulkOutcome<T>> {
  const requests = inRequests(items)
  let created = 0
  const refused: Refused<T>[] = []
  const work = async (): Promise<void> => {
    for (let request = requests.shift(); request !== undefined; request = requests.shift()) {
      for (const [item, { status, error = {} }] of await sendPatiently(connection, request, refresh)) {
        if (status === 409) continue
        if (status < 300) created++
        else {
          const refusal = refusalOf(status, error)
          if (refusal !== undefined) throw refusal
          refused.push({ item, status, reason: `${error.type ?? 'refused'}: ${error.reason ?? ''}` })
        }
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(lanes, requests.length) }, work))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return { created, refused }
}

/** Elasticsearch has no room for more just now. */
const tooMany = 429
/** How long what was refused for that waits before it is sent again, milliseconds. */
const pauses = [100, 200, 400, 800, 1_600]

/**
 * Sends a request, and what Elasticsearch had no room for once more, after ever longer pauses: a batch whose every part had to be
 * taken at the first try would, under load, be sent whole over and over and never get through.
 */
async function sendPatiently<T extends Creation>(
  connection: ElasticConnection,
  request: readonly T[],
  refresh: boolean,
): Promise<readonly (readonly [T, ItemAnswer])[]> {
  const done: (readonly [T, ItemAnswer])[] = []
  let left = request
  for (const pause of pauses) {
    const answers = await send(connection, left, refresh).catch((error: unknown) => {
      if (statusOf(error) === tooMany) return undefined
      throw error
    })
    const again: T[] = []
    for (const [i, item] of left.entries()) {
      const answer = answers?.[i]
      if (answer === undefined || answer.status === tooMany) again.push(item)
      else done.push([item, answer])
    }
    if (again.length === 0) return done
    left = again
    await wait(pause)
  }
  const answers = await send(connection, left, refresh)
  return [...done, ...left.map((item, i) => [item, answers[i] ?? { status: 500 }] as const)]
}

async function send(
  connection: ElasticConnection,
  items: readonly Creation[],
  refresh: boolean,
): Promise<readonly ItemAnswer[]> {
  const lines = items.flatMap(({ index, id, source }) => [
    `{"create":{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)}}}`,
    source,
  ])
  const query = {
    filter_path: 'errors,items.*.status,items.*.error.type,items.*.error.reason',
    refresh,
    timeout: shardWait,
  }
  const answer = await connection.ask<BulkAnswer>('POST', '/_bulk', { lines, query })
  if (answer.items.length !== items.length)
    throw new CodedError('store-busy', 'Elasticsearch answered a part of a bulk request')
  return answer.items.map((item) => item.create ?? { status: 500 })
}

function inRequests<T extends Creation>(items: readonly T[]): T[][] {
  const requests: T[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const item of items) {
    bytes += item.source.length
    if (bytes > requestBytes) {
      requests.push([])
      bytes = item.source.length
    }
    requests.at(-1)?.push(item)
  }
  return requests
}
