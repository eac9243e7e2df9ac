import type { UnitTree } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { startOfLocalDay } from '../../core/lib/local-day.ts'
import { followChanges } from '../../core/store/follow-changes.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { turningDays, type UnitRecord, unitsOn, unitTreeKind } from './unit-record.ts'
import { readUnitRecords } from './unit-records.ts'

/** The units as they stand: one tree that is kept up to date, and turns by itself when a dated change begins. */
export interface LiveUnits {
  readonly tree: UnitTree
  /** Follows no longer. */
  stop(): void
}

export interface LiveUnitsParts {
  readonly records: RecordStore
  readonly clock: Clock
  /** IANA zone of the days on which changes begin. */
  readonly timeZone: string
  /** Told when changed units cannot be read: the former ones stay, and it is tried again. */
  onError(error: unknown): void
}

/** The tree from a moment on (epoch milliseconds). */
interface Epoch {
  readonly start: number
  readonly tree: UnitTree
}

const retryAfter = 1000

/** Reads the units and follows the change log. There must be units: `unitsFrom` makes them. */
export async function openLiveUnits({ records, clock, timeZone, onError }: LiveUnitsParts): Promise<LiveUnits> {
  let stopped = false
  let reading = false
  let again = false
  const unfollow = await followChanges(
    records,
    (changes) => {
      // Contacts and the like change the tree's record too.
      if (changes.some(({ kind }) => kind === unitTreeKind)) void read()
    },
    onError,
  )
  let epochs = epochsOf((await readUnitRecords(records)).units.values(), timeZone)
  let at = 0
  const { root } = now()

  async function read(): Promise<void> {
    again = true
    if (reading) return
    reading = true
    while (again && !stopped) {
      again = false
      try {
        epochs = epochsOf((await readUnitRecords(records)).units.values(), timeZone)
        at = 0
      } catch (error) {
        onError(error)
        again = true
        await new Promise((go) => setTimeout(go, retryAfter))
      }
    }
    reading = false
  }

  function now(): UnitTree {
    const time = clock.now()
    while ((epochs[at + 1]?.start ?? Number.POSITIVE_INFINITY) <= time) at++
    return treeAt(epochs, at)
  }

  function before(time: number): UnitTree {
    const current = now()
    if (time >= (epochs[at]?.start ?? 0)) return current
    const index = epochs.findLastIndex(({ start }) => start <= time)
    return treeAt(epochs, Math.max(index, 0))
  }

  return {
    tree: {
      root,
      get: (id) => now().get(id),
      all: () => now().all(),
      lineage: (id) => now().lineage(id),
      subtree: (id) => now().subtree(id),
      reach: (id) => now().reach(id),
      at: before,
    },
    stop() {
      stopped = true
      unfollow()
    },
  }
}

function treeAt(epochs: readonly Epoch[], at: number): UnitTree {
  const epoch = epochs[at]
  if (epoch === undefined) throw new Error('there are no units')
  return epoch.tree
}

/** A tree for each stretch between the days on which something changes; before the root began there is none. */
function epochsOf(records: Iterable<UnitRecord>, timeZone: string): readonly Epoch[] {
  const all = [...records]
  return turningDays(all).flatMap((day) => {
    const units = unitsOn(all, day)
    if (units.length === 0) return []
    const start = day === '' ? Number.NEGATIVE_INFINITY : startOfLocalDay(day, timeZone)
    return [{ start, tree: unitTree(units) }]
  })
}
