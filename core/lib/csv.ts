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

/** Written first, so that Excel reads what follows as UTF-8. */
export const byteOrderMark = '\uFEFF'

/**
 * Writes rows so that a double click opens them right in Excel: a byte order mark, CRLF, and no cell that a spreadsheet takes
 * for something else than its text (see `guarded`). Excel under a Vietnamese locale, whose decimal sign is the comma, divides
 * at semicolons; everybody else's reader finds out.
 */
export function writeCsv(rows: Iterable<readonly string[]>): string {
  let text = byteOrderMark
  for (const row of rows) text += csvLine(row)
  return text
}

/** One row of `writeCsv`, with its line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(';')}\r\n`
}

function cellOf(value: string): string {
  const safe = guarded(value) ? `'${value}` : value
  return /[";,\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A cell without the apostrophe that `writeCsv` puts before what a spreadsheet would not leave as it is. */
export const unquotedCell = (cell: string): string =>
  cell.startsWith("'") && guarded(cell.slice(1)) ? cell.slice(1) : cell

/**
 * Begins a formula: = + - @, also in full or small width (an Asian keyboard's count as the same) and raised, lowered or doubled
 * (the rest of what Unicode's compatibility form NFKC makes one of these), and behind quotes, blanks and invisible characters,
 * which some spreadsheets pass over.
 */
const formula =
  /^['"\uFF02\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u207A\u207C\u208A\u208C\u2A75\u2A76\uFB29]/u
/** A tab, a line end or a NUL at the beginning: read differently by nearly every spreadsheet. */
const control = /^[\t\r\n\0]/
/** Text of figures that Excel turns into another value: it drops zeros and digits, and sees dates, times and powers of ten. */
const altered = [
  /^0\d+$/,
  /^\d{12,}$/,
  /^\d+([.,]\d*)?e[+-]?\d+$/i,
  // A decimal or a date; with three figures behind every point, thousands, as 10.123.123.123 would be.
  /^\d*[.,]\d+([.,]\d+)?$/,
  /^\d{1,3}(?:\.\d{3})+$/,
  /^\d+(?:,\d+)+$/,
  /^\d{1,4}(?:[/:-]\d{1,4}){1,2}(?:[.,]\d+)?( ?[ap]m?)?$/i,
  /^\d+ \d+\/\d+$/,
  /^\d+(?:[.,]\d+)?\s?%$/,
  /^(?:\d+[ /-]?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ /-]?\d*$/i,
]

/** True for what a spreadsheet would run, or show as another value: hashes such as 12e45, versions, phone numbers. */
function guarded(value: string): boolean {
  // Looked at behind apostrophes, so that one in front changes nothing and taking it off gives back what was there.
  const text = value.replace(/^'+/, '')
  if (control.test(text) || formula.test(text)) return true
  const figures = text.trim()
  return figures.length <= 64 && /\d/.test(figures) && altered.some((form) => form.test(figures))
}
