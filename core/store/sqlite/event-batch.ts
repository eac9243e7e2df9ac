import type { Match, Partition, StoredEvent } from '../store.ts'
import { eventColumns, pushEventRow } from './event-columns.ts'
import { matchColumns, pushMatchRow } from './match-columns.ts'

type Cell = string | number | null

/** What goes into one partition's file in one transaction: rows, one after the other, as flat lists of cells. */
export interface Portion {
  readonly partition: Partition
  readonly events: Cell[]
  readonly matches: Cell[]
}

/** An event that was placed by its receipt, with its matches: the writer looks for it on the days before first. */
export interface Wanderer {
  readonly id: string
  readonly portion: Portion
}

/**
 * A batch ready for the writing thread. Folding, JSON and columns are made where the events are; flat lists of plain
 * values then cross to another thread for a tenth of what the documents themselves would cost.
 */
export interface EventBatch {
  readonly events: number
  readonly portions: readonly Portion[]
  readonly wanderers: readonly Wanderer[]
}

export const cellsOfEvent = eventColumns.length
export const cellsOfMatch = matchColumns.length

/** Lays events and matches out as rows. Portions come in the order of their partitions' names. */
export function packBatch(events: readonly StoredEvent[], matches: readonly Match[]): EventBatch {
  const byName = new Map<string, Portion>()
  const portionOf = (partition: Partition): Portion => {
    const name = `${partition.class}/${partition.day}`
    let portion = byName.get(name)
    if (portion === undefined) {
      portion = { partition, events: [], matches: [] }
      byName.set(name, portion)
    }
    return portion
  }
  const wanderers = new Map<string, Wanderer>()
  let last: Portion | undefined
  for (const event of events) {
    if (event.placedByReceipt) {
      const portion: Portion = { partition: event.partition, events: [], matches: [] }
      pushEventRow(portion.events, event)
      wanderers.set(event.id, { id: event.id, portion })
      continue
    }
    if (last === undefined || !samePartition(last.partition, event.partition)) last = portionOf(event.partition)
    pushEventRow(last.events, event)
  }
  for (const match of matches) {
    const portion = wanderers.get(match.eventId)?.portion ?? portionOf(match.partition)
    pushMatchRow(portion.matches, match)
  }
  return {
    events: events.length,
    portions: [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, portion]) => portion),
    wanderers: [...wanderers.values()],
  }
}

const samePartition = (a: Partition, b: Partition) => a.day === b.day && a.class === b.class
