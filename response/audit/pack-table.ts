import { byteOrderMark, csvLine } from '../../core/lib/csv.ts'
import type { Json } from '../../core/lib/json.ts'

/** Rows of one file of the pack, each with the same fields. */
export interface PackTable {
  /** Name of its files without the ending. */
  readonly name: string
  readonly columns: readonly string[]
  rows(): Iterable<PackRow> | AsyncIterable<PackRow>
}
export type PackRow = { readonly [column: string]: Json }

/** The table as comma-separated values: UTF-8 with its mark, formulas defused, lists and objects as JSON. */
export async function* csvOf({ columns, rows }: PackTable): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns)
  for await (const row of rows()) yield csvLine(columns.map((column) => cellOf(row[column])))
}

/** The table as one JSON document a line. */
export async function* jsonLinesOf({ rows }: PackTable): AsyncGenerator<string> {
  for await (const row of rows()) yield `${JSON.stringify(row)}\n`
}

const cellOf = (value: Json | undefined): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** A moment as the pack writes it; null stays null. */
export const moment = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : new Date(time).toISOString()
