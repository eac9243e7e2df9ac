import type { Clock } from '../../lib/clock.ts'
import type { Match, StoredEvent } from '../store.ts'
import { type Creation, createAll, type Refused } from './bulk.ts'
import type { ElasticConnection } from './connection.ts'
import { documentId } from './document-id.ts'
import type { IndexNames } from './index-names.ts'

/** An event or a match that Elasticsearch refused, as it was to be stored. */
export type Letter = { readonly event: StoredEvent } | { readonly match: Match }

/** A kept refusal. */
export interface DeadLetter {
  readonly id: string
  readonly time: number
  readonly index: string
  readonly reason: string
  readonly letter: Letter
}

/** Where refused documents are kept until they are sent again: none is dropped. */
export interface DeadLetters {
  /** Keeps what was refused; resolves once it is durable, with how many were not there before. */
  keep(refused: readonly Refused<Creation & { readonly letter: Letter }>[]): Promise<number>
  /** The oldest first, at most `limit`. */
  list(limit: number): Promise<readonly DeadLetter[]>
  remove(ids: readonly string[]): Promise<void>
}

interface Source {
  readonly time: number
  readonly id: string
  readonly index: string
  readonly reason: string
  readonly letter: string
}

export function openDeadLetters(connection: ElasticConnection, names: IndexNames, clock: Clock): DeadLetters {
  const index = names.deadLetters
  return {
    async keep(refused) {
      const letters = refused.map(({ item, status, reason }) => {
        const id = documentId(`${'event' in item.letter ? 'event' : 'match'} ${item.id}`)
        const source: Source = {
          time: clock.now(),
          id,
          index: item.index,
          reason: `${status} ${reason}`,
          letter: JSON.stringify(item.letter),
        }
        return { index, id, source: JSON.stringify(source) }
      })
      const { created, refused: again } = await createAll(connection, letters, true)
      if (again[0] !== undefined) throw new Error(`a dead letter was refused: ${again[0].reason}`)
      return created
    },
    async list(limit) {
      await connection.read('POST', `/${index}/_refresh`, { also: [404] })
      const body = { size: limit, sort: [{ time: 'asc' }, { id: 'asc' }] }
      const { hits } = await connection.read<{ hits?: { hits: readonly { _source: Source }[] } }>(
        'POST',
        `/${index}/_search`,
        { body, also: [404] },
      )
      return (hits?.hits ?? []).map(({ _source: { letter, ...rest } }) => ({
        ...rest,
        letter: JSON.parse(letter) as Letter,
      }))
    },
    async remove(ids) {
      if (ids.length === 0) return
      const lines = ids.map((id) => JSON.stringify({ delete: { _index: index, _id: id } }))
      await connection.ask('POST', '/_bulk', { lines, query: { refresh: true } })
    },
  }
}
