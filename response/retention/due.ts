import type { EventReads, Partition } from '../../core/store/store.ts'
import { keptUntil } from './calendar.ts'
import { type Hold, isHeld } from './hold.ts'
import type { ClassPolicy } from './policy.ts'

/** A partition as the store tells it. */
export type PartitionFacts = Awaited<ReturnType<EventReads['partitions']>>[number]

/** A partition with the days from which it may be deleted. */
export interface KeptPartition extends PartitionFacts {
  /** The first day on which its class no longer keeps it; null: of a class that is not known, kept for good. */
  readonly until: string | null
  /** The first day on which it may be deleted if the disk is full. */
  readonly minimumUntil: string | null
  readonly held: boolean
}

/** How long each partition is kept. */
export function keptPartitions(
  partitions: readonly PartitionFacts[],
  policyOf: (name: string) => ClassPolicy | undefined,
  holds: readonly Hold[],
): readonly KeptPartition[] {
  return partitions.map((partition) => {
    const policy = policyOf(partition.class)
    return {
      ...partition,
      until: policy === undefined ? null : keptUntil(partition.day, policy.months),
      minimumUntil: policy === undefined ? null : keptUntil(partition.day, policy.minimum),
      held: isHeld(holds, partition),
    }
  })
}

const within = (open: readonly Partition[], { class: name, day }: Partition) =>
  open.some((other) => other.class === name && other.day === day)

/** The partitions whose months are over on `today`, without those held or being deleted. */
export function expired(
  partitions: readonly KeptPartition[],
  today: string,
  open: readonly Partition[],
): readonly KeptPartition[] {
  return partitions.filter(
    (partition) => partition.until !== null && partition.until <= today && !partition.held && !within(open, partition),
  )
}

/** The oldest partition that a full disk may take: past the months that the law asks for, not held. */
export function oldestPastMinimum(
  partitions: readonly KeptPartition[],
  today: string,
  open: readonly Partition[],
): KeptPartition | undefined {
  return partitions
    .filter(
      (partition) =>
        partition.minimumUntil !== null &&
        partition.minimumUntil <= today &&
        !partition.held &&
        !within(open, partition),
    )
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : b.bytes - a.bytes))[0]
}
