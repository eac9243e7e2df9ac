import { foldLeaves } from './fold.ts'
import type { Cases, Leaf, Predicate } from './predicate.ts'
import { simplify } from './simplify.ts'
import { toElastic } from './to-elastic.ts'

/**
 * The parts of a predicate for which Elasticsearch alone finds too much, each once and with its `not`. Empty though the
 * whole is not exact: its parts are too many for one query.
 */
export function inexactInElastic(predicate: Predicate): readonly Predicate[] {
  const found = new Map<string, Predicate>()
  const look = (leaf: Leaf, negated: boolean): void => {
    const part: Predicate = negated ? { kind: 'not', of: leaf } : leaf
    if (!toElastic(part, { keywords: {} }).exact) found.set(JSON.stringify(part), part)
  }
  const cases: Cases<void> = {
    equals: look,
    wildcard: look,
    regex: look,
    compare: look,
    cidr: look,
    exists: look,
    fieldEquals: look,
    anyField: look,
  }
  const nothing = (): void => undefined
  foldLeaves(simplify(predicate), cases, { all: nothing, any: nothing, constant: nothing })
  return [...found.values()]
}
