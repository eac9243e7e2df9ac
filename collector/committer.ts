import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { EventStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { appendAll, type Item } from './commit.ts'
import type { Delivery } from './delivery.ts'

/** A delivery on its way, as far as committing its events goes. */
interface Entry {
  readonly delivery: Pick<Delivery, 'whenRefused'>
  /** Set once its sender was told: the rest of it need not be stored. */
  readonly refused: boolean
}

/** Events of one delivery that are committed together. */
export interface Part<E extends Entry> {
  readonly entry: E
  readonly items: readonly Item[]
}

interface Committer<E extends Entry> {
  /** Stores the events; resolves once each is durable, refused, or waits among those of its partition. Never rejects. */
  commit(parts: readonly Part<E>[]): Promise<void>
  /** Tries what waits until the deadline, then gives it up. Resolves when nothing waits any more. */
  finish(deadline: number): Promise<void>
}

interface Parts<E extends Entry> {
  readonly events: Pick<EventStore, 'append'>
  readonly clock: Clock
  readonly onSignal: Signal
  /** Called, in the order of the commits, with what has become durable. */
  stored(parts: readonly Part<E>[], inserted: number): Promise<void>
  refuse(entry: E, error: CodedError): void
}

/** A partition that the store refuses, and what waits for it. */
interface Stuck<E extends Entry> {
  refusal: CodedError
  waiting: Part<E>[]
  /** Nothing waits: the next events that come for it are tried. */
  open: boolean
  tries: number
}

const retryDelays = [250, 500, 1000, 2000, 5000]
/** Records of one try. */
const atOnce = 4000

/**
 * Commits events, partition by partition where that is needed: a day whose index is away or read-only stops its own events,
 * and no others. Who can be told of a refusal is told; what cannot be told is kept and tried again with the same ids. What
 * waits still counts as waiting in the queue, so it is bounded as that is.
 */
export function createCommitter<E extends Entry>({ events, clock, onSignal, stored, refuse }: Parts<E>): Committer<E> {
  const stuck = new Map<string, Stuck<E>>()
  const trying = new Set<Promise<void>>()
  let deadline = Number.POSITIVE_INFINITY

  async function append(parts: readonly Part<E>[]): Promise<void> {
    const live = parts.filter(({ entry }) => !entry.refused)
    if (live.length === 0) return
    const { inserted } = await appendAll(
      events,
      live.flatMap(({ items }) => items),
      onSignal,
    )
    await stored(live, inserted)
  }

  /** Tells whom it can; the others wait. */
  function hold(partition: string, parts: readonly Part<E>[], error?: CodedError): void {
    let found = stuck.get(partition)
    if (found === undefined) {
      if (error === undefined) return
      found = { refusal: error, waiting: [], open: true, tries: 0 }
      stuck.set(partition, found)
      onSignal('append-refused', { code: error.code, error: error.message, partition })
    }
    if (error !== undefined) found.refusal = error
    found.waiting.push(...parts)
    for (const { entry } of found.waiting)
      if (entry.delivery.whenRefused === 'refuse' && !entry.refused) refuse(entry, found.refusal)
    if (!found.open) return
    found.open = false
    const done = retry(partition, found).finally(() => trying.delete(done))
    trying.add(done)
  }

  async function retry(partition: string, found: Stuck<E>): Promise<void> {
    for (;;) {
      const delay = retryDelays[Math.min(found.tries, retryDelays.length - 1)] ?? 5000
      await pause(deadline === Number.POSITIVE_INFINITY ? delay : 250)
      found.tries += 1
      found.waiting = found.waiting.filter(({ entry }) => !entry.refused)
      if (found.waiting.length === 0) {
        found.open = true
        return
      }
      try {
        while (found.waiting.length > 0) {
          const some = firstOf(found.waiting)
          await append(some)
          found.waiting.splice(0, some.length)
        }
        recovered(partition)
        return
      } catch (error) {
        hold(partition, [], coded(error))
      }
      if (clock.now() >= deadline) {
        giveUp(partition, found.waiting)
        return
      }
    }
  }

  function recovered(partition: string): void {
    if (stuck.delete(partition)) onSignal('append-recovered', { partition })
  }

  function giveUp(partition: string, waiting: readonly Part<E>[]): void {
    stuck.delete(partition)
    const error = new CodedError('store-busy', 'stopped while the store was refusing')
    const lost = waiting.filter(({ entry }) => !entry.refused)
    for (const { entry } of lost) if (!entry.refused) refuse(entry, error)
    if (lost.length > 0) onSignal('events-lost', { events: lost.reduce((sum, { items }) => sum + items.length, 0) })
  }

  async function tryEach(parts: readonly Part<E>[]): Promise<void> {
    for (const [partition, own] of byPartition(parts)) {
      try {
        await append(own)
        recovered(partition)
      } catch (error) {
        hold(partition, own, coded(error))
      }
    }
  }

  return {
    async commit(parts) {
      let free = parts
      if (stuck.size > 0) {
        const tried: Part<E>[] = []
        for (const [partition, own] of byPartition(parts)) {
          if (stuck.get(partition)?.open === false) hold(partition, own)
          else tried.push(...own)
        }
        free = tried
      }
      // Partitions that were refused lately are tried on their own, so that they take no others along.
      if (stuck.size > 0) return tryEach(free)
      try {
        await append(free)
      } catch (error) {
        const split = byPartition(free)
        const [only] = split
        if (only === undefined) return
        if (split.size === 1) hold(only[0], only[1], coded(error))
        else await tryEach(free)
      }
    },
    async finish(until) {
      deadline = until
      while (trying.size > 0) await Promise.all(trying)
    },
  }
}

/** The parts by the partition of their events, in the order in which they came. */
function byPartition<E extends Entry>(parts: readonly Part<E>[]): Map<string, Part<E>[]> {
  const split = new Map<string, Part<E>[]>()
  for (const { entry, items } of parts) {
    for (const [partition, own] of Map.groupBy(
      items,
      ({ stored: { partition } }) => `${partition.class} ${partition.day}`,
    )) {
      const known = split.get(partition)
      if (known === undefined) split.set(partition, [{ entry, items: own }])
      else known.push({ entry, items: own })
    }
  }
  return split
}

/** So many from the front that they make one try. */
function firstOf<E extends Entry>(waiting: readonly Part<E>[]): readonly Part<E>[] {
  let records = 0
  const end = waiting.findIndex(({ items }) => {
    records += items.length
    return records > atOnce
  })
  return end < 0 ? waiting.slice() : waiting.slice(0, Math.max(1, end))
}

function coded(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  const text = error instanceof Error ? error.message : String(error)
  return new CodedError('store-busy', `the store failed: ${text}`, { cause: error })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
