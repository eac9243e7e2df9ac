import type { Scope } from '../../access/scope.ts'
import { compilePath, type Values } from '../../event/path.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { seeDocument } from '../../predicate/sqlite-table.ts'
import { listedFields, listedKind } from '../listed-fields.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { listedLayout } from './listed-rows.ts'

type Columns = Readonly<Record<string, string>>
const columnsOf = (fields: readonly string[], columns: Columns): readonly string[] =>
  fields.flatMap((field) => (Object.hasOwn(columns, field) ? (columns[field] ?? []) : []))

/** Fields whose values are wanted, by what they hold. */
export interface WantedFields {
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
}

/** The values of the wanted fields, texts first; what is absent is null or undefined. */
export type RowValues = readonly (Values | null)[]

/** Calls `take` for every record that the scope lets through and for which `where` holds. */
export function eachRecord(
  connection: Connection,
  scope: Scope,
  kind: string,
  where: Predicate,
  wanted: WantedFields,
  take: (values: RowValues) => void,
): void {
  const fields = [...wanted.texts, ...wanted.numbers]
  const columns = [...columnsOf(wanted.texts, listedFields.texts), ...columnsOf(wanted.numbers, listedFields.numbers)]
  if (kind !== listedKind || columns.length < fields.length || fields.length === 0) {
    eachDocument(connection, scope, kind, where, fields, take)
    return
  }
  const { sql, params } = visible(scope, 'listed', where)
  const names = columns.join(', ')
  const opened = `case when char(1) in (${names}) then ${listedLayout.documentColumn} end`
  const statement = connection.prepare(`select ${names}, ${opened} from listed where ${sql}`)
  statement.setReturnArrays(true)
  const paths = fields.map(compilePath)
  for (const row of statement.iterate(...params) as unknown as Iterable<readonly (string | number | null)[]>) {
    const document = row[columns.length]
    if (typeof document !== 'string') {
      take(row)
      continue
    }
    const parsed = JSON.parse(document) as object
    take(row.slice(0, -1).map((cell, at) => (cell === seeDocument ? paths[at]?.values(parsed) : cell)))
  }
}

function eachDocument(
  connection: Connection,
  scope: Scope,
  kind: string,
  where: Predicate,
  fields: readonly string[],
  take: (values: RowValues) => void,
): void {
  const paths = fields.map(compilePath)
  const { sql, params } = visible(scope, 'record', where)
  const statement = connection.prepare(`select document from record where kind = ? and ${sql}`)
  for (const row of statement.iterate(kind, ...params)) {
    const document = JSON.parse(String(row.document)) as object
    take(paths.map((path) => path.values(document)))
  }
}
