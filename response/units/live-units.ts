import type { UnitTree } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Epoch, followDated } from './dated.ts'
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

/** Reads the units and follows the change log. There must be units: `unitsFrom` makes them. */
export async function openLiveUnits(parts: LiveUnitsParts): Promise<LiveUnits> {
  const units = await followDated({
    ...parts,
    // Contacts and the like change the tree's record too.
    kinds: [unitTreeKind],
    read: async () => epochsOf((await readUnitRecords(parts.records)).units.values()),
  })
  const { now } = units
  return {
    tree: {
      root: now().root,
      get: (id) => now().get(id),
      all: () => now().all(),
      lineage: (id) => now().lineage(id),
      subtree: (id) => now().subtree(id),
      reach: (id) => now().reach(id),
      at: units.at,
    },
    stop: units.stop,
  }
}

/** A tree for each stretch between the days on which something changes; before the root began there is none. */
function epochsOf(records: Iterable<UnitRecord>): readonly Epoch<UnitTree>[] {
  const all = [...records]
  return turningDays(all).flatMap((from) => {
    const units = unitsOn(all, from)
    return units.length === 0 ? [] : [{ from, value: unitTree(units) }]
  })
}
