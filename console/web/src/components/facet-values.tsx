import { severities } from '../../../../core/event/severity.ts'
import type { FacetGroup } from './FacetColumn.tsx'
import { SeverityMark } from './marks.tsx'

/** All severities with their counts, the gravest first. */
export function severityValues(countOf: (value: string) => number): FacetGroup['values'] {
  return severities
    .toReversed()
    .map((value) => ({ value, count: countOf(value), words: <SeverityMark severity={value} /> }))
}

/** Values as they were counted, called by what people call them where that is known. */
export function namedValues(
  counted: readonly { readonly value: string; readonly count: number }[],
  nameOf: (value: string) => string | undefined,
): FacetGroup['values'] {
  return counted.map(({ value, count }) => {
    const name = nameOf(value)
    return name === undefined ? { value, count } : { value, count, words: name, name }
  })
}
