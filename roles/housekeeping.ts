import type { Clock } from '../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { type DiskRoom, diskState, type Watermarks } from '../response/retention/disk.ts'
import { watchDisk } from '../response/retention/disk-watch.ts'
import { keptPartitions } from '../response/retention/due.ts'
import { listHolds } from '../response/retention/hold.ts'
import { droppingNow } from '../response/retention/ledger.ts'
import type { ClassPolicy } from '../response/retention/policy.ts'
import type { Trouble } from './role.ts'
import { createRounds } from './rounds.ts'

const leaseTime = 30_000
/** Milliseconds between two rounds. A disk fills by some hundred megabytes in them at most. */
const period = 2_000
/** Milliseconds between two looks at the sources: less than the minute by which their hours may be off. */
const watchEvery = 30_000

/** What the platform does for itself, round after round, one holder at a time by lease. */
export interface Housekeeping {
  start(): void
  stop(): Promise<void>
  troubles(): readonly Trouble[]
}

/** Retention, disk and silent sources. `room` is that of the disk which holds the events. */
export function createHousekeeping({
  events,
  records,
  clock,
  signal,
  policyOf,
  watermarks,
  room,
  watch,
}: {
  readonly events: Pick<EventReads, 'partitions'>
  readonly records: RecordStore
  readonly clock: Clock
  readonly signal: Signal
  policyOf(name: string): ClassPolicy | undefined
  readonly watermarks: Watermarks
  room(): Promise<DiskRoom>
  /** One look at the sources. */
  watch(): Promise<unknown>
}): Housekeeping {
  let watched = Number.NEGATIVE_INFINITY
  const open = new Map<Trouble['code'], Trouble>()

  /** Keeps the moment at which a trouble began; true when it has just begun. */
  function tell(code: Trouble['code'], detail: string | undefined): boolean {
    const known = open.get(code)
    if (detail === undefined) open.delete(code)
    else open.set(code, { code, since: known?.since ?? clock.now(), detail })
    return known === undefined && detail !== undefined
  }

  async function lookAtDisk(): Promise<void> {
    const disk = diskState(await room(), watermarks)
    const partitions = keptPartitions(await events.partitions(), policyOf, await listHolds(records))
    const outcome = await watchDisk(records, disk, partitions, await droppingNow(records), clock)
    const used = `${Math.round(disk.usedPercent)}%`
    if (tell('disk-filling', disk.level === 'filling' ? used : undefined)) signal('disk-filling', { used })
    tell('disk-deleting', outcome === 'deleting' ? used : undefined)
    const refused = open.has('disk-refusing')
    if (tell('disk-refusing', outcome === 'refusing' ? used : undefined)) signal('disk-refusing', { used })
    else if (refused && outcome !== 'refusing') signal('disk-accepting', { used })
  }

  const rounds = createRounds({
    records,
    clock,
    job: 'housekeeping',
    leaseTime,
    async round() {
      await lookAtDisk()
      if (clock.now() - watched >= watchEvery) {
        watched = clock.now()
        await watch()
      }
      tell('housekeeping-failed', undefined)
      return period
    },
    waiting: period,
    waits: () => open.clear(),
    failed(cause) {
      if (tell('housekeeping-failed', cause)) signal('housekeeping-failed', { cause })
      return period
    },
  })

  return { start: rounds.start, stop: () => rounds.stop(), troubles: () => [...open.values()] }
}
