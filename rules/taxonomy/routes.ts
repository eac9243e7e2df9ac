import type { Predicate } from '../../core/predicate/predicate.ts'

/** Events of one of these data sets. */
export function fromDatasets(...names: readonly string[]): Predicate {
  const of = names.map((value) => equals('event.dataset', value))
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'any', of }
}

/** Events where all of these hold. */
export function allOf(...of: readonly Predicate[]): Predicate {
  return { kind: 'all', of }
}

/** Events where one of these holds. */
export function anyOf(...of: readonly Predicate[]): Predicate {
  return { kind: 'any', of }
}

/** A field that has exactly this value. */
export function equals(field: string, value: string): Predicate {
  return { kind: 'equals', field, value, fold: 'none' }
}
