import type { Predicate } from '../../core/predicate/predicate.ts'
import type { Report } from './report.ts'
import type { Rule } from './rule.ts'
import type { Entry, Tree, TreeMap } from './yaml-tree.ts'

/** What of a file's documents is a rule, a correlation or a filter, with what it takes from documents before it. */
export interface Member {
  readonly kind: 'rule' | 'correlation' | 'filter'
  readonly tree: TreeMap
  /** True if the id stands in a document that several rules share. */
  readonly inheritsId: boolean
}

const actions = ['global', 'reset', 'repeat']

/**
 * The documents of one file in their order. Of old, `action` made rules of several documents: `global` is a part of all
 * rules behind it, `reset` ends that, `repeat` is the rule before with changes (Sigma 1, Rule collections).
 */
export class Collection {
  #shared: TreeMap | undefined
  #previous: TreeMap | undefined

  /** What a document makes; undefined if it makes nothing. */
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
      return this.#member(content, this.#previous)
    }
    return this.#member(tree, this.#shared)
  }

  #member(own: TreeMap, base: TreeMap | undefined): Member {
    const tree = base === undefined ? own : merged(base, own)
    // What a document says itself decides before what it takes from others.
    const kind = kindOf(own) ?? kindOf(tree) ?? 'rule'
    this.#previous = tree
    const inheritsId = !own.entries.has('id') && tree.entries.has('id')
    // The parts of a rule share its id; a correlation or a filter of them is another thing.
    return { kind, tree: kind === 'rule' || !inheritsId ? tree : without(tree, 'id'), inheritsId }
  }
}

function kindOf({ entries }: TreeMap): Member['kind'] | undefined {
  if (entries.has('correlation')) return 'correlation'
  if (entries.has('detection')) return 'rule'
  return entries.has('filter') ? 'filter' : undefined
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
