import { domainToUnicode } from 'node:url'
import type { Leaf, Predicate } from '../../core/predicate/predicate.ts'
import { type Indicator, type IndicatorType, indicatorTypes, urlParts } from './indicator.ts'
import { fieldsOf, fileNameFields, filePathFields, urlFields } from './search-fields.ts'

/** More alternatives than these go to no store: it would look at every event once for each lot of them. */
const mostAlternatives = 256

/**
 * Finds every event that holds one of the indicators, and perhaps others: `IndicatorIndex` tells. Few indicators are asked
 * for by value; many by the fields that they can stand in, for then one look at each such event is quicker.
 */
export function indicatorQuery(indicators: readonly Indicator[]): Predicate {
  const leaves: Leaf[] = []
  for (const indicator of indicators) {
    leaves.push(...leavesOf(indicator))
    if (leaves.length > mostAlternatives) return presence(new Set(indicators.map(({ type }) => type)))
  }
  return { kind: 'any', of: leaves }
}

function presence(types: ReadonlySet<IndicatorType>): Predicate {
  const fields = new Set(indicatorTypes.filter((type) => types.has(type)).flatMap((type) => fieldsOf[type]))
  return { kind: 'any', of: [...fields].map((field) => ({ kind: 'exists', field })) }
}

const equals = (field: string, value: string): Leaf => ({ kind: 'equals', field, value, fold: 'case' })
const contains = (field: string, text: string): Leaf => ({
  kind: 'wildcard',
  field,
  pattern: [{ any: 'run' }, text, { any: 'run' }],
  fold: 'case',
})

function leavesOf({ type, value }: Indicator): readonly Leaf[] {
  switch (type) {
    case 'address':
    case 'network':
      return fieldsOf[type].map((field) => ({ kind: 'cidr', field, network: value }))
    case 'domain':
      return [...new Set([value, domainToUnicode(value)])].flatMap((name) =>
        fieldsOf.domain.map((field) => contains(field, name)),
      )
    case 'url': {
      const host = urlParts(value)?.host ?? value
      const written = [...new Set([host, domainToUnicode(host) || host])]
      return written.flatMap((name) => [...urlFields.map((field) => contains(field, name)), equals('url.domain', name)])
    }
    case 'file': {
      const name = fileName(value)
      return [
        ...fileNameFields.map((field) => equals(field, name)),
        ...filePathFields.map((field) => contains(field, name)),
      ]
    }
    default:
      return fieldsOf[type].map((field) => equals(field, value))
  }
}

/** What stands behind the last separator of a path. */
export const fileName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)
