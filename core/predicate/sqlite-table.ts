import type { Path } from '../event/path.ts'
import { isOddText, textOf } from '../event/path.ts'
import { numberOf } from './measure.ts'

/**
 * A real column that holds a field of the document, so that a query need not open the document. It holds what `textCell`,
 * `listCell` or `numberCell` gives, in regular and irregular rows alike:
 * - `text`: the field's text; null when absent. TEXT affinity, binary collation.
 * - `list`: its texts as `|a|b|c|`; null when absent. TEXT affinity, binary collation.
 * - `number`: the field as a number; null when it is none. Answers `compare` as number.
 */
export interface Column {
  readonly column: string
  readonly kind: 'text' | 'list' | 'number'
}

/** What the rows of a table look like. Names stand in the SQL as they are, so they never come from outside. */
export interface SqliteTable {
  /** Holds the document as `JSON.stringify` wrote it. */
  readonly documentColumn: string
  /** Holds 1 where `isIrregular(document)`, else 0. Without one every look into a document goes through a function. */
  readonly irregularColumn?: string
  /** Columns by the name of the field that they hold. */
  readonly columns: Readonly<Record<string, Column>>
  /**
   * A column that holds the texts of these fields folded for searching, a line each, or `seeDocument`: it answers whether
   * one of them contains a text. TEXT affinity, never null.
   */
  readonly words?: { readonly column: string; readonly fields: readonly string[] }
}

/** What a column holds in place of values that it cannot hold faithfully: the query then opens the document. */
export const seeDocument = '\u0001'

/** True for text that a column or a parameter cannot carry, or that would be taken for the sign above. */
export function isUnfit(text: string): boolean {
  return isOddText(text) || text.startsWith(seeDocument)
}

/** What a `text` column holds for a document. */
export function textCell(path: Path, document: object): string | null {
  const values = path.values(document)
  if (values === undefined) return path.present(document) ? seeDocument : null
  if (typeof values === 'object') return seeDocument
  const text = textOf(values)
  return isUnfit(text) ? seeDocument : text
}

/** What a `list` column holds for a document. */
export function listCell(path: Path, document: object): string | null {
  const values = path.values(document)
  if (values === undefined) return path.present(document) ? seeDocument : null
  const texts = (typeof values === 'object' ? values : [values]).map(textOf)
  return texts.some((text) => isUnfit(text) || text.includes('|')) ? seeDocument : `|${texts.join('|')}|`
}

/** What a `number` column holds for a document; text, against the column's type, where there are several numbers. */
export function numberCell(path: Path, document: object): number | string | null {
  const values = path.values(document)
  if (values === undefined) return null
  if (typeof values !== 'object') return numberOf(values) ?? null
  const numbers = values.map(numberOf).filter((number) => number !== undefined)
  return numbers.length > 1 ? seeDocument : (numbers[0] ?? null)
}
