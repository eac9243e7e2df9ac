import type { RetentionFrame, SystemLevel } from './law.ts'
import type { SourceClasses } from './source-classes.ts'

/** The classes in which events are kept, by name, in months. */
export const retentionClasses = { '1m': 1, '3m': 3, '6m': 6, '12m': 12 } as const
export type RetentionClass = keyof typeof retentionClasses
export const classNames = Object.keys(retentionClasses) as RetentionClass[]

/** How long partitions of a class are kept. */
export interface ClassPolicy {
  readonly class: string
  /** Months it is kept for. */
  readonly months: number
  /** Months below which it is not deleted, however full the disk is. */
  readonly minimum: number
}

/** The smallest class that keeps as long as the law asks for systems of the level. */
export function classOfLevel(frame: RetentionFrame, level: SystemLevel): RetentionClass {
  return classFor(frame.months[level])
}

/** The smallest class that keeps for so many months; the longest where none does. */
export const classFor = (months: number): RetentionClass =>
  classNames.find((name) => retentionClasses[name] >= months) ?? '12m'

/** The class, or a longer one that keeps for so many months. */
export const longEnough = (name: RetentionClass, months: number): RetentionClass =>
  retentionClasses[name] >= months ? name : classFor(months)

/**
 * What holds of a class: its months by its name, and as its minimum the most that the law asks of any level whose
 * sources are kept in it, or of any system of the register that may be kept in it (`systems`: their months). A class that nobody knows any more is never deleted early.
 */
export function classPolicy(
  name: string,
  frame: RetentionFrame,
  sources: Pick<SourceClasses, 'levelsIn'>,
  systems: readonly number[] = [],
): ClassPolicy | undefined {
  const months = Object.hasOwn(retentionClasses, name) ? retentionClasses[name as RetentionClass] : undefined
  if (months === undefined) return undefined
  const asked = [
    ...sources.levelsIn(name).map((level) => frame.months[level]),
    // Standard class and lists may keep them longer than they ask for.
    ...systems.filter((minimum) => minimum <= months || classFor(minimum) === name),
  ]
  return { class: name, months, minimum: Math.min(months, Math.max(0, ...asked)) }
}
