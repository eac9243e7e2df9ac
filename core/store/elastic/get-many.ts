import { setTimeout as wait } from 'node:timers/promises'
import { CodedError } from '../../lib/errors.ts'
import { type ElasticConnection, patience } from './connection.ts'
import { type ElasticReason, refusalOf } from './errors.ts'

/** A document asked for by its id. */
export interface DocumentKey {
  readonly _index: string
  readonly _id: string
  /** False: only whether it is there is of interest. */
  readonly _source?: false
}

/** Milliseconds in which ids are found; whoever waits for them is told soon that Elasticsearch hangs. */
const within = 15_000

interface Got<S> {
  readonly found?: boolean
  readonly _source?: S
  readonly error?: ElasticReason
}

/**
 * Documents by their ids, in the order asked, as they are now. One that is not there, or whose index is not, has no `found`.
 * Rejects with a refusal when one cannot be looked at: a shard that is away must not pass for a document that never was.
 */
export async function getMany<S>(
  connection: ElasticConnection,
  keys: readonly DocumentKey[],
): Promise<readonly Omit<Got<S>, 'error'>[]> {
  if (keys.length === 0) return []
  for (const pause of [...patience, undefined]) {
    const { docs } = await connection.read<{ docs: readonly Got<S>[] }>('POST', '/_mget', {
      body: { docs: keys },
      within,
    })
    const error = docs.find((doc) => doc.error !== undefined && doc.error.type !== 'index_not_found_exception')?.error
    if (error === undefined) return docs
    const refusal = refusalOf(0, error) ?? new CodedError('internal', `_mget: ${error.type}: ${error.reason}`)
    if (pause === undefined || refusal.code !== 'store-busy') throw refusal
    await wait(pause)
  }
  return []
}
