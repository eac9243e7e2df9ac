import type { Predicate } from '../../core/predicate/predicate.ts'
import { parseCondition } from './condition.ts'
import type { Judgement, Term } from './correlation.ts'
import type { Report } from './report.ts'
import { offsetWithin } from './selections.ts'
import type { Leaf } from './yaml-tree.ts'

/** More ways for a condition to hold than anybody writes. */
const mostTerms = 64

/**
 * Reads a boolean condition over the names of rules (Sigma Correlation 2.1, extended temporal conditions), as the ways in
 * which it can hold.
 */
export function readNames(
  ordered: boolean,
  leaf: Leaf,
  names: readonly string[],
  text: string,
  report: Report,
): { readonly judgement: Judgement; readonly fields: readonly [] } | undefined {
  const selections = new Map(
    names.map((name, place): [string, Predicate] => [
      name,
      { kind: 'equals', field: '', value: String(place), fold: 'none' },
    ]),
  )
  const { predicate, used, problems } = parseCondition(leaf.text, selections)
  for (const { code, level, at, message, hint } of problems) {
    const unknown = code === 'unknown-selection'
    const said = unknown ? message.replace('selection', 'rule') : message
    report[level](unknown ? 'unknown-rule' : code, offsetWithin(text, leaf, at), said, hint)
  }
  if (predicate === undefined) return undefined
  for (const name of names) {
    if (!used.has(name)) {
      const hint = 'name it in the condition, or take it out of rules'
      report.error('unused-rule', leaf.at, `the condition does not use “${name}”`, hint)
    }
  }
  const terms = termsOf(predicate, false)
  if (terms === undefined) {
    report.error('condition-too-deep', leaf.at, `more than ${mostTerms} ways to fulfil the condition`, 'split the rule')
    return undefined
  }
  const live = terms.filter((term) => !term.with.some((place) => term.without.includes(place)))
  if (live.length === 0) {
    report.error(
      'correlation-never',
      leaf.at,
      'nothing fulfils this condition',
      'it asks for a rule and for its absence',
    )
    return undefined
  }
  if (live.some((term) => term.with.length === 0)) {
    const hint = 'a window begins with a match: ask for a rule beside what must be missing'
    report.error('correlation-absence', leaf.at, 'the condition holds where nothing matched', hint)
    return undefined
  }
  return { judgement: { kind: 'terms', ordered, terms: live }, fields: [] }
}

/** The condition as alternatives; undefined if there are too many. */
function termsOf(predicate: Predicate, negated: boolean): readonly Term[] | undefined {
  switch (predicate.kind) {
    case 'not':
      return termsOf(predicate.of, !negated)
    case 'all':
    case 'any': {
      const parts = predicate.of.map((part) => termsOf(part, negated))
      const together = (predicate.kind === 'all') !== negated
      let found: readonly Term[] = together ? [{ with: [], without: [] }] : []
      for (const part of parts) {
        if (part === undefined) return undefined
        found = together ? found.flatMap((a) => part.map((b) => joined(a, b))) : [...found, ...part]
        if (found.length > mostTerms) return undefined
      }
      return found
    }
    case 'equals': {
      const place = Number(predicate.value)
      return [negated ? { with: [], without: [place] } : { with: [place], without: [] }]
    }
    default:
      return []
  }
}

const joined = (a: Term, b: Term): Term => ({ with: union(a.with, b.with), without: union(a.without, b.without) })
const union = (a: readonly number[], b: readonly number[]) => [...new Set([...a, ...b])].sort((x, y) => x - y)
