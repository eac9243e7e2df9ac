import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { EventStore, Partition, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { isHeld, listHolds } from './hold.ts'

const dropKind = 'partition-drop'

/**
 * A partition's deletion: asked for by the jobs role, carried out by the ingest role, whose thread writes the file. The
 * ledger of what was deleted, when and why.
 */
export interface PartitionDrop extends Partition {
  readonly id: string
  /** Its class's months are over, or the disk was full and the months that the law asks for were over. */
  readonly reason: 'expired' | 'disk'
  /** `held`: a hold came first, nothing was deleted. */
  readonly state: 'asked' | 'dropping' | 'done' | 'held'
  readonly asked: number
  /** When it ended; null before. */
  readonly ended: number | null
  /** What was in it when it was asked for. */
  readonly events: number
  readonly matches: number
  readonly bytes: number
}

/** The ledger, the newest first. */
export async function listDrops(records: RecordStore, limit: number): Promise<readonly PartitionDrop[]> {
  const { rows } = await records.list<PartitionDrop>(systemScope, dropKind, {
    where: { kind: 'true' },
    sort: [{ field: 'asked', direction: 'desc' }],
    limit,
  })
  return rows.map(({ document }) => document)
}

async function openDrops(records: RecordStore): Promise<readonly StoredRecord<PartitionDrop>[]> {
  const { rows } = await records.list<PartitionDrop>(systemScope, dropKind, {
    where: {
      kind: 'any',
      of: (['asked', 'dropping'] as const).map((value) => ({ kind: 'equals', field: 'state', value, fold: 'none' })),
    },
    sort: [{ field: 'day', direction: 'asc' }],
    limit: 10_000,
  })
  return rows
}

/** The partitions whose deletion is under way. */
export async function droppingNow(records: RecordStore): Promise<readonly PartitionDrop[]> {
  return (await openDrops(records)).map(({ document }) => document)
}

/** Asks for the deletion of partitions, in one write. */
export async function askDrops(
  records: RecordStore,
  partitions: readonly (Partition & Pick<PartitionDrop, 'events' | 'matches' | 'bytes'>)[],
  reason: PartitionDrop['reason'],
  clock: Clock,
): Promise<void> {
  if (partitions.length === 0) return
  const asked = clock.now()
  await records.write(
    partitions.map(({ class: name, day, events, matches, bytes }) => {
      const id = `${name}/${day}/${asked}`
      const drop: PartitionDrop = {
        id,
        class: name,
        day,
        reason,
        state: 'asked',
        asked,
        ended: null,
        events,
        matches,
        bytes,
      }
      return { kind: dropKind, id, document: drop, unitIds: [], expect: 'absent' }
    }),
  )
}

/**
 * Carries out what was asked for; to be called where events are appended. Each is claimed first, its audit row in the
 * same write, so that nothing is deleted without one; a claim that a crash left is carried out again. Holds are looked
 * at after the claim: one placed meanwhile is seen either here or by whoever placed it. Returns how many it deleted.
 */
export async function carryOutDrops(
  events: Pick<EventStore, 'dropPartition'>,
  records: RecordStore,
  clock: Clock,
): Promise<number> {
  let dropped = 0
  for (const { document: drop, version } of await openDrops(records)) {
    const { id, class: name, day, reason } = drop
    const step = (state: PartitionDrop['state'], ended: number | null, expect: number, action?: string) =>
      records.write(
        [{ kind: dropKind, id, document: { ...drop, state, ended }, unitIds: [], expect }],
        action === undefined
          ? []
          : [
              {
                actor: 'system',
                action,
                target: `partition/${name}/${day}`,
                unitIds: [],
                details: { reason, events: drop.events, matches: drop.matches, bytes: drop.bytes },
              },
            ],
      )
    let claimed = version
    if (drop.state === 'asked') {
      const claim = await step('dropping', null, version, 'partition.drop')
      if (!claim.ok) continue
      claimed = claim.versions[0] ?? version
    }
    if (isHeld(await listHolds(records), drop)) {
      await step('held', clock.now(), claimed, 'partition.held')
      continue
    }
    await events.dropPartition({ class: name, day })
    await step('done', clock.now(), claimed)
    dropped += 1
  }
  return dropped
}
