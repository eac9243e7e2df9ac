import type { Predicate } from '../../core/predicate/predicate.ts'
import type { Report } from './report.ts'
import type { Rule } from './rule.ts'
import type { Entry, Tree, TreeMap } from './yaml-tree.ts'

/** What of a file's documents is a rule, with what it takes from documents before it. */
export interface Member {
  readonly tree: TreeMap
  /** True if the id stands in a document that several rules share. */
  readonly inheritsId: boolean
}

const actions = ['global', 'reset', 'repeat']
const laterKinds: { readonly [key: string]: string } = { correlation: 'correlation rules', filter: 'filters' }

/**
 * The documents of one file in their order. Of old, `action` made rules of several documents: `global` is a part of all
 * rules behind it, `reset` ends that, `repeat` is the rule before with changes (Sigma 1, Rule collections).
 */
export class Collection {
  #shared: TreeMap | undefined
  #previous: TreeMap | undefined

  /** The rule that a document makes; undefined if it makes none or one of a kind that cannot be used. */
  member(tree: TreeMap, report: Report): Member | undefined {
    const action = tree.entries.get('action')
    if (action !== undefined) {
      const name = action.value.kind === 'scalar' ? action.value.text : ''
      if (!actions.includes(name)) {
        report.error('invalid-action', action.at, `there is no action “${name}”`, `use one of: ${actions.join(', ')}`)
        return undefined
      }
      const content = without(tree, 'action')
      if (name === 'global') {
        this.#shared = this.#shared === undefined ? content : merged(this.#shared, content)
        return undefined
      }
      if (name === 'reset') {
        this.#shared = undefined
        return undefined
      }
      return this.#member(content, this.#previous, report)
    }
    return this.#member(tree, this.#shared, report)
  }

  #member(own: TreeMap, base: TreeMap | undefined, report: Report): Member | undefined {
    const tree = base === undefined ? own : merged(base, own)
    for (const [key, what] of Object.entries(laterKinds)) {
      const entry = tree.entries.get(key)
      if (entry === undefined || (key === 'filter' && tree.entries.has('detection'))) continue
      report.error('unsupported-document', entry.at, `${what} are not supported yet`, 'only detection rules are')
      return undefined
    }
    this.#previous = tree
    return { tree, inheritsId: !own.entries.has('id') && tree.entries.has('id') }
  }
}

const without = (tree: TreeMap, key: string): TreeMap => ({
  ...tree,
  entries: new Map([...tree.entries].filter(([name]) => name !== key)),
})

/** `over` laid upon `base`: maps are merged to the bottom, anything else is replaced. */
function merged(base: TreeMap, over: TreeMap): TreeMap {
  const entries = new Map<string, Entry>(base.entries)
  for (const [key, entry] of over.entries) {
    const before: Tree | undefined = entries.get(key)?.value
    const both = before?.kind === 'map' && entry.value.kind === 'map'
    entries.set(key, both ? { ...entry, value: merged(before, entry.value) } : entry)
  }
  return { ...over, entries }
}

/** Adds a rule. Parts of a collection that share an id become one rule that fires where any of them does. */
export function addPart(rules: Rule[], rule: Rule, inheritsId: boolean): void {
  const index = inheritsId ? rules.findIndex(({ id }) => id === rule.id) : -1
  const first = rules[index]
  if (first === undefined) rules.push(rule)
  else rules[index] = joined(first, rule)
}

function joined(first: Rule, second: Rule): Rule {
  if (second.cannotRun !== undefined) return first
  if (first.cannotRun !== undefined) return { ...second, line: first.line }
  const either = (a: Predicate, b: Predicate): Predicate => ({ kind: 'any', of: [a, b] })
  const predicate = either(first.predicate, second.predicate)
  return { ...first, route: either(first.route, second.route), detection: predicate, predicate }
}
