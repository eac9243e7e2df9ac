import type { AnyField, Equals, Fold, Predicate, Wildcard } from './predicate.ts'
import type { Fragment } from './sqlite-fragment.ts'
import { fragment } from './sqlite-fragment.ts'
import type { TextLeaf } from './sqlite-functions.ts'
import { isUnfit } from './sqlite-table.ts'
import { folder, foldPattern } from './text-test.ts'

/** A leaf, or several `equals` of one field and fold of which one must hold. */
export interface TextQuestion {
  readonly field: string
  /** The same as a predicate, for the matcher. */
  readonly whole: Predicate
  /** The condition on a text in SQL. */
  readonly test: (text: string) => Fragment
  /** The exact texts that are asked for, folded as told; absent for patterns. */
  readonly equal?: { readonly texts: readonly string[]; readonly fold: Fold }
}

/** `equals` leaves of one field and fold as one question. */
export function oneOf(leaves: readonly Equals[]): TextQuestion {
  const { field, fold } = leaves[0]!
  const texts = [...new Set(leaves.map((leaf) => folder(fold)(leaf.value)))]
  const test = (text: string): Fragment =>
    texts.length === 1
      ? fragment(0, `${foldSql(text, fold)} = ?`, texts[0]!)
      : fragment(0, `${foldSql(text, fold)} in (select value from json_each(?))`, JSON.stringify(texts))
  return {
    field,
    whole: leaves.length === 1 ? leaves[0]! : { kind: 'any', of: leaves },
    test,
    equal: { texts, fold },
  }
}

/** SQL for a text folded. `lower` knows ASCII alone, and text is ASCII when it has as many bytes as characters. */
export function foldSql(text: string, fold: Fold): string {
  if (fold === 'none') return text
  const folded = fold === 'case' ? 'vg_fold' : 'vg_search'
  return `case when octet_length(${text}) = length(${text}) then lower(${text}) else ${folded}(${text}) end`
}

/** The test of a text by the matcher's own code. */
export function byFunction(leaf: TextLeaf): (text: string) => Fragment {
  return (text) => fragment(2, `vg_text(?, ${text})`, JSON.stringify(leaf))
}

/** Longer patterns, and ones with more runs, are left to the matcher: SQLite tries runs one inside the other. */
const longestGlob = 4_000
const mostRuns = 3

/** The test of a wildcard in SQL; undefined when only the matcher can tell. */
export function wildcardSql(leaf: Wildcard): ((text: string) => Fragment) | undefined {
  if (leaf.pattern.some((part) => typeof part === 'string' && isUnfit(part))) return undefined
  const pattern = foldPattern(leaf.pattern, leaf.fold)
  const [first, literal, last] = pattern
  if (pattern.length === 3 && isRun(first) && typeof literal === 'string' && isRun(last)) {
    return (text) => fragment(0, `instr(${foldSql(text, leaf.fold)}, ?) > 0`, literal)
  }
  const glob = pattern
    .map((part) => (typeof part === 'string' ? globText(part) : part.any === 'run' ? '*' : '?'))
    .join('')
  if (glob.length > longestGlob || pattern.filter(isRun).length > mostRuns) return byFunction(leaf)
  return (text) => fragment(0, `${foldSql(text, leaf.fold)} glob ?`, glob)
}

function isRun(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'any' in part && part.any === 'run'
}

/** Literal text within a GLOB pattern: its special characters as sets of one. */
function globText(text: string): string {
  return text.replace(/[*?[]/g, '[$&]')
}

/** The path of a plain field in SQLite's JSON functions, as an SQL literal; undefined for names that it cannot take. */
export function jsonPath(field: string): string | undefined {
  if (!/^[\w@ :-]+(\.[\w@ :-]+)*$/.test(field)) return undefined
  return `'$${field
    .split('.')
    .map((segment) => `."${segment}"`)
    .join('')}'`
}

/**
 * The longest stretch of plain ASCII in what a test asks for, as it would stand in JSON text too; undefined when there is
 * none of two characters.
 */
export function longestStretch(test: AnyField['test']): string | undefined {
  if (test.kind === 'regex') return undefined
  const parts = test.kind === 'equals' ? [folder(test.fold)(test.value)] : foldPattern(test.pattern, test.fold)
  let longest = ''
  for (const part of parts) {
    if (typeof part !== 'string') continue
    for (const stretch of part.match(/[ !#-[\]-~]+/g) ?? []) if (stretch.length > longest.length) longest = stretch
  }
  return longest.length >= 2 ? longest : undefined
}
