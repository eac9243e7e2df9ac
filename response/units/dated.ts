import type { Clock } from '../../core/lib/clock.ts'
import { startOfLocalDay } from '../../core/lib/local-day.ts'
import { followChanges } from '../../core/store/follow-changes.ts'
import type { RecordStore } from '../../core/store/store.ts'

/** What holds from a day on (yyyy-mm-dd; empty: since ever). */
export interface Epoch<T> {
  readonly from: string
  readonly value: T
}

/** Something that changes with the days, kept up to date from records. */
export interface Dated<T> {
  now(): T
  /** As it stood at that moment (epoch milliseconds); now, when that is to come. Before the first day: as on the first. */
  at(time: number): T
  /** Follows no longer. */
  stop(): void
}

const retryAfter = 1000

/**
 * Reads what holds and follows the change log: `read` gives the epochs in order, at least one, and is asked again when a
 * record of one of the kinds changes. What cannot be read is told; the former stays, and it is tried again.
 */
export async function followDated<T>({
  records,
  clock,
  timeZone,
  kinds,
  read,
  onError,
}: {
  readonly records: Pick<RecordStore, 'changes' | 'lastChange'>
  readonly clock: Clock
  readonly timeZone: string
  readonly kinds: readonly string[]
  read(): Promise<readonly Epoch<T>[]>
  onError(error: unknown): void
}): Promise<Dated<T>> {
  let stopped = false
  let reading = false
  let again = false
  const unfollow = await followChanges(
    records,
    (changes) => {
      if (changes.some(({ kind }) => kinds.includes(kind))) void reread()
    },
    onError,
  )
  const readEpochs = async () =>
    (await read()).map(({ from, value }) => ({
      start: from === '' ? Number.NEGATIVE_INFINITY : startOfLocalDay(from, timeZone),
      value,
    }))
  let epochs = await readEpochs()
  let index = 0

  async function reread(): Promise<void> {
    again = true
    if (reading) return
    reading = true
    while (again && !stopped) {
      again = false
      try {
        epochs = await readEpochs()
        index = 0
      } catch (error) {
        onError(error)
        again = true
        await new Promise((go) => setTimeout(go, retryAfter))
      }
    }
    reading = false
  }

  function valueAt(index: number): T {
    const epoch = epochs[index]
    if (epoch === undefined) throw new Error('nothing holds on any day')
    return epoch.value
  }

  function now(): T {
    const time = clock.now()
    while ((epochs[index + 1]?.start ?? Number.POSITIVE_INFINITY) <= time) index++
    return valueAt(index)
  }

  return {
    now,
    at(time) {
      const current = now()
      if (time >= (epochs[index]?.start ?? 0)) return current
      return valueAt(
        Math.max(
          epochs.findLastIndex(({ start }) => start <= time),
          0,
        ),
      )
    },
    stop() {
      stopped = true
      unfollow()
    },
  }
}
