import type { Cases, Leaf, Predicate } from './predicate.ts'

/** How the results of the parts become the result of the whole. */
export interface Joints<T> {
  readonly all: (parts: readonly T[]) => T
  readonly any: (parts: readonly T[]) => T
  readonly constant: (value: boolean) => T
  /** What a back end does with alternatives together, before the rest of them are folded one by one. */
  readonly alternatives?: (
    of: readonly Predicate[],
    negated: boolean,
  ) => { readonly done: readonly T[]; readonly rest: readonly Predicate[] }
}

/**
 * Folds a predicate from its leaves up, in negation normal form: `not` never reaches a handler, it swaps `all` and `any`
 * on the way down and arrives at the leaves as `negated`. A handler told `negated` gives the result for "not this leaf",
 * so a back end that over-approximates can do so in the leaf's own polarity. Recurses as deep as the predicate is nested.
 */
export function foldLeaves<T>(predicate: Predicate, cases: Cases<T>, joints: Joints<T>): T {
  const fold = (node: Predicate, negated: boolean): T => {
    switch (node.kind) {
      case 'true':
      case 'false':
        return joints.constant((node.kind === 'true') !== negated)
      case 'not':
        return fold(node.of, !negated)
      case 'all':
      case 'any': {
        const together = node.kind === 'any' ? joints.alternatives?.(node.of, negated) : undefined
        const one = (part: Predicate) => fold(part, negated)
        const parts = together === undefined ? node.of.map(one) : [...together.done, ...together.rest.map(one)]
        return (node.kind === 'all') !== negated ? joints.all(parts) : joints.any(parts)
      }
      default:
        return handle(cases, node, negated)
    }
  }
  return fold(predicate, false)
}

/** Calls the handler of the leaf's kind. */
export function handle<T, K extends Leaf['kind']>(
  cases: Cases<T>,
  leaf: Extract<Leaf, { kind: K }>,
  negated: boolean,
): T {
  return (cases[leaf.kind] as (leaf: Leaf, negated: boolean) => T)(leaf, negated)
}

/** The same predicate with every `not` directly above a leaf. */
export function pushNotToLeaves(predicate: Predicate): Predicate {
  const keep = (leaf: Leaf, negated: boolean): Predicate => (negated ? { kind: 'not', of: leaf } : leaf)
  const cases: Cases<Predicate> = {
    equals: keep,
    wildcard: keep,
    regex: keep,
    compare: keep,
    cidr: keep,
    exists: keep,
    fieldEquals: keep,
    anyField: keep,
  }
  return foldLeaves(predicate, cases, {
    all: (of) => ({ kind: 'all', of }),
    any: (of) => ({ kind: 'any', of }),
    constant: (value) => ({ kind: value ? 'true' : 'false' }),
  })
}
