import type { Partition } from '../core/store/store.ts'
import { isoDate } from './decode/timestamp.ts'
import { isPlausible } from './map/event-time.ts'

/**
 * Where an event is kept: its own day (UTC) if that time lies within receipt − 30 days … + 1 day, otherwise the day of
 * receipt, and then `placedByReceipt` says so. A forged 1970 or 2099 can thus neither make nor delete a partition.
 */
export function placeOf(
  time: number | undefined,
  receivedAt: number,
  retentionClass: string,
): { partition: Partition; placedByReceipt: boolean } {
  const placedByReceipt = time === undefined || !isPlausible(time, receivedAt)
  return { partition: partitionAt(placedByReceipt ? receivedAt : time, retentionClass), placedByReceipt }
}

let last: Partition = { class: '', day: '' }
/** One object a day and class, so that a batch's partitions compare cheaply. */
function partitionAt(time: number, retentionClass: string): Partition {
  const day = isoDate(time)
  if (last.day !== day || last.class !== retentionClass) last = { class: retentionClass, day }
  return last
}
