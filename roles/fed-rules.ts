import { datasetOf } from '../collector/map/windows/channels.ts'
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

/**
 * Whether events for a rule arrive: true if it can run and one of the datasets that arrive may hold events of its log
 * source. False for a rule that waits for its source, as for one that can run nowhere.
 */
export function arrives(rule: Pick<Rule, 'cannotRun' | 'route'>, datasets: Iterable<string>): boolean {
  if (rule.cannotRun !== undefined) return false
  for (const dataset of datasets) if (canMatch(rule.route, dataset)) return true
  return false
}

/** True unless the predicate can match no event of the dataset: of what else it asks, the best is taken. */
function canMatch(predicate: Predicate, dataset: string): boolean {
  switch (predicate.kind) {
    case 'all':
      return predicate.of.every((part) => canMatch(part, dataset))
    case 'any':
      return predicate.of.some((part) => canMatch(part, dataset))
    case 'equals':
      if (predicate.field === 'winlog.channel') return isOfChannel(dataset, predicate.value)
      return predicate.field !== 'event.dataset' || predicate.value === dataset
    case 'exists':
      return predicate.field !== 'winlog.channel' || fromWindows.test(dataset)
    case 'wildcard':
      return predicate.field !== 'event.dataset' || fits(predicate.pattern, dataset)
    case 'false':
      return false
    default:
      return true
  }
}

/** Datasets of Windows' event logs, as the collector and as Elastic's integration `system` name them. */
const fromWindows = /^(?:windows\.|system\.(?:application|security|system)$)/

/** Events of the channel stand in its own dataset, or in that of a collecting host's channel for forwarded ones. */
function isOfChannel(dataset: string, channel: string): boolean {
  return (
    dataset === datasetOf(channel) || dataset === 'windows.forwarded' || dataset === `system.${channel.toLowerCase()}`
  )
}

function fits(pattern: Extract<Predicate, { kind: 'wildcard' }>['pattern'], text: string): boolean {
  const parts = pattern.map((part) =>
    typeof part === 'string' ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : part.any === 'run' ? '.*' : '.',
  )
  return new RegExp(`^${parts.join('')}$`, 'su').test(text)
}
