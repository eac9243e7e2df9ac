import type { Scalar } from '../event/path.ts'
import { compilePath, textOf, vendorFields } from '../event/path.ts'
import { foldLeaves } from './fold.ts'
import type { AnyField, Cases, Leaf, Predicate } from './predicate.ts'
import { folder, foldOf, textTest } from './text-test.ts'
import { toMatcher } from './to-matcher.ts'

/** A value that made a leaf hold; for marking it where the event is shown. */
export interface Reason {
  /** The dotted name of the field; for `anyField` the one in which it was found. */
  readonly field: string
  /** The value's canonical text. */
  readonly value: string
  readonly leaf: Leaf
}

/**
 * Why the predicate holds for the event: the leaves that carried it, each with every value that passed. Empty when it does
 * not hold, or holds only because of what is absent. Slower than a matcher: for one event on a screen.
 */
export function explain(predicate: Predicate, event: object): readonly Reason[] {
  return (
    foldLeaves<readonly Reason[] | undefined>(predicate, reasonCases(event), {
      constant: (value) => (value ? [] : undefined),
      all: (parts) => (parts.every((part) => part !== undefined) ? parts.flat() : undefined),
      any: (parts) => {
        const held = parts.filter((part) => part !== undefined)
        return held.length === 0 ? undefined : held.flat()
      },
    }) ?? []
  )
}

/** For each leaf: its reasons when it holds, undefined when it does not. */
function reasonCases(event: object): Cases<readonly Reason[] | undefined> {
  const ofField = (leaf: Exclude<Leaf, AnyField>, negated: boolean): readonly Reason[] | undefined => {
    if (toMatcher(leaf)(event) === negated) return undefined
    if (negated) return []
    const { field } = leaf
    // One value at a time, in a document that holds nothing else under this name.
    const passes = toMatcher(
      leaf.kind === 'fieldEquals' ? { ...leaf, field: 'value', other: 'other' } : { ...leaf, field: 'value' },
    )
    const other = leaf.kind === 'fieldEquals' ? valuesOf(event, leaf.other) : []
    return valuesOf(event, field)
      .filter((value) => passes({ value, other }))
      .map((value) => ({ field, value: textOf(value), leaf }))
  }
  return {
    equals: ofField,
    wildcard: ofField,
    regex: ofField,
    compare: ofField,
    cidr: ofField,
    exists: ofField,
    fieldEquals: ofField,
    anyField: (leaf, negated) => {
      const fold = folder(foldOf(leaf.test))
      const test = textTest(leaf.test)
      const found = vendorFields(event).filter(({ value }) => test(fold(textOf(value))))
      if (found.length > 0 === negated) return undefined
      return negated ? [] : found.map(({ field, value }) => ({ field, value: textOf(value), leaf }))
    },
  }
}

function valuesOf(event: object, field: string): readonly Scalar[] {
  const values = compilePath(field).values(event)
  if (values === undefined) return []
  return typeof values === 'object' ? values : [values]
}
