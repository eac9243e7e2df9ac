import type { Scope } from '../../access/scope.ts'
import { compilePath, type Path } from '../../event/path.ts'
import { seeDocument } from '../../predicate/sqlite-table.ts'
import type { Budget } from '../budget.ts'
import { facetColumns } from '../facet-columns.ts'
import type { EventQuery, Facet } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import { addTallies, WholeTallies } from './code-tallies.ts'
import type { Condition } from './condition.ts'
import { documentOf } from './event-columns.ts'
import type { KnownPartition, PartitionCatalog } from './partition-catalog.ts'
import { readRows } from './read-rows.ts'
import { documentCode, firstValueCode, type SegmentHead } from './segment.ts'
import type { FieldValues } from './segment-fields.ts'
import type { SegmentReads, Selection } from './segment-selection.ts'
import type { PartitionSegments } from './segments.ts'
import type { TimeRange } from './time-range.ts'

interface Counted {
  /** The column that holds the field, unless only the document does. */
  readonly column: string | undefined
  readonly path: Path
  readonly counts: ValueCounts
  /** By partition, how often each code came. */
  readonly tallies: Map<PartitionSegments, Uint32Array>
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
    tallies: new Map(),
  }))
  const columns = counted.flatMap(({ column }) => column ?? [])
  const whole = new Map<SegmentReads, WholeTallies>()
  const read = readRows(catalog, budget, scope, query, {
    segment(reads, head, rows) {
      if (!whole.get(reads)?.take(head, rows)) countSegment(reads, head, rows, counted)
    },
    slice: (partition, slice, condition) => countSlice(partition, slice, condition, counted),
    known(reads, heads) {
      if (columns.length < counted.length) return () => false
      const tallies = new WholeTallies(reads, columns, heads)
      whole.set(reads, tallies)
      return (head) => tallies.has(head)
    },
  })
  for (const { column, counts, tallies } of counted) {
    if (column === undefined) continue
    const kept = [...whole].map(([{ segments }, of]) => [segments, of.tallies()[columns.indexOf(column)]] as const)
    const parts = [...tallies, ...kept].flatMap(([segments, tally]) =>
      tally === undefined ? [] : [{ tally, dictionary: segments.dictionary(column) }],
    )
    addTallies(counts, parts, limit)
  }
  return counted.map(({ counts }) => counts.facet(limit, read === 'some'))
}

/** Codes are counted as numbers; the text of a value is looked at in the end, once a partition. */
function countSegment(
  { segments, partition }: SegmentReads,
  head: SegmentHead,
  rows: Selection,
  counted: readonly Counted[],
): void {
  const unknown = new Map<number, Counted[]>()
  const open = (row: number, one: Counted): void => {
    const list = unknown.get(row)
    if (list === undefined) unknown.set(row, [one])
    else list.push(one)
  }
  for (const one of counted) {
    const { column, tallies } = one
    if (column === undefined) {
      countField(segments.field(head, one.path.name), head, rows, one, open)
      continue
    }
    const codes = segments.codes(head, column)
    const tally = tallies.get(segments) ?? new Uint32Array(segments.dictionary(column).length)
    tallies.set(segments, tally)
    const marked = tally[documentCode]
    if (rows === 'all') for (let i = 0; i < codes.length; i++) tally[codes[i] ?? 0]!++
    else for (let i = 0; i < rows.length; i++) tally[codes[rows[i] ?? 0] ?? 0]!++
    if (tally[documentCode] === marked) continue
    for (let i = 0; i < countOf(head, rows); i++) {
      const row = rows === 'all' ? i : (rows[i] ?? 0)
      if (codes[row] === documentCode) open(row, one)
    }
  }
  if (unknown.size === 0) return
  const statement = partition.open().prepare('select document from event where row = ?')
  for (const [row, fields] of unknown) {
    const document = documentOf(statement.get(row + head.first)?.document)
    for (const { path, counts } of fields) counts.addValues(path.values(document))
  }
}

/** A field without a column: its codes are the segment's own. */
function countField(
  values: FieldValues | undefined,
  head: SegmentHead,
  rows: Selection,
  one: Counted,
  open: (row: number, one: Counted) => void,
): void {
  const tally = new Uint32Array((values?.texts.length ?? 0) + firstValueCode)
  for (let i = 0; i < countOf(head, rows); i++) {
    const row = rows === 'all' ? i : (rows[i] ?? 0)
    const code = values === undefined ? documentCode : (values.codes[row] ?? 0)
    if (code === documentCode) open(row, one)
    else tally[code]!++
  }
  values?.texts.forEach((text, i) => {
    const count = tally[firstValueCode + i] ?? 0
    if (count > 0) one.counts.addText(text, count)
  })
}

function countOf({ first, last }: SegmentHead, rows: Selection): number {
  return rows === 'all' ? last - first + 1 : rows.length
}

function countSlice(
  partition: KnownPartition,
  slice: TimeRange,
  { sql, params }: Condition,
  counted: readonly Counted[],
): void {
  const connection = partition.open()
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
