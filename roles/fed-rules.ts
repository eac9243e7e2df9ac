import type { Predicate } from '../core/predicate/predicate.ts'
import type { FedRule } from '../response/sources/silence.ts'
import type { Rule } from '../rules/sigma/rule.ts'

/** Which rules look at events of some datasets; `alone` where none of `others` is looked at too. */
export function fedRules(rules: readonly Rule[]) {
  const running = rules.filter((rule) => rule.cannotRun === undefined)
  return (datasets: readonly string[], others: readonly string[]): FedRule[] =>
    running
      .filter(({ route }) => datasets.some((dataset) => canMatch(route, dataset)))
      .map(({ titles, route }) => ({ title: titles.vi, alone: !others.some((dataset) => canMatch(route, dataset)) }))
}

/** True unless the predicate can match no event of the dataset: of what else it asks, the best is taken. */
function canMatch(predicate: Predicate, dataset: string): boolean {
  switch (predicate.kind) {
    case 'all':
      return predicate.of.every((part) => canMatch(part, dataset))
    case 'any':
      return predicate.of.some((part) => canMatch(part, dataset))
    case 'equals':
      return predicate.field !== 'event.dataset' || predicate.value === dataset
    case 'wildcard':
      return predicate.field !== 'event.dataset' || fits(predicate.pattern, dataset)
    case 'false':
      return false
    default:
      return true
  }
}

function fits(pattern: Extract<Predicate, { kind: 'wildcard' }>['pattern'], text: string): boolean {
  const parts = pattern.map((part) =>
    typeof part === 'string' ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : part.any === 'run' ? '.*' : '.',
  )
  return new RegExp(`^${parts.join('')}$`, 'su').test(text)
}
