import type { Fold, Predicate } from './predicate.ts'

/**
 * A real column that holds a field of the document, so that a query need not open the document. What it must hold is what
 * `columnText` or `columnNumber` gives for the document; the kinds are:
 * - `text`: the field's text; null when absent.
 * - `list`: its texts as `|a|b|c|`; null when absent.
 * - `number`: the field's value as a number; null when it has none. Answers `compare` as number only.
 * - `time`: the field's moment in epoch milliseconds; null when it has none. Answers `compare` as time only.
 */
export interface Column {
  readonly column: string
  readonly kind: 'text' | 'list' | 'number' | 'time'
  /** Columns that hold the same folded (see `columnText`), so that a folded `equals` can use an index. `text` only. */
  readonly folded?: { readonly case?: string; readonly search?: string }
}

/** What the rows of a table look like. Names are SQL expressions that stand as they are, so never from outside. */
export interface SqliteTable {
  /** Holds the document as `JSON.stringify` wrote it. */
  readonly documentColumn: string
  /** Holds 1 where `isIrregular(document)`, else 0. Without one, every look into a document goes through a function. */
  readonly irregularColumn?: string
  /** Columns by the name of the field that they hold. */
  readonly columns: Readonly<Record<string, Column>>
}

/** A function to register with `DatabaseSync.function(name, { deterministic: true }, fn)`. */
export interface SqliteFunction {
  readonly name: string
  readonly fn: (...args: (string | number | null)[]) => string | number | null
}

/** A condition for a `where` clause. */
export interface SqliteCondition {
  /** Always 0 or 1, never null; parenthesised, with `?` for each of `params` in order. */
  readonly sql: string
  readonly params: readonly (string | number)[]
  /** What it may call. The same for every condition (`sqliteFunctions`), so one registration a connection is enough. */
  readonly functions: readonly SqliteFunction[]
  /** True when the condition holds for exactly the rows that the matcher accepts. Today always. */
  readonly exact: boolean
}

/** What a `text` or `list` column holds for a document; see `Column`. */
export function columnText(kind: 'text' | 'list', document: object, field: string, fold: Fold = 'none'): string | null {
  throw new Error(`to be filled in: ${kind} ${String(document)} ${field} ${fold}`)
}

/** What a `number` or `time` column holds for a document; see `Column`. Not for a STRICT table unless typed `any`. */
export function columnNumber(kind: 'number' | 'time', document: object, field: string): number | string | null {
  throw new Error(`to be filled in: ${kind} ${String(document)} ${field}`)
}

/** The functions that conditions call. Register once when a connection opens. */
export const sqliteFunctions: readonly SqliteFunction[] = []

export function toSqlite(predicate: Predicate, table: SqliteTable): SqliteCondition {
  throw new Error(`to be filled in: ${predicate.kind} ${table.documentColumn}`)
}
