import type { Scope } from '../../access/scope.ts'
import { compilePath, type Path } from '../../event/path.ts'
import { seeDocument } from '../../predicate/sqlite-table.ts'
import type { Budget } from '../budget.ts'
import { facetColumns } from '../facet-columns.ts'
import type { EventQuery, Facet } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import { visible } from './condition.ts'
import { documentOf } from './event-columns.ts'
import type { KnownPartition, PartitionCatalog } from './partition-catalog.ts'
import { type Slice, slices } from './slices.ts'

interface Counted {
  /** The column that holds the field, unless only the document does. */
  readonly column: string | undefined
  readonly path: Path
  readonly counts: ValueCounts
}

/**
 * The most frequent values of each field. All fields are counted in one pass over the rows, so that a condition that
 * looks into documents is evaluated once a row and not once a field. A document is read only where a field has no column
 * or its column says that it could not hold the value.
 */
export function eventFacets(
  catalog: PartitionCatalog,
  budget: Budget,
  scope: Scope,
  query: EventQuery,
  fields: readonly string[],
  limit: number,
): readonly Facet[] {
  if (fields.length === 0) return []
  const counted = fields.map((field) => ({
    column: (facetColumns as Record<string, string>)[field],
    path: compilePath(field),
    counts: new ValueCounts(field),
  }))
  let partial = false
  for (const slice of slices(catalog.all(), query)) {
    for (const partition of slice.partitions) countSlice(partition, slice, scope, query, counted)
    if (slice.from > query.from && budget.spent()) {
      partial = true
      break
    }
  }
  return counted.map(({ counts }) => counts.facet(limit, partial))
}

function countSlice(
  partition: KnownPartition,
  slice: Slice,
  scope: Scope,
  query: EventQuery,
  counted: readonly Counted[],
): void {
  const connection = partition.open()
  const { sql, params } = visible(scope, 'event', query.where)
  const columns = counted.flatMap(({ column }) => column ?? [])
  const marked = columns.map((column) => `${column} = char(${seeDocument.charCodeAt(0)})`).join(' or ')
  const document = columns.length === counted.length ? `case when ${marked} then document end` : 'document'
  const cells = counted.map(({ column }) => column ?? 'null')
  const statement = connection.prepare(
    `select ${document}, ${cells.join(', ')} from event where ts >= ? and ts < ? and ${sql}`,
  )
  statement.setReturnArrays(true)
  for (const row of statement.iterate(slice.from, slice.to, ...params) as Iterable<unknown>) {
    const [text, ...values] = row as (string | null)[]
    const parsed = text === null ? undefined : documentOf(text)
    for (let i = 0; i < counted.length; i++) {
      const { column, path, counts } = counted[i]!
      const value = values[i]
      if (parsed !== undefined && (column === undefined || value === seeDocument)) counts.addValues(path.values(parsed))
      else if (typeof value === 'string') counts.addText(value)
    }
  }
}
