import { parseNetwork } from '../../core/lib/ip.ts'
import { contains } from '../../core/predicate/build.ts'
import type { Predicate, WildcardPart } from '../../core/predicate/predicate.ts'
import type { EventQuery } from '../../core/store/store.ts'

/** A search as a person puts it: a range, free text, and `field=value` that must or must not hold. */
export interface EventSearch {
  readonly from: number
  readonly to: number
  readonly text?: string
  readonly only?: readonly string[]
  readonly not?: readonly string[]
}

/** The fields of the facet column. */
export const defaultFacets = [
  'event.dataset',
  'event.action',
  'event.outcome',
  'event.kind',
  'host.name',
  'user.name',
  'source.ip',
  'destination.ip',
  'process.name',
  'vonggac.source.id',
] as const

/** The search as a query of the event store. Free text is looked for in the raw line and the message. */
export function eventQuery(search: EventSearch): EventQuery {
  const of: Predicate[] = []
  const text = search.text?.trim()
  if (text) {
    of.push({ kind: 'any', of: [contains('event.original', text, 'search'), contains('message', text, 'search')] })
  }
  for (const pair of search.only ?? []) of.push(fieldPredicate(pair))
  for (const pair of search.not ?? []) of.push({ kind: 'not', of: fieldPredicate(pair) })
  return { from: search.from, to: search.to, where: { kind: 'all', of } }
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
