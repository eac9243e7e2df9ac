import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'

/** How many failures within the window close the door, and for how many keys that is remembered. */
export interface TryLimitOptions {
  readonly failures: number
  /** Milliseconds. */
  readonly window: number
  readonly keys: number
}

/**
 * Slows down guessing: after so many failures of one key (account and address, or address alone) within the window,
 * further tries are refused until the oldest failure is a window old.
 */
export interface TryLimit {
  /** Throws `too-many-tries` while the key is closed; the hint says for how many seconds. */
  check(key: string): void
  failed(key: string): void
  passed(key: string): void
}

export function createTryLimit(clock: Clock, { failures, window, keys }: TryLimitOptions): TryLimit {
  const seen = new Map<string, number[]>()
  const recent = (key: string) => (seen.get(key) ?? []).filter((at) => at > clock.now() - window)
  return {
    check(key) {
      const times = recent(key)
      if (times.length < failures) return
      const seconds = Math.ceil((times[times.length - failures]! + window - clock.now()) / 1000)
      throw new CodedError('too-many-tries', 'too many failed tries', { hint: `${seconds}` })
    },
    failed(key) {
      const times = recent(key)
      times.push(clock.now())
      seen.delete(key)
      seen.set(key, times)
      // The oldest goes first: a Map keeps the order of insertion.
      if (seen.size > keys) seen.delete(seen.keys().next().value!)
    },
    passed(key) {
      seen.delete(key)
    },
  }
}
