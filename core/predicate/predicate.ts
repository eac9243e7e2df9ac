/**
 * One predicate for everything that asks a question of an event or a record: Sigma rules, the search bar, list filters,
 * exceptions, scope. A frozen, serialisable tree; the folds beside this file turn it into a matcher and into queries.
 *
 * Meaning, the same in every back end:
 * - A field name is a dotted path. It addresses nested objects and literal dotted keys alike, and walks through arrays
 *   of objects. A list-valued field satisfies a leaf if any element does.
 * - `null` and the empty list are the same as an absent field. An object is no value; `exists` alone sees it, if there is a
 *   value somewhere in it.
 * - A value is compared by its canonical text: 10 and 10.0 are `10`, true is `true`.
 */
export type Predicate = Everything | Nothing | All | AnyOf | Not | Leaf

export interface Everything {
  readonly kind: 'true'
}
export interface Nothing {
  readonly kind: 'false'
}
/** All of `of` hold; an empty list holds. */
export interface All {
  readonly kind: 'all'
  readonly of: readonly Predicate[]
}
/** At least one of `of` holds; an empty list does not. */
export interface AnyOf {
  readonly kind: 'any'
  readonly of: readonly Predicate[]
}
export interface Not {
  readonly kind: 'not'
  readonly of: Predicate
}

/**
 * How text is folded before it is compared: `none` byte for byte, `case` NFC and Unicode case (Sigma, equality),
 * `search` also without diacritics and with đ as d (the search bar).
 */
export type Fold = 'none' | 'case' | 'search'

/** The value's text equals `value`. */
export interface Equals {
  readonly kind: 'equals'
  readonly field: string
  readonly value: string
  readonly fold: Fold
}
/** A piece of a wildcard pattern: literal text, any run of characters (newlines too), or exactly one code point. */
export type WildcardPart = string | { readonly any: 'run' | 'one' }
/** The value's text matches the whole pattern. `contains x` is run, x, run. */
export interface Wildcard {
  readonly kind: 'wildcard'
  readonly field: string
  readonly pattern: readonly WildcardPart[]
  readonly fold: Fold
}
/** The value's text contains a match of `pattern` (RE2 syntax, linear time). `flags` are some of `i`, `m`, `s`. */
export interface Regex {
  readonly kind: 'regex'
  readonly field: string
  readonly pattern: string
  readonly flags: string
}
/**
 * The value compared with a finite number. `as` says what is compared: the value itself as a number (text that is a number
 * as JSON writes one counts), its moment in epoch milliseconds (ISO 8601 text; UTC where it names no zone), or one part
 * of that moment in UTC (day of the month, ISO week). A value that is not of that nature never matches.
 */
export interface Compare {
  readonly kind: 'compare'
  readonly field: string
  readonly op: 'lt' | 'lte' | 'gt' | 'gte' | 'eq'
  readonly value: number
  readonly as: 'number' | 'time' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'
}
/** The value is an address within `network` (RFC 4632, RFC 4291). IPv4-mapped IPv6 equals its IPv4. */
export interface Cidr {
  readonly kind: 'cidr'
  readonly field: string
  readonly network: string
}
/** The field is present: there is something in it other than null, empty lists and empty objects. */
export interface Exists {
  readonly kind: 'exists'
  readonly field: string
}
/** One field's text stands in relation `how` to another's: `field` equals/starts with/ends with/contains `other`. */
export interface FieldEquals {
  readonly kind: 'fieldEquals'
  readonly field: string
  readonly other: string
  readonly how: 'equals' | 'startswith' | 'endswith' | 'contains'
  readonly fold: Fold
}
/** Some leaf of the vendor's document (not of our stamps, see `event/path.ts`) passes `test`. */
export interface AnyField {
  readonly kind: 'anyField'
  readonly test: Omit<Equals, 'field'> | Omit<Wildcard, 'field'> | Omit<Regex, 'field'>
}

export type Leaf = Equals | Wildcard | Regex | Compare | Cidr | Exists | FieldEquals | AnyField
type Node<K extends Predicate['kind']> = Extract<Predicate, { kind: K }>

/** One handler a leaf kind, told whether it stands under an odd number of `not`. A missing kind does not compile. */
export type Cases<T> = { readonly [K in Leaf['kind']]: (leaf: Node<K>, negated: boolean) => T }
