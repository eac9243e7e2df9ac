import type { Address } from '../lib/ip.ts'
import { inNetwork, parseNetwork } from '../lib/ip.ts'
import type { Read, Reading } from './event-view.ts'
import { anyField, EventView } from './event-view.ts'
import { foldLeaves } from './fold.ts'
import { partOf, relation } from './measure.ts'
import type { Cases, Compare, FieldEquals, Predicate } from './predicate.ts'
import { foldOf, textTest } from './text-test.ts'
import { groupWildcards } from './wildcard-group.ts'

/**
 * The predicate as a function of an event: exact, the reference for every other back end. For one predicate alone; many
 * that judge the same events share an `EventView` through `toViewMatcher`.
 *
 * Throws where the predicate itself is not sound: a pattern or a network that cannot be read.
 */
export function toMatcher(predicate: Predicate): (event: object) => boolean {
  const view = new EventView()
  const held = toViewMatcher(predicate, view)
  return (event) => {
    view.turnTo(event)
    return held()
  }
}

/**
 * The predicate as a question to whatever event the view stands at:
 * ```ts
 * const view = new EventView()
 * const rules = predicates.map((predicate) => toViewMatcher(predicate, view))
 * for (const event of events) {
 *   view.turnTo(event)
 *   for (const held of rules) if (held()) …
 * }
 * ```
 */
export function toViewMatcher(predicate: Predicate, view: EventView): () => boolean {
  return foldLeaves(predicate, matcherCases(view), {
    alternatives(of, negated) {
      const { groups, rest } = groupWildcards(of)
      return { done: groups.map(({ field, fold, test }) => some(view.texts(field, fold), test, negated)), rest }
    },
    constant: (value) => () => value,
    all: (parts) => {
      if (parts.length === 1) return parts[0]!
      return () => {
        for (let i = 0; i < parts.length; i++) if (!parts[i]!()) return false
        return true
      }
    },
    any: (parts) => {
      if (parts.length === 1) return parts[0]!
      return () => {
        for (let i = 0; i < parts.length; i++) if (parts[i]!()) return true
        return false
      }
    },
  })
}

function matcherCases(view: EventView): Cases<() => boolean> {
  return {
    equals: (leaf, negated) => some(view.texts(leaf.field, leaf.fold), textTest(leaf), negated),
    wildcard: (leaf, negated) => some(view.texts(leaf.field, leaf.fold), textTest(leaf), negated),
    regex: (leaf, negated) => some(view.texts(leaf.field, 'none'), textTest(leaf), negated),
    compare: (leaf, negated) => {
      const read = leaf.as === 'number' ? view.numbers(leaf.field) : view.moments(leaf.field)
      return some(read, compareTest(leaf), negated)
    },
    cidr: (leaf, negated) => {
      const network = parseNetwork(leaf.network)
      if (network === undefined) throw new Error(`"${leaf.network}" is no network`)
      const read = view.addresses(leaf.field)
      return () => {
        // A list always: see `EventView.addresses`.
        const found = read() as readonly Address[] | undefined
        return (found?.some((address) => inNetwork(address, network)) ?? false) !== negated
      }
    },
    exists: (leaf, negated) => {
      const present = view.presence(leaf.field)
      return negated ? () => !present() : present
    },
    fieldEquals: (leaf, negated) => {
      const one = view.texts(leaf.field, leaf.fold)
      const other = view.texts(leaf.other, leaf.fold)
      const related = relations[leaf.how]
      return () => {
        const theirs = listOf(other())
        return listOf(one()).some((text) => theirs.some((piece) => related(text, piece))) !== negated
      }
    },
    anyField: (leaf, negated) => some(view.texts(anyField, foldOf(leaf.test)), textTest(leaf.test), negated),
  }
}

/** True (false when negated) when some value of the reading passes. */
function some<T>(read: Read<T>, test: (value: T) => boolean, negated: boolean): () => boolean {
  return () => {
    const found = read()
    if (found === undefined) return negated
    if (!Array.isArray(found)) return test(found as T) !== negated
    for (const value of found as readonly T[]) if (test(value)) return !negated
    return negated
  }
}

function listOf<T>(reading: Reading<T>): readonly T[] {
  if (reading === undefined) return []
  return Array.isArray(reading) ? (reading as readonly T[]) : [reading as T]
}

/** The test of a compare leaf on a number, or on a moment when it is one that compares times. */
export function compareTest(leaf: Omit<Compare, 'field'>): (value: number) => boolean {
  // JSON cannot hold such a number, so a predicate that was stored would not be the one that was asked.
  if (!Number.isFinite(leaf.value)) return () => false
  const related = relation(leaf.op, leaf.value)
  const { as } = leaf
  return as === 'number' || as === 'time' ? related : (ms) => related(partOf(ms, as))
}

const relations: { readonly [K in FieldEquals['how']]: (text: string, piece: string) => boolean } = {
  equals: (text, piece) => text === piece,
  startswith: (text, piece) => text.startsWith(piece),
  endswith: (text, piece) => text.endsWith(piece),
  contains: (text, piece) => text.includes(piece),
}
