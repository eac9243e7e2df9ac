import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { StoredEvent } from '../core/store/store.ts'
import type { Trouble } from './role.ts'

/** A refusal that nobody ran into for so long is told no more: its senders may have gone. Milliseconds. */
const forgottenAfter = 120_000

interface Refusal extends Trouble {
  readonly seen: number
}

/** What the store refuses right now, partition by partition: one day that is away is no reason to call all refused. */
export interface Refusals {
  taken(events: readonly StoredEvent[]): void
  refused(events: readonly StoredEvent[], error: unknown): void
  troubles(): readonly Trouble[]
}

export function createRefusals(clock: Clock): Refusals {
  const open = new Map<string, Refusal>()
  const partitionsOf = (events: readonly StoredEvent[]) =>
    new Set(events.map(({ partition }) => `${partition.class} ${partition.day}`))
  return {
    taken(events) {
      if (open.size > 0) for (const partition of partitionsOf(events)) open.delete(partition)
    },
    refused(events, error) {
      const partitions = partitionsOf(events)
      const code = error instanceof CodedError && error.code === 'store-full' ? 'store-full' : 'ingest-refusing'
      const detail = error instanceof Error ? error.message : String(error)
      for (const partition of partitions) {
        // Refused together with others, it need not be the one to blame: its own refusal will say.
        if (partitions.size > 1 && open.has(partition)) continue
        const since = open.get(partition)?.since ?? clock.now()
        open.set(partition, { code, since, detail, seen: clock.now() })
      }
    },
    troubles() {
      const told = new Map<Trouble['code'], Trouble>()
      for (const [partition, { code, since, detail, seen }] of [...open].sort()) {
        if (seen < clock.now() - forgottenAfter) {
          open.delete(partition)
          continue
        }
        const other = told.get(code)
        told.set(code, {
          code,
          since: Math.min(since, other?.since ?? since),
          detail: other === undefined ? `${partition}: ${detail}` : `${partition}, ${other.detail}`,
        })
      }
      return [...told.values()]
    },
  }
}
