import type { Scope } from '../../access/scope.ts'
import { CodedError } from '../../lib/errors.ts'
import { listedFields, listedKind } from '../listed-fields.ts'
import type { RecordQuery, StoredRecord } from '../store.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { listedLayout } from './listed-rows.ts'
import { unitsOfColumn } from './unit-list.ts'

/** What a sort field may look like: it becomes a JSON path inside the statement. */
const sortable = /^[A-Za-z0-9_@-]+(\.[A-Za-z0-9_@-]+)*$/

/** One stretch of the records that the scope lets through and for which `where` holds, and how many there are in all. */
export function listRecords<T>(
  connection: Connection,
  scope: Scope,
  kind: string,
  query: RecordQuery,
): { rows: readonly StoredRecord<T>[]; total: number } {
  if (kind === listedKind) return listByRows(connection, scope, query)
  const { sql, params } = visible(scope, 'record', query.where)
  const order = orderBy(query, sortKey)
  const rows = connection
    .prepare(`select * from record where kind = ? and ${sql} order by ${order} limit ? offset ?`)
    .all(kind, ...params, query.limit, query.offset ?? 0)
  const counted = connection
    .prepare(`select count(*) as total from record where kind = ? and ${sql}`)
    .get(kind, ...params)
  return { rows: rows.map((row) => recordOfRow(row) as StoredRecord<T>), total: Number(counted?.total) }
}

/** The same of the listed kind: found by its narrow rows, then read one by one. */
function listByRows<T>(
  connection: Connection,
  scope: Scope,
  query: RecordQuery,
): { rows: readonly StoredRecord<T>[]; total: number } {
  const { sql, params } = visible(scope, 'listed', query.where)
  const order = orderBy(query, (field) => columnToSort(field) ?? sortKey(field, listedLayout.documentColumn))
  const ids = connection
    .prepare(`select id from listed where ${sql} order by ${order} limit ? offset ?`)
    .all(...params, query.limit, query.offset ?? 0)
  const counted = connection.prepare(`select count(*) as total from listed where ${sql}`).get(...params)
  const record = connection.prepare('select * from record where kind = ? and id = ?')
  const rows = ids.map(({ id }) => record.get(listedKind, String(id))).filter((row) => row !== undefined)
  return { rows: rows.map((row) => recordOfRow(row) as StoredRecord<T>), total: Number(counted?.total) }
}

function columnToSort(field: string): string | undefined {
  const columns: Readonly<Record<string, string>> = { ...listedFields.texts, ...listedFields.numbers }
  return Object.hasOwn(columns, field) ? columns[field] : undefined
}

function orderBy({ sort = [] }: RecordQuery, keyOf: (field: string) => string): string {
  const order = sort.map(({ field, direction }) => `${keyOf(field)} ${direction === 'asc' ? 'asc' : 'desc'}`)
  return [...order, 'id'].join(', ')
}

function sortKey(field: string, document = 'document'): string {
  if (!sortable.test(field)) throw new CodedError('bad-request', `"${field}" is no field to sort by`)
  const path = field.split('.').map((name) => `."${name}"`)
  return `${document} ->> '$${path.join('')}'`
}

/** A record as it was written. */
export function recordOfRow(row: Record<string, unknown>): StoredRecord {
  return {
    kind: String(row.kind),
    id: String(row.id),
    version: Number(row.version),
    unitIds: unitsOfColumn(row.unit_ids),
    document: JSON.parse(String(row.document)),
  }
}
