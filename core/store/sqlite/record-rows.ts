import type { Scope } from '../../access/scope.ts'
import type { Values } from '../../event/path.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { listedKind } from '../listed-fields.ts'
import { valuesOf } from '../record-counts.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
import type { Found, ListedColumns, WantedFields } from './listed-columns.ts'

/**
 * Values of the records that the scope lets through and for which `where` holds: in columns where the kind has narrow rows that
 * hold the fields, otherwise one document after another.
 */
export function findValues(
  connection: Connection,
  listed: ListedColumns,
  { scope, kind, where }: { readonly scope: Scope; readonly kind: string; readonly where: Predicate },
  wanted: WantedFields,
): Found {
  const found = kind === listedKind ? listed.find(scope, where, wanted) : undefined
  if (found !== undefined) return found
  const values = valuesOf([...wanted.texts, ...wanted.numbers])
  const { sql, params } = visible(scope, 'record', where)
  const statement = connection.prepare(`select version, document from record where kind = ? and ${sql}`)
  const opened: (Values | null)[][] = []
  for (const row of statement.iterate(kind, ...params)) {
    opened.push(values(Number(row.version), JSON.parse(String(row.document)) as object))
  }
  const none = { values: [], of: new Int32Array() }
  const numbers = wanted.numbers.map(() => new Float64Array())
  return { rows: 0, texts: wanted.texts.map(() => none), numbers, opened }
}
