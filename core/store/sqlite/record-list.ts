import type { Scope } from '../../access/scope.ts'
import { compilePath } from '../../event/path.ts'
import { CodedError } from '../../lib/errors.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import type { Facet, RecordQuery, StoredRecord } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
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
  const { sql, params } = visible(scope, 'record', query.where)
  const order = (query.sort ?? []).map(
    ({ field, direction }) => `${sortKey(field)} ${direction === 'asc' ? 'asc' : 'desc'}`,
  )
  const rows = connection
    .prepare(`select * from record where kind = ? and ${sql} order by ${[...order, 'id'].join(', ')} limit ? offset ?`)
    .all(kind, ...params, query.limit, query.offset ?? 0)
  const counted = connection
    .prepare(`select count(*) as total from record where kind = ? and ${sql}`)
    .get(kind, ...params)
  return { rows: rows.map((row) => recordOfRow(row) as StoredRecord<T>), total: Number(counted?.total) }
}

function sortKey(field: string): string {
  if (!sortable.test(field)) throw new CodedError('bad-request', `"${field}" is no field to sort by`)
  const path = field.split('.').map((name) => `."${name}"`)
  return `document ->> '$${path.join('')}'`
}

/** The most frequent values of each field among the records that the scope lets through and for which `where` holds. */
export function recordFacets(
  connection: Connection,
  scope: Scope,
  kind: string,
  where: Predicate,
  fields: readonly string[],
  limit: number,
): readonly Facet[] {
  const counted = fields.map((field) => ({ path: compilePath(field), counts: new ValueCounts(field) }))
  const { sql, params } = visible(scope, 'record', where)
  const statement = connection.prepare(`select document from record where kind = ? and ${sql}`)
  for (const row of statement.iterate(kind, ...params)) {
    const document = JSON.parse(String(row.document)) as object
    for (const { path, counts } of counted) counts.addValues(path.values(document))
  }
  return counted.map(({ counts }) => counts.facet(limit, false))
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
