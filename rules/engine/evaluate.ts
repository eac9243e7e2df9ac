import { vendorLeaves } from '../../core/event/path.ts'
import { EventView } from '../../core/predicate/event-view.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { toViewMatcher } from '../../core/predicate/to-matcher.ts'
import type { Rule } from '../sigma/rule.ts'

/** Judges events by a fixed set of rules. Not to be shared between threads. */
export interface Evaluator {
  /** The rules that fire on the event, in the order they were given. */
  evaluate(event: object): readonly Rule[]
}

interface Group {
  readonly route: () => boolean
  readonly members: readonly { readonly rule: Rule; readonly order: number; readonly fires: () => boolean }[]
}

const nobody: readonly Rule[] = []

/** Every leaf: as a part of another document, an event has no stamps. */
const everyLeaf = (event: object) => vendorLeaves({ document: event })

/**
 * The plain matcher: rules by log source, each log source asked once an event, each field read and folded once an event
 * whatever number of rules look at it. Rules that cannot run here are left out. Keywords are looked for in what the
 * vendor sent; with `keywordsIn: 'document'` in all of the event, for events that are not of the collector's making.
 */
export function evaluator(rules: readonly Rule[], options: { keywordsIn?: 'vendor' | 'document' } = {}): Evaluator {
  const view = options.keywordsIn === 'document' ? new EventView(everyLeaf) : new EventView()
  const byRoute = new Map<string, { route: Predicate; members: Group['members'][number][] }>()
  for (const [order, rule] of rules.entries()) {
    if (rule.cannotRun !== undefined) continue
    const key = JSON.stringify(rule.route)
    const group = byRoute.get(key) ?? { route: rule.route, members: [] }
    group.members.push({ rule, order, fires: toViewMatcher(rule.detection, view) })
    byRoute.set(key, group)
  }
  const groups: Group[] = [...byRoute.values()].map(({ route, members }) => ({
    route: toViewMatcher(route, view),
    members,
  }))
  return {
    evaluate(event) {
      view.turnTo(event)
      let fired: Group['members'][number][] | undefined
      for (const group of groups) {
        if (!group.route()) continue
        for (const member of group.members) {
          if (!member.fires()) continue
          if (fired === undefined) fired = [member]
          else fired.push(member)
        }
      }
      if (fired === undefined) return nobody
      if (fired.length > 1 && groups.length > 1) fired.sort((a, b) => a.order - b.order)
      return fired.map(({ rule }) => rule)
    },
  }
}
