import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { Partition, RecordStore } from '../../core/store/store.ts'
import { dayOf } from './calendar.ts'
import type { DiskState } from './disk.ts'
import { expired, type KeptPartition, oldestPastMinimum } from './due.ts'
import { askDrops } from './ledger.ts'

const diskKind = 'disk'
const diskId = 'store'

/** Why nothing is taken in. */
export interface DiskRefusal {
  readonly since: number
  readonly detail: string
  readonly hint: string
}

/** Why senders are to be refused; undefined while they are not. Read by whoever appends events. */
export async function diskRefusal(records: RecordStore): Promise<DiskRefusal | undefined> {
  const found = await records.get<{ refusal: DiskRefusal | null }>(systemScope, diskKind, diskId)
  return found?.document.refusal ?? undefined
}

/**
 * One look: asks for the deletion of what is past its class, and on a full disk of the oldest past its legal minimum, one
 * after the other; where nothing may go, has senders refused until there is room. `open` are deletions under way.
 * Answers what it did about a full disk.
 */
export async function watchDisk(
  records: RecordStore,
  disk: DiskState,
  partitions: readonly KeptPartition[],
  open: readonly Partition[],
  clock: Clock,
): Promise<'fine' | 'deleting' | 'refusing'> {
  const today = dayOf(clock.now())
  const over = expired(partitions, today, open)
  await askDrops(records, over, 'expired', clock)
  const underWay = open.length + over.length > 0
  const oldest = disk.level === 'full' && !underWay ? oldestPastMinimum(partitions, today, open) : undefined
  if (oldest !== undefined) await askDrops(records, [oldest], 'disk', clock)
  const refusing = disk.level === 'full' && !underWay && oldest === undefined
  await setRefusal(records, refusing ? disk : undefined, clock)
  return refusing ? 'refusing' : disk.level === 'full' ? 'deleting' : 'fine'
}

async function setRefusal(records: RecordStore, disk: DiskState | undefined, clock: Clock): Promise<void> {
  const found = await records.get<{ refusal: DiskRefusal | null }>(systemScope, diskKind, diskId)
  const was = found?.document.refusal ?? null
  if ((was === null) === (disk === undefined)) return
  const refusal: DiskRefusal | null =
    disk === undefined
      ? null
      : {
          since: clock.now(),
          detail: `the disk is ${Math.round(disk.usedPercent)}% full and nothing on it may be deleted yet`,
          hint: 'Make the disk larger, or raise storage.fullAt; senders are taken in again by themselves.',
        }
  await records.write([
    { kind: diskKind, id: diskId, document: { refusal }, unitIds: [], expect: found?.version ?? 'absent' },
  ])
}
