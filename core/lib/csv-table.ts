import { parseCsv, unquotedCell } from './csv.ts'
import type { Problem, ToldProblem } from './errors.ts'
import { foldSearch } from './fold-text.ts'
import { fail, ok, type Result } from './result.ts'

/** What can be wrong with a table as such. */
type CsvProblemCode = (typeof csvProblemCodes)[number]
export const csvProblemCodes = [
  'csv-quote',
  'csv-empty',
  'csv-many',
  'csv-unknown-column',
  'csv-missing-column',
  'csv-cells',
] as const

/** The columns of a file by name, each with the head that is written and others that are understood. */
export type Columns<C extends string> = Readonly<Record<C, readonly [string, ...string[]]>>

export interface TableRow<C extends string> {
  readonly line: number
  /** What stands in a column, without spaces around it; empty where the file lacks the column. */
  cell(column: C): string
}

/** A file of comma-separated values by its heads. */
export interface CsvTable<C extends string> {
  readonly rows: readonly TableRow<C>[]
  has(column: C): boolean
  /** What is wrong with single rows; they are among `rows` all the same, so that all that is wrong is told at once. */
  readonly problems: readonly Problem[]
}

/**
 * Reads a table whose first row names the columns, in any order; heads are compared without case and diacritics. Fails with
 * the line where a quote is never closed, a head is not known or a needed one is missing.
 */
export function readTable<C extends string>(
  text: string,
  file: string,
  { columns, needed, mostRows }: { columns: Columns<C>; needed: readonly C[]; mostRows: number },
): Result<CsvTable<C>, readonly Problem[]> {
  const problems: Problem[] = []
  const say = saying<CsvProblemCode>(problems, file)
  const names = Object.keys(columns) as C[]
  const heads = names.map((name) => columns[name][0])
  const { rows, unclosed } = parseCsv(text)
  if (unclosed !== undefined) say(unclosed, 'csv-quote', {}, 'a quote is opened here and never closed')
  const [head, ...body] = rows
  if (head === undefined)
    say(1, 'csv-empty', { heads: heads.join(';') }, 'the file has no rows', `first row: ${heads.join(';')}`)
  if (body.length > mostRows)
    say(body[mostRows]?.line ?? 0, 'csv-many', { most: String(mostRows) }, `more than ${mostRows} rows`)
  if (problems.length > 0 || head === undefined) return fail(problems)

  const places = new Map<C, number>()
  head.cells.forEach((cell, index) => {
    const column = names.find((name) => columns[name].some((word) => foldSearch(word) === foldSearch(cell.trim())))
    if (column !== undefined && !places.has(column)) places.set(column, index)
    else if (cell.trim() !== '')
      say(
        head.line,
        'csv-unknown-column',
        { head: cell.trim(), heads: heads.join(', ') },
        `unknown column “${cell.trim()}”`,
        `known: ${heads.join(', ')}`,
      )
  })
  for (const column of needed) {
    if (!places.has(column)) {
      const name = columns[column][0]
      say(head.line, 'csv-missing-column', { head: name }, `the column “${name}” is missing`)
    }
  }
  if (problems.length > 0) return fail(problems)

  for (const { line, cells } of body) {
    if (cells.length > head.cells.length && cells.slice(head.cells.length).some((more) => more !== '')) {
      const message = `the row has ${cells.length} cells, the first row ${head.cells.length}`
      const params = { cells: String(cells.length), heads: String(head.cells.length) }
      say(line, 'csv-cells', params, message, 'is a quote missing?')
    }
  }
  return ok({
    rows: body.map(({ line, cells }) => ({
      line,
      cell: (column) => unquotedCell((cells[places.get(column) ?? -1] ?? '').trim()).trim(),
    })),
    has: (column) => places.has(column),
    problems,
  })
}

/** Adds what is wrong in a line of a file: its code and what it names, the message, and what to do about it. */
export const saying =
  <Code extends string>(problems: Problem[], file: string) =>
  (line: number, code: Code, params: ToldProblem['params'], message: string, hint?: string): void => {
    problems.push({ code, level: 'error', file, line, message, params, ...(hint !== undefined && { hint }) })
  }

/** The entries of a cell that holds several, apart by spaces, commas, semicolons or bars. */
export const wordsOfCell = (cell: string): string[] => cell.split(/[\s,;|]+/).filter((word) => word !== '')

/** A telephone number as people write it: a spreadsheet takes 0912345678 for a number and drops its zero, not so with spaces. */
export const phoneOfCell = (cell: string): string =>
  cell.replace(/^[35789]\d{8}$/, '0$&').replace(/^(0\d{3})(\d{3})(\d{3,4})$/, '$1 $2 $3')
