import type { Scope } from '../../access/scope.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { ColumnBuilder } from '../record-columns.ts'
import { RecordCounts } from '../record-counts.ts'
import type { ColumnsOf, Facet, RecordColumns, RecordTally, TallyOf } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import type { Connection } from './connection.ts'
import type { Found, ListedColumns, TextColumn } from './listed-columns.ts'
import { findValues } from './record-rows.ts'

/** Where values are found: the records' file, and the columns of its narrow rows. */
export interface Values {
  readonly connection: Connection
  readonly listed: ListedColumns
}
/** Which records. */
export interface Asked {
  readonly scope: Scope
  readonly kind: string
  readonly where: Predicate
}

/** The most frequent values of each field among the records that the scope lets through and for which `where` holds. */
export function recordFacets(
  { connection, listed }: Values,
  asked: Asked,
  fields: readonly string[],
  limit: number,
): readonly Facet[] {
  const found = findValues(connection, listed, asked, { texts: fields, numbers: [] })
  return fields.map((field, at) => {
    const counts = new ValueCounts(field)
    const { values = [], of = new Int32Array() } = found.texts[at] ?? {}
    const hits = new Int32Array(values.length)
    for (const code of of) if (code >= 0) hits[code] = (hits[code] ?? 0) + 1
    for (const [code, count] of hits.entries()) counts.addText(values[code] ?? '', count)
    for (const cells of found.opened) counts.addValues(cells[at] ?? undefined)
    return counts.facet(limit, false)
  })
}

/** How many of the records that the scope lets through and for which `where` holds have each combination of values. */
export function tallyRecords({ connection, listed }: Values, asked: Asked, of: TallyOf): readonly RecordTally[] {
  const { by, steps, highest } = of
  const numbers = [...(steps === undefined ? [] : [steps.field]), ...(highest === undefined ? [] : [highest])]
  const found = findValues(connection, listed, asked, { texts: by, numbers })
  const counts = new RecordCounts(of)
  const stepped = steps === undefined ? [] : [stepsOf(found.numbers[0] ?? new Float64Array(), steps.width)]
  combine(counts, [...found.texts, ...stepped], found.rows, highest === undefined ? undefined : found.numbers.at(-1))
  for (const cells of found.opened) counts.add(cells)
  return counts.all()
}

interface Codes {
  readonly values: readonly (string | number)[]
  readonly of: Int32Array
}

/** The step in which each number lies, as a column of codes. */
function stepsOf(numbers: Float64Array, width: number): Codes {
  const codes = new Map<number, number>()
  const of = new Int32Array(numbers.length).fill(-1)
  for (let row = 0; row < numbers.length; row++) {
    const step = Math.floor((numbers[row] ?? Number.NaN) / width) * width
    if (Number.isNaN(step)) continue
    const code = codes.get(step) ?? codes.size
    if (code === codes.size) codes.set(step, code)
    of[row] = code
  }
  return { values: [...codes.keys()], of }
}

/** Counts the rows by the combinations of their codes; a combination is one number. */
function combine(counts: RecordCounts, columns: readonly Codes[], rows: number, high: Float64Array | undefined): void {
  const sizes = columns.map(({ values }) => values.length + 1)
  const known = new Map<number, { readonly row: number; count: number; highest: number }>()
  const keyOf = (row: number): number => {
    let key = 0
    for (let at = 0; at < columns.length; at++) key = key * (sizes[at] ?? 1) + (columns[at]?.of[row] ?? -1) + 1
    return key
  }
  // Past what a number holds exactly, no two rows are taken for alike: who adds up compares their values.
  const isExact = sizes.reduce((product, size) => product * size, 1) <= Number.MAX_SAFE_INTEGER
  for (let row = 0; row < rows; row++) {
    const key = isExact ? keyOf(row) : row
    const number = high?.[row] ?? Number.NaN
    const one = known.get(key)
    if (one === undefined) known.set(key, { row, count: 1, highest: number })
    else {
      one.count++
      if (Number.isNaN(one.highest) || number > one.highest) one.highest = number
    }
  }
  for (const { row, count, highest } of known.values()) {
    const values = columns.map(({ values, of }) => values[of[row] ?? -1] ?? null)
    counts.addCounted({ values, count, highest: Number.isNaN(highest) ? null : highest })
  }
}

/** Values of the records that the scope lets through and for which `where` holds. */
export function recordColumns(
  { connection, listed }: Values,
  asked: Asked,
  of: ColumnsOf,
  most: number,
): RecordColumns {
  const found = findValues(connection, listed, asked, of)
  if (found.opened.length === 0 && found.rows <= most) return { ...found, more: false }
  const columns = new ColumnBuilder(of, most)
  for (let row = 0; row < found.rows && !columns.isFull; row++) columns.add(cellsOf(found, row))
  for (const cells of found.opened) columns.add(cells)
  return columns.columns()
}

function cellsOf({ texts, numbers }: Found, row: number): (string | number | null)[] {
  const text = ({ values, of }: TextColumn) => values[of[row] ?? -1] ?? null
  return [...texts.map(text), ...numbers.map((column) => column[row] ?? null)]
}
