import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventReads } from './store.ts'

/** For whom a store reads. */
export interface Asker {
  /** Whose share of the readers it is. */
  readonly person: string
  /** Aborted when he has left: what is read for him stops. */
  readonly left: AbortSignal
  /** What he reads goes on and on, as an export does: it never stands before somebody who looks at a screen. */
  readonly bulk?: boolean
}

const askers = new AsyncLocalStorage<Asker | undefined>()

/**
 * Does the work, and all that comes of it, for somebody. It travels beside the calls and not in them: every read of the
 * store would hand it on, and none of those in between has anything to say of it.
 */
export function askedBy<T>(asker: Asker | undefined, work: () => T): T {
  return askers.run(asker, work)
}

/** The same searches, read on and on for whoever asks now: they go with the heavy ones, whoever reads what they find. */
export function inBulk(events: Pick<EventReads, 'search'>): Pick<EventReads, 'search'> {
  const asker = currentAsker()
  const bulk = asker && { ...asker, bulk: true }
  return { search: (...args) => askedBy(bulk, () => events.search(...args)) }
}

/** For whom the calling code works; undefined: for the platform itself. */
export function currentAsker(): Asker | undefined {
  return askers.getStore()
}
