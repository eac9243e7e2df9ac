import { zonedIso } from '../../core/lib/zone-offset.ts'

/** What stands in one cell: text, a count, a moment (epoch milliseconds), nothing. */
export type Cell = string | number | { readonly time: number } | null

/** Rows under heads. `times` are the columns that hold moments. */
export interface ExportTable {
  readonly heads: readonly string[]
  readonly times: readonly number[]
  readonly rows: AsyncIterable<readonly Cell[]>
}

/** Excel takes 32,767 characters a cell (ECMA-376 names no limit, Excel calls the file damaged). */
const longest = 32_000

/** Text that fits into a cell; what was left out is told at its end. */
export function fitting(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest).toWellFormed()} […+${text.length - longest}]`
}

/** The cell as text. A moment is ISO 8601 with its zone: no spreadsheet takes it for anything else or reads day for month. */
export function cellText(cell: Cell, timeZone: string): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return fitting(cell)
  return typeof cell === 'number' ? String(cell) : zonedIso(cell.time, timeZone)
}
