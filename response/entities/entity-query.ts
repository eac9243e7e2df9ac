import { type EntityAsked, entityQuestion } from '../../core/predicate/entity-question.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { parseSearch } from '../../core/predicate/search-language.ts'
import type { EventQuery } from '../../core/store/store.ts'

/** What of a host, a user or an address is looked at, within a range of event times (epoch milliseconds, `to` exclusive). */
export interface EntityRange extends EntityAsked {
  readonly from: number
  readonly to: number
}

/** A text of the search language that this room wrote itself, as a predicate. */
export function predicateOf(text: string): Predicate {
  // No time stands in such a text, so no zone matters.
  const parsed = parseSearch(text, { timeZone: 'UTC' })
  if (!parsed.ok) throw new Error(`"${text}" is no search`)
  return parsed.value.predicate
}

/** The query of the event store that finds what speaks of it. */
export const entityQuery = (asked: EntityRange): EventQuery => ({
  from: asked.from,
  to: asked.to,
  where: predicateOf(entityQuestion(asked)),
})

/** The query with more conditions. */
export const narrowed = (query: EventQuery, ...more: readonly Predicate[]): EventQuery => ({
  ...query,
  where: { kind: 'all', of: [query.where, ...more] },
})
