import { everything, nothing } from './build.ts'
import type { Leaf, Predicate, WildcardPart } from './predicate.ts'
import { joinParts } from './text-test.ts'

/**
 * The same question, shorter, and frozen to the bottom: `all` within `all` and `any` within `any` are flattened, constants
 * worked out, double `not` taken away, a list of one is its only part, equal parts of a list stand once, a wildcard without
 * a wild part is `equals`. Idempotent.
 */
export function simplify(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'true':
      return everything
    case 'false':
      return nothing
    case 'not':
      return simplifyNot(simplify(predicate.of))
    case 'all':
    case 'any':
      return simplifyList(predicate.kind, predicate.of)
    default:
      // A copy: someone else's object is not frozen under their hands.
      return freeze(structuredClone(simplifyLeaf(predicate)))
  }
}

function simplifyNot(of: Predicate): Predicate {
  if (of.kind === 'true') return nothing
  if (of.kind === 'false') return everything
  return of.kind === 'not' ? of.of : Object.freeze({ kind: 'not', of })
}

function simplifyList(kind: 'all' | 'any', of: readonly Predicate[]): Predicate {
  const [neutral, decisive] = kind === 'all' ? [everything, nothing] : [nothing, everything]
  const parts = new Map<string, Predicate>()
  for (const written of of) {
    const part = simplify(written)
    if (part.kind === decisive.kind) return decisive
    if (part.kind === neutral.kind) continue
    for (const one of part.kind === kind ? part.of : [part]) parts.set(JSON.stringify(one), one)
  }
  const [only] = parts.values()
  if (only === undefined) return neutral
  return parts.size === 1 ? only : Object.freeze({ kind, of: Object.freeze([...parts.values()]) })
}

function simplifyLeaf(leaf: Leaf): Leaf {
  if (leaf.kind === 'anyField') {
    const { test } = leaf
    if (test.kind !== 'wildcard') return leaf
    const pattern = joinParts(test.pattern)
    const text = onlyText(pattern)
    if (text !== undefined) return { ...leaf, test: { kind: 'equals', value: text, fold: test.fold } }
    return { ...leaf, test: { ...test, pattern } }
  }
  if (leaf.kind !== 'wildcard') return leaf
  const pattern = joinParts(leaf.pattern)
  const text = onlyText(pattern)
  if (text !== undefined) return { kind: 'equals', field: leaf.field, value: text, fold: leaf.fold }
  return { ...leaf, pattern }
}

function onlyText(pattern: readonly WildcardPart[]): string | undefined {
  if (pattern.length === 0) return ''
  return pattern.length === 1 && typeof pattern[0] === 'string' ? pattern[0] : undefined
}

/** Freezes to the bottom. */
function freeze<T extends object>(node: T): T {
  for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) freeze(value)
  return Object.freeze(node)
}
