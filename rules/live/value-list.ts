import { foldCase } from '../../core/lib/fold-text.ts'
import { parseNetwork } from '../../core/lib/ip.ts'
import type { EventView } from '../../core/predicate/event-view.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { toViewMatcher } from '../../core/predicate/to-matcher.ts'
import { parseValue } from '../sigma/values.ts'

/** The record kind of lists of values; a record's id is the list's name. */
export const valueListKind = 'value-list'

/** How the values of a list are compared: as a whole, as addresses within networks, or with `*` and `?`. */
export const valueListTypes = ['exact', 'cidr', 'wildcard'] as const
export type ValueListType = (typeof valueListTypes)[number]

/** A list of values that exceptions and rules share; rules have it as the placeholder `%name%`. */
export interface ValueList {
  readonly name: string
  readonly about: string
  readonly type: ValueListType
  readonly items: readonly string[]
  readonly owner: string
  readonly changed: { readonly at: number; readonly by: string }
}

/** What a list's name may be: it stands between per cent signs in rules. */
export const valueListName = /^[a-z][a-z0-9_-]{0,62}$/

/** Items of one list, and characters of one item. */
const mostItems = 50_000
const longestItem = 1000

/** What is wrong with a line of an uploaded list; lines count from 1. */
export interface ValueListProblem {
  readonly line: number
  readonly value: string
  readonly message: string
  readonly hint: string
  /** Its text in any language, and what that is filled from. */
  readonly code: 'value-many' | 'value-long' | 'value-control' | 'value-network' | 'value-every'
  readonly params: Readonly<Record<string, string>>
}

/**
 * Reads a list as it is uploaded: one value a line, blanks around it and empty lines left out, `#` at the beginning of a
 * line for a remark. A value that stands there twice counts once. Everything wrong is told at once.
 */
export function parseValueList(
  text: string,
  type: ValueListType,
): { readonly items: readonly string[]; readonly problems: readonly ValueListProblem[] } {
  const items = new Map<string, string>()
  const problems: ValueListProblem[] = []
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const value = line.trim()
    if (value === '' || value.startsWith('#')) continue
    const wrong = faultOf(value, type)
    const place = { line: index + 1, value: value.slice(0, 100) }
    if (wrong !== undefined) {
      const params = { value: place.value, most: String(longestItem) }
      problems.push({ ...place, ...wrong, params })
    } else if (items.size < mostItems) items.set(foldCase(value), value)
    else {
      const hint = 'write several lists'
      const params = { most: String(mostItems) }
      problems.push({ ...place, code: 'value-many', message: `more than ${mostItems} values`, hint, params })
      break
    }
  }
  return { items: [...items.values()], problems }
}

function faultOf(value: string, type: ValueListType): Omit<ValueListProblem, 'line' | 'value' | 'params'> | undefined {
  if (value.length > longestItem) {
    return { code: 'value-long', message: `longer than ${longestItem} characters`, hint: 'write a shorter value' }
  }
  if (/\p{Cc}/u.test(value.replaceAll('\t', ''))) {
    const hint = 'save the list as plain UTF-8 text'
    return { code: 'value-control', message: 'there is a control character in it', hint }
  }
  if (type === 'cidr' && parseNetwork(value) === undefined) {
    const hint = 'write 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32'
    return { code: 'value-network', message: 'no address and no network', hint }
  }
  if (type === 'wildcard' && parseValue(value).every((part) => typeof part !== 'string')) {
    return { code: 'value-every', message: 'it would hold every value', hint: 'write some letters beside * and ?' }
  }
  return undefined
}

/** The values as a rule's placeholder has them: a whole value stands for its own characters. */
export const placeholderValues = ({ type, items }: ValueList): readonly string[] =>
  type === 'exact' ? items.map((item) => item.replace(/[\\*?]/g, '\\$&')) : items

/** The predicate that the field holds a value of the list. */
export function listPredicate({ type, items }: ValueList, field: string): Predicate {
  const leaf = (item: string): Predicate => {
    if (type === 'cidr') return { kind: 'cidr', field, network: item }
    if (type === 'exact') return { kind: 'equals', field, value: item, fold: 'case' }
    return { kind: 'wildcard', field, pattern: parseValue(item), fold: 'case' }
  }
  return { kind: 'any', of: items.map(leaf) }
}

/** As `toViewMatcher(listPredicate(…), view)`; thousands of whole values cost one look. */
export function listTest(list: ValueList, field: string, view: EventView): () => boolean {
  if (list.type !== 'exact') return toViewMatcher(listPredicate(list, field), view)
  const values = new Set(list.items.map(foldCase))
  const read = view.texts(field, 'case')
  return () => {
    const found = read()
    if (found === undefined) return false
    return typeof found === 'string' ? values.has(found) : found.some((text) => values.has(text))
  }
}
