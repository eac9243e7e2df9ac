import { writeXlsxStream } from 'hucre/xlsx'
import { byteOrderMark, csvLine } from '../../core/lib/csv.ts'
import { zoneOffset } from '../../core/lib/zone-offset.ts'
import { type Cell, cellText, type ExportTable, fitting } from './cell.ts'

/** Characters that are handed on at once: a chunk a row would cost more than the row. */
const chunk = 65_536

/** Texts joined to pieces worth sending. */
export async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = ''
  for await (const line of lines) {
    waiting += line
    if (waiting.length < chunk) continue
    yield waiting
    waiting = ''
  }
  if (waiting !== '') yield waiting
}

/** The table as comma-separated values, as `core/lib/csv.ts` writes them. */
export async function* csvFile({ heads, rows }: ExportTable, timeZone: string): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(heads)
  for await (const row of rows) yield csvLine(row.map((cell) => cellText(cell, timeZone)))
}

/**
 * The table as a workbook of one sheet (ECMA-376, SpreadsheetML), made while it is read: what has been sent is not kept.
 * Texts are inline strings, so that none is a formula, a number or a link; moments are dates of the zone's own clock.
 */
export function xlsxFile({ heads, times, rows }: ExportTable, timeZone: string): AsyncIterable<Uint8Array> {
  const columns = heads.map((head, at) => ({
    header: inert(head),
    width: 22,
    ...(times.includes(at) ? { numFmt: 'dd/mm/yyyy hh:mm:ss' } : {}),
  }))
  return writeXlsxStream(valuesOf(rows, timeZone), { name: 'Vong Gac', columns, freezePane: { rows: 1 } })
}

async function* valuesOf(
  rows: ExportTable['rows'],
  timeZone: string,
): AsyncGenerator<(string | number | Date | null)[]> {
  for await (const row of rows) yield row.map((cell) => sheetValue(cell, timeZone))
}

function sheetValue(cell: Cell, timeZone: string): string | number | Date | null {
  if (cell === null || typeof cell === 'number') return cell
  if (typeof cell === 'string') return inert(fitting(cell))
  // A sheet's dates know no zone.
  return new Date(cell.time + zoneOffset(cell.time, timeZone))
}

/** `_x0041_` in a sheet's text stands for the character (ECMA-376 part 1, §22.9.2.19): here it is those seven characters. */
const inert = (text: string): string => text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
