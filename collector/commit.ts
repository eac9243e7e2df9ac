import type { EventDocument } from '../core/event/event.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { EventStore, Match, StoredEvent } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { addMarks } from './map/draft.ts'
import type { Counted } from './source-tally.ts'

/** An event on its way into the store, with what fired on it and how it will be counted. */
export interface Item {
  readonly stored: StoredEvent
  readonly matches: readonly Match[]
  readonly counted: Counted
}

type Append = Pick<EventStore, 'append'>

/**
 * Appends all items. A refusal with a code (full, busy) is passed on and nothing was kept. Any other failure is some
 * event's own: the batch is halved until that event stands alone, and it is kept as its original text, so that one
 * document which the store cannot hold stops neither its sender nor anyone else.
 */
export async function appendAll(
  events: Append,
  items: readonly Item[],
  onSignal: Signal,
): Promise<{ inserted: number }> {
  try {
    return await events.append(
      items.map((item) => item.stored),
      items.flatMap((item) => item.matches),
    )
  } catch (error) {
    if (error instanceof CodedError) throw error
    const [only] = items
    if (only === undefined) throw error
    if (items.length === 1) return appendReduced(events, only.stored, error, onSignal)
    const half = items.length >> 1
    const first = await appendAll(events, items.slice(0, half), onSignal)
    const second = await appendAll(events, items.slice(half), onSignal)
    return { inserted: first.inserted + second.inserted }
  }
}

async function appendReduced(
  events: Append,
  stored: StoredEvent,
  cause: unknown,
  onSignal: Signal,
): Promise<{ inserted: number }> {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const result = await events.append([{ ...stored, document: reduced(stored.document, reason) }], [])
  onSignal('event-reduced', { event: stored.id, reason })
  return result
}

function reduced(document: EventDocument, reason: string): EventDocument {
  const { id, ingested, original } = document.event
  const { unit, source, marks } = document.vonggac ?? {}
  const kept: EventDocument = {
    '@timestamp': document['@timestamp'],
    ecs: { version: '9.4.0' },
    event: {
      kind: 'pipeline_error',
      ...(id !== undefined && { id }),
      ...(ingested !== undefined && { ingested }),
      ...(original !== undefined && { original }),
    },
    error: { message: `the store cannot hold the mapped event: ${reason}` },
    vonggac: { ...(unit && { unit }), ...(source && { source }), ...(marks && { marks }) },
  }
  addMarks(kept, ['undecodable'])
  return kept
}
