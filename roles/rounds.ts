import type { Clock } from '../core/lib/clock.ts'
import { randomId } from '../core/lib/ids.ts'
import { holdLease, releaseLease } from '../core/store/lease.ts'
import type { RecordStore } from '../core/store/store.ts'

interface RoundsParts {
  readonly records: RecordStore
  readonly clock: Clock
  /** The name of the lease. */
  readonly job: string
  /** Milliseconds; after a crash nobody does the work for at most this long. Two holders at once must only repeat work. */
  readonly leaseTime: number
  /** The work, while this holder has the lease. Answers the milliseconds until the next round. */
  round(): Promise<number>
  /** Milliseconds until the lease is asked for again while another has it. */
  readonly waiting: number
  /** Told each time that another has the lease. */
  waits?(): void
  /** Told of what a round failed with. Answers the milliseconds until the next. */
  failed(cause: string): number
}

/** Work that is done round after round by one holder at a time. */
export interface Rounds {
  start(): void
  /** Keeps the lease through a long round. */
  alive(): Promise<void>
  /** Waits for the round that is under way; `farewell` is done after it, before the lease is given up. */
  stop(farewell?: () => Promise<void>): Promise<void>
  stopped(): boolean
}

/** A round that took long is followed by a pause so many times as long: others want the store too. */
const restFactor = 3
/** Milliseconds that nobody waits longer for: one slow round, as after a start on a busy machine, says little of the next. */
const longestRest = 10_000

/** Milliseconds until the next round of work that is never done, after one that took `took`; at least `least`. */
export const restAfter = (took: number, least: number): number =>
  Math.max(least, Math.min(took * restFactor, longestRest))

export function createRounds(parts: RoundsParts): Rounds {
  const { records, clock, job, leaseTime } = parts
  const holder = randomId()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  const hold = () => holdLease(records, job, holder, leaseTime, clock)
  async function go(): Promise<void> {
    let pause = parts.waiting
    try {
      if (await hold()) pause = await parts.round()
      else parts.waits?.()
    } catch (error) {
      pause = parts.failed(causeOf(error))
    }
    if (!stopped) timer = setTimeout(run, pause)
  }
  const run = () => {
    running = go()
  }

  return {
    start: run,
    async alive() {
      await hold()
    },
    async stop(farewell) {
      stopped = true
      clearTimeout(timer)
      await running
      await farewell?.().catch((error: unknown) => parts.failed(causeOf(error)))
      // Not given up, it ends by itself.
      await releaseLease(records, job, holder).catch(() => {})
    },
    stopped: () => stopped,
  }
}

/** What an error says. */
const causeOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
