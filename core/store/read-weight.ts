import type { Predicate } from '../predicate/predicate.ts'
import { textFields } from '../predicate/words.ts'
import type { EventQuery } from './store.ts'

/**
 * What a read costs by its looks. `quick`: one thing by its key. `light`: of some days, by values that are laid out for it.
 * `heavy`: what would read very much, or open every document: a long range, free text, any field at all.
 */
export type ReadWeight = 'quick' | 'light' | 'heavy'

/** So long a range is looked through as a day is, milliseconds. */
const shortRange = 2 * 86_400_000

/** Of the newest events that a question finds: without a condition they are there at once, however long the range. */
export function searchWeight(query: EventQuery): ReadWeight {
  return isEverything(query.where) ? 'light' : countWeight(query)
}

/** Of counting all that a question finds. */
export function countWeight({ from, to, where }: EventQuery): ReadWeight {
  return to - from > shortRange || opensDocuments(where) ? 'heavy' : 'light'
}

function isEverything(where: Predicate): boolean {
  return where.kind === 'true' || (where.kind === 'all' && where.of.every(isEverything))
}

function opensDocuments(where: Predicate): boolean {
  switch (where.kind) {
    case 'all':
    case 'any':
      return where.of.some(opensDocuments)
    case 'not':
      return opensDocuments(where.of)
    case 'true':
    case 'false':
      return false
    case 'anyField':
    case 'fieldEquals':
      return true
    default:
      return (textFields as readonly string[]).includes(where.field)
  }
}
