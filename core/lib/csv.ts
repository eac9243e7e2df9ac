/** A row of comma-separated values and the line of the text on which it begins (from 1). */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads comma-separated values (RFC 4180 §2), with the separator that the first line has most of: comma, semicolon (as Excel
 * writes under a Vietnamese locale) or tab. A byte order mark and Excel's `sep=` line are left aside, as are empty rows.
 * `unclosed` is the line of a quote that is never closed. Linear in the text.
 */
export function parseCsv(text: string): { readonly rows: readonly CsvRow[]; readonly unclosed?: number } {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  const said = /^sep=(.)\r?\n/.exec(text.slice(at, at + 8))
  if (said !== null) {
    at += said[0].length
    line++
  }
  const separator = said?.[1] ?? separatorOf(text.slice(at, at + 4096))
  const rows: CsvRow[] = []
  while (at < text.length) {
    const begins = line
    const cells: string[] = []
    for (let ended = false; !ended; ) {
      let cell = ''
      if (text[at] === '"') {
        const opened = line
        for (at++; ; ) {
          const close = text.indexOf('"', at)
          if (close < 0) return { rows, unclosed: opened }
          const piece = text.slice(at, close)
          line += newlines(piece)
          cell += piece
          at = close + 1
          if (text[at] !== '"') break
          cell += '"'
          at++
        }
      }
      const from = at
      while (at < text.length && text[at] !== separator && text[at] !== '\n') at++
      cells.push(cell + text.slice(from, at).replace(/\r$/, ''))
      ended = text[at] !== separator
      at++
    }
    line++
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: begins, cells })
  }
  return { rows }
}

function separatorOf(text: string): string {
  const first = text.split('\n', 1)[0] ?? ''
  const count = (separator: string) => first.split(separator).length
  return [';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best), ',')
}

const newlines = (text: string): number => text.split('\n').length - 1

/**
 * Writes rows so that a double click opens them right in Excel: a byte order mark, CRLF, and no cell that a spreadsheet
 * takes for a formula (those beginning with = + - @, tab or carriage return get an apostrophe before them). Excel under a
 * Vietnamese locale divides at semicolons, everybody else's reader finds out.
 */
export function writeCsv(rows: Iterable<readonly string[]>): string {
  let text = '\uFEFF'
  for (const row of rows) text += `${row.map(cellOf).join(';')}\r\n`
  return text
}

function cellOf(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[";,\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A cell without the apostrophe that `writeCsv` puts before what looks like a formula. */
export const unquotedCell = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)
