import { compilePath, isOddText, textOf } from '../event/path.ts'
import { momentOf, numberOf } from './measure.ts'
import type { Fold } from './predicate.ts'
import { folder } from './text-test.ts'

/**
 * A real column that holds a field of the document, so that a query need not open the document. It holds what `columnText`
 * or `columnNumber` gives:
 * - `text`: the field's text; null when absent. TEXT affinity, binary collation.
 * - `list`: its texts as `|a|b|c|`; null when absent. TEXT affinity, binary collation.
 * - `number`: the field as a number; null when it is none. Answers `compare` as number.
 * - `time`: the field as a moment in epoch milliseconds; null when it is none. Answers `compare` as time.
 */
export interface Column {
  readonly column: string
  readonly kind: 'text' | 'list' | 'number' | 'time'
  /** Columns that hold the same folded, so that a folded `equals` can use an index; for `text` only. */
  readonly folded?: { readonly case?: string; readonly search?: string }
}

/** What the rows of a table look like. Names stand in the SQL as they are, so they never come from outside. */
export interface SqliteTable {
  /** Holds the document as `JSON.stringify` wrote it. */
  readonly documentColumn: string
  /** Holds 1 where `isIrregular(document)`, else 0. Without one every look into a document goes through a function. */
  readonly irregularColumn?: string
  /** Columns by the name of the field that they hold. */
  readonly columns: Readonly<Record<string, Column>>
}

/** What a column holds in place of values that it cannot hold faithfully: the query then opens the document. */
export const seeDocument = '\u0001'

/** True for text that a column or a parameter cannot carry, or that would be taken for the sign above. */
export function isUnfit(text: string): boolean {
  return isOddText(text) || text.startsWith(seeDocument)
}

/** What a `text` or `list` column holds for a document. `fold` for a folded column. */
export function columnText(kind: 'text' | 'list', document: object, field: string, fold: Fold = 'none'): string | null {
  const path = compilePath(field)
  const values = path.values(document)
  if (values === undefined) return path.present(document) ? seeDocument : null
  const texts = (typeof values === 'object' ? values : [values]).map(textOf)
  if (texts.some(isUnfit)) return seeDocument
  const folded = texts.map(folder(fold))
  if (kind === 'text') return folded.length === 1 ? folded[0]! : seeDocument
  return folded.some((text) => text.includes('|')) ? seeDocument : `|${folded.join('|')}|`
}

/** What a `number` or `time` column holds for a document; text, against the column's type, where there are several. */
export function columnNumber(kind: 'number' | 'time', document: object, field: string): number | string | null {
  const values = compilePath(field).values(document)
  if (values === undefined) return null
  const numbers = (typeof values === 'object' ? values : [values])
    .map(kind === 'number' ? numberOf : momentOf)
    .filter((number) => number !== undefined)
  return numbers.length > 1 ? seeDocument : (numbers[0] ?? null)
}
