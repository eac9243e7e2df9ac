import type { Scalar } from '../../event/path.ts'
import { isScalar } from '../../event/path.ts'
import { isObject } from '../../lib/json.ts'
import { elasticTerms } from '../../predicate/elastic-terms.ts'
import type { StoredRecord } from '../store.ts'
import { documentId } from './document-id.ts'
import type { Transaction } from './transaction.ts'

/** What a sort field may look like. */
export const sortable = /^[A-Za-z0-9_@-]+(\.[A-Za-z0-9_@-]+)*$/
/** Sort keys of one record, their depth, and the characters of a text that count. */
const mostSorts = 100
const deepestSort = 4
export const longestSort = 500

/** A record as its index holds it; see `templates.ts`. A deleted one stays as a mark: an older write cannot bring it back. */
export interface RecordSource {
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly deleted: boolean
  readonly units: readonly string[]
  /** JSON; absent when deleted. */
  readonly document?: string
  readonly cut?: readonly string[]
}

/** What of a record's source a read asks for. */
export const recordSourceFields = ['kind', 'id', 'version', 'deleted', 'units', 'document', 'cut']

/** The `_id` of a record. */
export const recordId = (kind: string, id: string): string => documentId(`${kind}/${id}`)

/** The source of a record after a write, JSON. */
export function recordSource(write: Transaction['writes'][number], version: number): string {
  const { kind, id, document, unitIds } = write
  const source: RecordSource = { kind, id, version, deleted: document === undefined, units: unitIds }
  if (document === undefined) return JSON.stringify(source)
  const terms = elasticTerms(viewOf(document, unitIds))
  return JSON.stringify({ ...source, ...terms, sort: sortKeys(document), document: JSON.stringify(document) })
}

/** The document as a predicate looks at it: with the lineage of the record's unit where an event has its own. */
export function viewOf(document: object, unitIds: readonly string[]): object {
  const stamps = (document as { vonggac?: unknown }).vonggac
  return { ...document, vonggac: { ...(isObject(stamps) ? stamps : {}), unit: { ids: unitIds } } }
}

/** A record as it was written. */
export function recordOfSource<T>({ kind, id, version, units, document }: RecordSource): StoredRecord<T> {
  return { kind, id, version, unitIds: units, document: JSON.parse(document ?? 'null') as T }
}

/** Plain values by path, numbers and texts apart: an index field has one type. */
function sortKeys(document: object): Readonly<Record<string, Scalar>> {
  const keys: Record<string, Scalar> = {}
  let count = 0
  const add = (node: object, path: string, depth: number): void => {
    for (const [key, value] of Object.entries(node)) {
      const name = path === '' ? key : `${path}.${key}`
      if (isObject(value)) {
        if (depth < deepestSort) add(value, name, depth + 1)
      } else if (isScalar(value) && sortable.test(name) && count < mostSorts) {
        count++
        if (typeof value === 'string') keys[`t:${name}`] = value.slice(0, longestSort).toWellFormed()
        else keys[`n:${name}`] = Number(value)
      }
    }
  }
  add(document, '', 1)
  return keys
}

/** Sorts by a field of the document: absent, then numbers, then texts. */
export function sortBy(field: string, direction: 'asc' | 'desc'): readonly object[] {
  const missing = direction === 'asc' ? '_first' : '_last'
  return [
    { [`sort.t:${field}`]: { order: direction, missing, unmapped_type: 'keyword' } },
    { [`sort.n:${field}`]: { order: direction, missing, unmapped_type: 'double' } },
  ]
}
