import type { Predicate } from '../../core/predicate/predicate.ts'

/** Events of one of these data sets; a name that ends in `*` stands for all that begin so. */
export function fromDatasets(...names: readonly string[]): Predicate {
  return oneOf(
    names.map((name) =>
      name.endsWith('*') ? startsWith('event.dataset', name.slice(0, -1)) : equals('event.dataset', name),
    ),
  )
}

/** Events that a program wrote, whichever way they came: syslog names it, and so does an agent. */
export function fromPrograms(...names: readonly string[]): Predicate {
  return oneOf(
    names.map((name) =>
      name.endsWith('*') ? startsWith('process.name', name.slice(0, -1)) : equals('process.name', name),
    ),
  )
}

/** Events where all of these hold. */
export function allOf(...of: readonly Predicate[]): Predicate {
  return { kind: 'all', of }
}

/** Events where one of these holds. */
export function anyOf(...of: readonly Predicate[]): Predicate {
  return oneOf(of)
}

function oneOf(of: readonly Predicate[]): Predicate {
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'any', of }
}

/** A field that has exactly this value. */
export function equals(field: string, value: string): Predicate {
  return { kind: 'equals', field, value, fold: 'none' }
}

/** A field whose value begins so. */
function startsWith(field: string, text: string): Predicate {
  return { kind: 'wildcard', field, pattern: [text, { any: 'run' }], fold: 'none' }
}

/** A field that is there. */
export function exists(field: string): Predicate {
  return { kind: 'exists', field }
}

/** Events where this does not hold. */
export function not(of: Predicate): Predicate {
  return { kind: 'not', of }
}
