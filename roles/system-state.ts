import type { SystemState } from '../console/api/schemas/system.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../core/store/store.ts'
import { dayOf } from '../response/retention/calendar.ts'
import { type DiskRoom, diskState, forecast, type Watermarks } from '../response/retention/disk.ts'
import { keptPartitions } from '../response/retention/due.ts'
import { listHolds } from '../response/retention/hold.ts'
import { listDrops } from '../response/retention/ledger.ts'
import { classNames } from '../response/retention/policy.ts'
import type { Retention } from './retention.ts'

const ledgerRows = 100

/** Gives what `read` gives, and what it gave last while it fails: who must mend the store needs to see the rest. */
export function lastKnown<T>(read: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: T } | undefined
  return async () => {
    try {
      known = { value: await read() }
    } catch (error) {
      if (known === undefined) throw error
    }
    return known.value
  }
}

/** What the system page shows, but for the troubles. */
export async function storedState({
  events,
  records,
  clock,
  retention: { frame, policyOf },
  watermarks,
  room: roomNow,
}: {
  readonly events: Pick<EventReads, 'partitions'>
  readonly records: RecordStore
  readonly clock: Clock
  readonly retention: Retention
  readonly watermarks: Watermarks
  room(): Promise<DiskRoom>
}): Promise<Omit<SystemState, 'troubles'>> {
  const [found, holds, drops, room] = await Promise.all([
    events.partitions(),
    listHolds(records),
    listDrops(records, ledgerRows),
    roomNow(),
  ])
  const partitions = keptPartitions(found, policyOf, holds)
  const ahead = forecast(room, watermarks, partitions, policyOf, dayOf(clock.now()))
  const sum = (of: (partition: (typeof partitions)[number]) => number) =>
    partitions.reduce((total, partition) => total + of(partition), 0)
  return {
    events: sum((partition) => partition.events),
    matches: sum((partition) => partition.matches),
    bytes: sum((partition) => partition.bytes),
    diskFree: room.free,
    disk: { ...diskState(room, watermarks), warnAt: watermarks.warnAt, fullAt: watermarks.fullAt, ...ahead },
    law: { effectiveFrom: frame.effectiveFrom, source: frame.source, verifiedBy: frame.verifiedBy },
    classes: classNames.flatMap((name) => policyOf(name) ?? []),
    partitions: partitions.map(({ class: name, day, events: count, matches, bytes, until, held }) => ({
      class: name,
      day,
      events: count,
      matches,
      bytes,
      until,
      held,
    })),
    ledger: drops.map(({ class: name, day, reason, state, asked, ended, events: count, bytes }) => ({
      class: name,
      day,
      reason,
      state,
      asked,
      ended,
      events: count,
      bytes,
    })),
  }
}
