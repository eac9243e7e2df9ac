import { CodedError } from '../../lib/errors.ts'
import type { ElasticConnection } from './connection.ts'
import type { DeadLetters } from './dead-letters.ts'
import { CertificateRefused } from './errors.ts'
import type { IndexNames } from './index-names.ts'

/** Something wrong with Elasticsearch that its operator must know. `detail` says what and, where it helps, what to do. */
export interface StoreFault {
  readonly code: 'store-unreachable' | 'store-certificate' | 'store-incomplete' | 'store-read-only' | 'dead-letters'
  readonly detail: string
}

/** Milliseconds in which an Elasticsearch that is well answers these questions. */
const within = 5_000
/** Indices named in one detail. */
const mostNamed = 5

interface ClusterState {
  readonly metadata?: { readonly indices?: Readonly<Record<string, { readonly state: 'open' | 'close' }>> }
  readonly blocks?: {
    readonly indices?: Readonly<
      Record<string, Readonly<Record<string, { readonly description: string; readonly levels: readonly string[] }>>>
    >
  }
}
interface Health {
  readonly indices?: Readonly<Record<string, { readonly status: 'green' | 'yellow' | 'red' }>>
}

/**
 * Looks at Elasticsearch: does it answer, are all shards there, may they be written, does a refused document wait. Never
 * rejects: that it cannot be asked is the first of the faults.
 */
export async function findFaults(
  connection: ElasticConnection,
  names: IndexNames,
  letters: Pick<DeadLetters, 'waiting'>,
): Promise<readonly StoreFault[]> {
  try {
    const query = { expand_wildcards: 'all' }
    const [{ indices = {} }, { metadata, blocks }] = await Promise.all([
      connection.ask<Health>('GET', `/_cluster/health/${names.all}`, {
        query: { ...query, level: 'indices', filter_path: 'indices.*.status' },
        // The answer of one that could not look at all its shards in time.
        also: [408],
        within,
      }),
      connection.ask<ClusterState>('GET', `/_cluster/state/metadata,blocks/${names.all}`, {
        query: { ...query, filter_path: 'metadata.indices.*.state,blocks.indices' },
        within,
      }),
    ])
    const closed = Object.entries(metadata?.indices ?? {}).flatMap(([index, { state }]) =>
      state === 'close' ? [`${index} (closed)`] : [],
    )
    const away = Object.entries(indices).flatMap(([index, { status }]) => (status === 'red' ? [index] : []))
    const readOnly = Object.entries(blocks?.indices ?? {}).flatMap(([index, all]) => {
      const block = Object.entries(all).find(([id, { levels }]) => id !== closedBlock && levels.includes('write'))?.[1]
      return block === undefined ? [] : [{ index, why: block.description }]
    })
    const faults: StoreFault[] = []
    if (away.length + closed.length > 0)
      faults.push({ code: 'store-incomplete', detail: listed([...away, ...closed].toSorted()) })
    if (readOnly[0] !== undefined)
      faults.push({
        code: 'store-read-only',
        detail: `${listed(readOnly.map(({ index }) => index).toSorted())}: ${readOnly[0].why}`,
      })
    const dead = await letters.waiting(within)
    if (dead.count > 0) faults.push({ code: 'dead-letters', detail: `${dead.count}: ${dead.newest}` })
    return faults
  } catch (error) {
    const certificate = error instanceof Error && error.cause instanceof CertificateRefused
    const hint = error instanceof CodedError && error.hint !== undefined ? `. ${error.hint}` : ''
    const detail = `${error instanceof Error ? error.message : String(error)}${hint}`
    return [{ code: certificate ? 'store-certificate' : 'store-unreachable', detail }]
  }
}

/** The number of the block that a closed index has. */
const closedBlock = '4'

const listed = (indices: readonly string[]): string =>
  indices.slice(0, mostNamed).join(', ') + (indices.length > mostNamed ? `, +${indices.length - mostNamed}` : '')
