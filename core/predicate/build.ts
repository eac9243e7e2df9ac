import type {
  All,
  AnyField,
  AnyOf,
  Cidr,
  Compare,
  Equals,
  Everything,
  Exists,
  FieldEquals,
  Fold,
  Not,
  Nothing,
  Predicate,
  Regex,
  Wildcard,
  WildcardPart,
} from './predicate.ts'

/**
 * Small constructors, so that whoever builds a predicate writes it as it reads. Text folds by case unless told otherwise.
 * They build what they are told; `simplify` tidies and freezes.
 */

export const everything: Everything = Object.freeze({ kind: 'true' })
export const nothing: Nothing = Object.freeze({ kind: 'false' })

const run: WildcardPart = Object.freeze({ any: 'run' })

/** All of the parts hold. */
export const all = (...of: readonly Predicate[]): All => ({ kind: 'all', of })
/** At least one of the parts holds. */
export const any = (...of: readonly Predicate[]): AnyOf => ({ kind: 'any', of })
export const not = (of: Predicate): Not => ({ kind: 'not', of })

export const equals = (field: string, value: string, fold: Fold = 'case'): Equals => ({
  kind: 'equals',
  field,
  value,
  fold,
})
export const wildcard = (field: string, pattern: readonly WildcardPart[], fold: Fold = 'case'): Wildcard => ({
  kind: 'wildcard',
  field,
  pattern,
  fold,
})
/** The text stands somewhere in the value. */
export const contains = (field: string, text: string, fold: Fold = 'case'): Wildcard =>
  wildcard(field, [run, text, run], fold)
/** The value begins with the text. */
export const startsWith = (field: string, text: string, fold: Fold = 'case'): Wildcard =>
  wildcard(field, [text, run], fold)
/** The value ends with the text. */
export const endsWith = (field: string, text: string, fold: Fold = 'case'): Wildcard =>
  wildcard(field, [run, text], fold)
/** The value contains a match; `flags` are some of i, m, s. The pattern is one that `compileRegex` accepts. */
export const regex = (field: string, pattern: string, flags = ''): Regex => ({ kind: 'regex', field, pattern, flags })
export const compare = (field: string, op: Compare['op'], value: number, as: Compare['as'] = 'number'): Compare => ({
  kind: 'compare',
  field,
  op,
  value,
  as,
})
/** The value is an address within the network, one that `parseNetwork` accepts. */
export const cidr = (field: string, network: string): Cidr => ({ kind: 'cidr', field, network })
export const exists = (field: string): Exists => ({ kind: 'exists', field })
export const fieldEquals = (
  field: string,
  other: string,
  how: FieldEquals['how'] = 'equals',
  fold: Fold = 'case',
): FieldEquals => ({ kind: 'fieldEquals', field, other, how, fold })
/** Some leaf of the vendor's document passes the test. */
export const anyField = (test: AnyField['test']): AnyField => ({ kind: 'anyField', test })
/** The text stands somewhere in the vendor's document: a keyword of a rule, a word of the search bar. */
export const anyFieldContains = (text: string, fold: Fold = 'case'): AnyField =>
  anyField({ kind: 'wildcard', pattern: [run, text, run], fold })
