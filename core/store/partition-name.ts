import type { Partition } from './store.ts'

/** What a retention class and a day look like; both become part of file and index names. */
export const classShape = /^[a-z0-9][a-z0-9-]{0,63}$/
export const dayShape = /^\d{4}-\d{2}-\d{2}$/

/** Throws on a class or day that is no plain name. */
export function checkPartition(partition: Partition): void {
  if (!classShape.test(partition.class) || !dayShape.test(partition.day)) {
    throw new Error(`"${partition.class}/${partition.day}" names no partition`)
  }
}
