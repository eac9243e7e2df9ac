import type { Predicate } from '../../core/predicate/predicate.ts'
import type { Rule } from '../sigma/rule.ts'
import { sourceKey } from '../taxonomy/source-key.ts'

/** One log source among loaded rules. */
export interface ListedSource {
  /** product/category/service, `-` for none. */
  readonly logsource: string
  readonly rules: number
  /** How many of them can judge events here. */
  readonly run: number
  /** Datasets and Windows channels whose events belong to it; `*` at the end stands for all that begin so. */
  readonly from: readonly string[]
  /** Why rules cannot run, and how many. */
  readonly reasons: { readonly [reason: string]: number }
}

/** The log sources of rules in the order of their names, with what each is fed by and why rules of it cannot run. */
export function listSources(rules: readonly Rule[]): readonly ListedSource[] {
  const byKey = new Map<string, Rule[]>()
  for (const rule of rules) {
    const key = sourceKey(rule.logsource)
    const there = byKey.get(key)
    if (there === undefined) byKey.set(key, [rule])
    else there.push(rule)
  }
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([logsource, members]) => {
      const reasons: Record<string, number> = {}
      for (const { cannotRun } of members) {
        if (cannotRun !== undefined) reasons[cannotRun.reason] = (reasons[cannotRun.reason] ?? 0) + 1
      }
      const running = members.filter(({ cannotRun }) => cannotRun === undefined)
      const from = new Set(running[0] === undefined ? [] : feeds(running[0].route))
      return { logsource, rules: members.length, run: running.length, from: [...from].sort(), reasons }
    })
}

/** The datasets and channels that a route names. */
function feeds(route: Predicate): readonly string[] {
  switch (route.kind) {
    case 'all':
    case 'any':
      return route.of.flatMap(feeds)
    case 'equals':
      return named.has(route.field) ? [route.value] : []
    case 'wildcard':
      return named.has(route.field)
        ? [route.pattern.map((part) => (typeof part === 'string' ? part : '*')).join('')]
        : []
    case 'exists':
      return route.field === 'winlog.channel' ? ['windows.*'] : []
    default:
      return []
  }
}

const named = new Set(['event.dataset', 'winlog.channel'])
