import type { ProcessFacts, ProcessName } from './facts.ts'
import { keyOf, type ProcessKey } from './key.ts'

/** A process of a tree. */
export interface ProcessNode extends ProcessName {
  /** The event of its start, where it is known. */
  readonly event: string | null
  /** The event whose parent it is, where its own start is not known: by one of the two it is asked for again. */
  readonly parentOf: string | null
  readonly host: string
  readonly time: number | null
  readonly user: string | null
  readonly hashes: ProcessFacts['hashes']
}

/** Why the line of ancestors ends where it does. */
export type LineageEnd =
  /** Its first process names no parent. */
  | 'root'
  /** The parent's start is not among the events that were looked through. */
  | 'unseen'
  /** A process is its own ancestor: forged, or ids that came twice. */
  | 'loop'
  /** More generations than are shown. */
  | 'deep'
  /** The time for it ran out. */
  | 'budget'

/** What a search for the start of a process came to. */
export type StartFound = { readonly start: ProcessFacts } | { readonly start: undefined; readonly gaveUp: boolean }

export const mostGenerations = 40

/** A process as its own start tells it. */
export const seenNode = (facts: ProcessFacts): ProcessNode => ({
  ...nameOf(facts),
  event: facts.event,
  parentOf: null,
  host: facts.host,
  time: facts.time,
  user: facts.user,
  hashes: facts.hashes,
})

/** A process of which is known only what its child says of it. */
const unseenParent = (child: ProcessFacts): ProcessNode => ({
  ...nameOf(child.parent),
  event: null,
  parentOf: child.event,
  host: child.host,
  time: null,
  user: null,
  hashes: [],
})

const nameOf = ({ entityId, pid, name, executable, commandLine }: ProcessName): ProcessName => ({
  entityId,
  pid,
  name,
  executable,
  commandLine,
})

/**
 * The ancestors of a process, the highest first, and why there are no more. `findStart` looks for the newest start of a
 * process up to a moment. Always ends: a start that came before, too many generations, or `spent` stop it.
 */
export async function lineageOf(
  process: ProcessFacts,
  findStart: (key: ProcessKey, upTo: number) => Promise<StartFound>,
  spent: () => boolean,
): Promise<{ ancestors: readonly ProcessNode[]; end: LineageEnd }> {
  const ancestors: ProcessNode[] = []
  const known = new Set([process.event])
  let child = process
  const ended = (end: LineageEnd) => ({ ancestors: ancestors.toReversed(), end })
  while (ancestors.length < mostGenerations) {
    const key = keyOf(child, child.parent)
    if (key === undefined) {
      // A parent may be named without anything to find it by.
      if (child.parent.name !== null) ancestors.push(unseenParent(child))
      return ended(child.parent.name === null ? 'root' : 'unseen')
    }
    if (sameProcess(key, keyOf(child, child))) return ended('loop')
    if (spent()) return ended('budget')
    const found = await findStart(key, child.time)
    if (found.start === undefined) {
      ancestors.push(unseenParent(child))
      return ended(found.gaveUp ? 'budget' : 'unseen')
    }
    if (known.has(found.start.event)) return ended('loop')
    known.add(found.start.event)
    ancestors.push(seenNode(found.start))
    child = found.start
  }
  return ended('deep')
}

/** Only an id of its own tells that a process names itself: a pid may come again at once. */
const sameProcess = (a: ProcessKey, b: ProcessKey | undefined): boolean =>
  a.by.kind === 'id' && b?.by.kind === 'id' && a.by.entityId.toLowerCase() === b.by.entityId.toLowerCase()
