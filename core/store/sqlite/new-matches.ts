import { CodedError } from '../../lib/errors.ts'
import { isObject } from '../../lib/json.ts'
import type { KnownPartition, PartitionCatalog } from './partition-catalog.ts'

/** The last match row seen of each partition, `class/day`. */
type Cursor = Record<string, number>

/** Match rows of one partition that were not seen yet: those after `seen`, up to and with `to`. */
interface NewRows {
  readonly known: KnownPartition
  readonly seen: number
  readonly to: number
}

/**
 * Which match rows arrived since the cursor, at most so many, with the cursor to go on with and whether there are more. A
 * partition's rows are numbered in the order in which they were committed, so nothing can arrive behind the cursor. Throws
 * CodedError `bad-request` for a cursor that was not given.
 */
export function newMatches(
  catalog: PartitionCatalog,
  cursor: string | undefined,
  most: number,
): { readonly stretches: readonly NewRows[]; readonly cursor: string; readonly more: boolean } {
  const before = cursor === undefined ? {} : readCursor(cursor)
  const after: Cursor = {}
  const stretches: NewRows[] = []
  let left = most
  let more = false
  for (const known of catalog.all()) {
    const { partition, lastMatch } = known
    const name = `${partition.class}/${partition.day}`
    const last = before[name] ?? 0
    // Fewer rows than were seen: the partition was dropped and began anew.
    const seen = last > lastMatch ? 0 : last
    const to = Math.min(lastMatch, seen + left)
    if (to > 0) after[name] = Math.max(seen, to)
    more ||= to < lastMatch
    if (to <= seen) continue
    left -= to - seen
    stretches.push({ known, seen, to })
  }
  return { stretches, cursor: JSON.stringify(after), more }
}

function readCursor(cursor: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(cursor)
    if (isObject(parsed) && Object.values(parsed).every(Number.isSafeInteger)) return parsed as Cursor
  } catch (cause) {
    throw new CodedError('bad-request', 'the cursor is not one that was given', { cause })
  }
  throw new CodedError('bad-request', 'the cursor is not one that was given')
}
