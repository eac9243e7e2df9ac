import { foldSearch } from '../../core/lib/fold-text.ts'
import { parseNetwork } from '../../core/lib/ip.ts'
import type { Result } from '../../core/lib/result.ts'
import { ok } from '../../core/lib/result.ts'
import { contains, exists } from '../../core/predicate/build.ts'
import type { Predicate, WildcardPart } from '../../core/predicate/predicate.ts'
import { parseSearch } from '../../core/predicate/search-language.ts'
import type { SearchProblem } from '../../core/predicate/search-problem.ts'
import type { EventQuery, Facet } from '../../core/store/store.ts'

/** A search as a person puts it: a range, a text of the search language, free text, and `field=value` in or out. */
export interface EventSearch {
  readonly from: number
  readonly to: number
  readonly query?: string
  readonly text?: string
  readonly only?: readonly string[]
  readonly not?: readonly string[]
}

/**
 * The search as a query of the event store, or what is wrong with its text. Free text is looked for in the raw line and the
 * message; a time in `query` that names no zone is one of `timeZone`.
 */
export function eventQuery(search: EventSearch, timeZone: string): Result<EventQuery, readonly SearchProblem[]> {
  const of: Predicate[] = []
  if (search.query !== undefined) {
    const parsed = parseSearch(search.query, { timeZone })
    if (!parsed.ok) return parsed
    of.push(parsed.value.predicate)
  }
  const text = search.text?.trim()
  if (text) {
    of.push({ kind: 'any', of: [contains('event.original', text, 'search'), contains('message', text, 'search')] })
  }
  for (const pair of search.only ?? []) of.push(fieldPredicate(pair))
  for (const pair of search.not ?? []) of.push({ kind: 'not', of: fieldPredicate(pair) })
  return ok({ from: search.from, to: search.to, where: { kind: 'all', of } })
}

/** The events of a range whose field holds text like what has been typed so far; case and diacritics do not matter. */
export function valueQuery(ask: { from: number; to: number; field: string; prefix: string }): EventQuery {
  const { from, to, field, prefix } = ask
  return { from, to, where: prefix === '' ? exists(field) : contains(field, prefix, 'search') }
}

/**
 * Of the counted values those that hold the prefix (an event found by one value of a list brings the others along), those
 * that begin with it first, then by count.
 */
export function valuesLike(facet: Facet, prefix: string, limit: number): Facet['values'] {
  const begun = foldSearch(prefix)
  const place = (value: string): number => foldSearch(value).indexOf(begun)
  return facet.values
    .map((one) => ({ ...one, at: place(one.value) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || b.count - a.count)
    .slice(0, limit)
    .map(({ value, count }) => ({ value, count }))
}

/**
 * `field=value`: equality without regard to case; `*` and `?` are wildcards, a lone `*` asks for presence, and a network
 * (`source.ip=10.0.0.0/8`) for the addresses within it.
 */
function fieldPredicate(pair: string): Predicate {
  const split = pair.indexOf('=')
  const field = split < 0 ? pair : pair.slice(0, split)
  const value = split < 0 ? '*' : pair.slice(split + 1)
  if (value === '*') return { kind: 'exists', field }
  if (value.includes('/') && parseNetwork(value) !== undefined) return { kind: 'cidr', field, network: value }
  if (!/[*?]/.test(value)) return { kind: 'equals', field, value, fold: 'case' }
  const pattern: WildcardPart[] = value
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? { any: 'run' } : part === '?' ? { any: 'one' } : part))
  return { kind: 'wildcard', field, pattern, fold: 'case' }
}
