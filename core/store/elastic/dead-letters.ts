import type { Clock } from '../../lib/clock.ts'
import type { Match, StoredEvent } from '../store.ts'
import { type Creation, createAll, type Refused } from './bulk.ts'
import type { ElasticConnection } from './connection.ts'
import { documentId } from './document-id.ts'
import type { IndexNames } from './index-names.ts'
import { scan } from './scan.ts'

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
  /** All of them, the oldest first, some at a time. Those met may be removed meanwhile. */
  all(): AsyncGenerator<readonly DeadLetter[]>
  /** How many wait, and why the newest of them was refused; asked for `within` milliseconds. */
  waiting(within: number): Promise<{ readonly count: number; readonly newest: string }>
  remove(ids: readonly string[]): Promise<void>
}

/** Letters read at once: each may be as large as an event. */
const atOnce = 500

interface Source {
  readonly time: number
  readonly id: string
  readonly index: string
  readonly reason: string
  readonly letter: string
}

/** The id of a refused document among the dead letters: refused again it is the same letter. */
export const letterId = ({ id, letter }: Pick<Creation, 'id'> & { readonly letter: Letter }): string =>
  documentId(`${'event' in letter ? 'event' : 'match'} ${id}`)

export function openDeadLetters(connection: ElasticConnection, names: IndexNames, clock: Clock): DeadLetters {
  const index = names.deadLetters
  return {
    async keep(refused) {
      const letters = refused.map(({ item, status, reason }) => {
        const id = letterId(item)
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
    async *all() {
      await connection.read('POST', `/${index}/_refresh`, { also: [404] })
      const sort = [{ time: 'asc' }, { id: 'asc' }]
      for await (const hits of scan<{ _source: Source }>(connection, {
        index,
        filter: [],
        sort,
        fields: ['*'],
        atOnce,
      }))
        yield hits.map(({ _source: { letter, ...rest } }) => ({ ...rest, letter: JSON.parse(letter) as Letter }))
    },
    async waiting(within) {
      type Answer = { hits?: { total: { value: number }; hits: readonly { _source: Pick<Source, 'reason'> }[] } }
      const body = { size: 1, track_total_hits: true, _source: ['reason'], sort: [{ time: 'desc' }, { id: 'desc' }] }
      const { hits } = await connection.ask<Answer>('POST', `/${index}/_search`, { body, also: [404], within })
      return { count: hits?.total.value ?? 0, newest: hits?.hits[0]?._source.reason ?? '' }
    },
    async remove(ids) {
      if (ids.length === 0) return
      const lines = ids.map((id) => JSON.stringify({ delete: { _index: index, _id: id } }))
      await connection.ask('POST', '/_bulk', { lines, query: { refresh: true } })
    },
  }
}
