import { isIrregular } from '../../event/path.ts'
import type { Change, RecordStore, RecordWrite, StoredRecord } from '../store.ts'
import type { SqliteAuditLog } from './audit-log.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { ListedColumns } from './listed-columns.ts'
import { listRow } from './listed-rows.ts'
import { listRecords, recordOfRow } from './record-list.ts'
import { recordColumns, recordFacets, tallyRecords } from './record-tally.ts'
import { columnOfUnits, unitsOfColumn } from './unit-list.ts'

/** Thrown inside the transaction to take it back. */
class VersionConflict extends Error {
  readonly write: RecordWrite
  constructor(write: RecordWrite) {
    super(`${write.kind}/${write.id} does not have the expected version`)
    this.write = write
  }
}

/** The reads of records, which a connection that may not write has too. */
export function openRecordReads(
  connection: Connection,
): Pick<RecordStore, 'get' | 'list' | 'facets' | 'tally' | 'columns'> {
  const values = { connection, listed: new ListedColumns(connection) }
  return {
    async get<T>(scope: Parameters<RecordStore['get']>[0], kind: string, id: string) {
      const { sql, params } = visible(scope, 'record')
      const row = connection
        .prepare(`select * from record where kind = ? and id = ? and ${sql}`)
        .get(kind, id, ...params)
      return row === undefined ? undefined : (recordOfRow(row) as StoredRecord<T>)
    },
    list: async (scope, kind, query) => listRecords(connection, scope, kind, query),
    facets: async (scope, kind, where, fields, limit) => recordFacets(values, { scope, kind, where }, fields, limit),
    tally: async (scope, kind, where, of) => tallyRecords(values, { scope, kind, where }, of),
    columns: async (scope, kind, where, of, most) => recordColumns(values, { scope, kind, where }, of, most),
  }
}

/** Records with their change log, in the records' file. */
export function openRecordStore(connection: Connection, audit: SqliteAuditLog): Omit<RecordStore, 'close'> {
  return {
    ...openRecordReads(connection),
    async write(writes, entries = []) {
      if (writes.length === 0 && entries.length === 0) return { ok: true, versions: [] }
      try {
        const versions = connection.transaction(() => {
          const numbers = writes.map((write) => apply(connection, write))
          audit.addRows(entries)
          return numbers
        })
        if (entries.length > 0) audit.publishHead()
        return { ok: true, versions }
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error
        return { ok: false, conflict: { kind: error.write.kind, id: error.write.id } }
      }
    },
    async changes(after, limit) {
      const sql = 'select * from change where sequence > ? order by sequence limit ?'
      return connection.prepare(sql).all(after, limit).map(changeOfRow)
    },
    async lastChange() {
      return Number(connection.prepare('select max(sequence) as last from change').get()?.last ?? 0)
    },
  }
}

/** Writes one record within the caller's transaction and answers its new version, the number of its change. */
function apply(connection: Connection, write: RecordWrite): number {
  const { kind, id, document, expect } = write
  const before = connection.prepare('select version from record where kind = ? and id = ?').get(kind, id)
  const fits = expect === 'any' || (expect === 'absent' ? before === undefined : before?.version === expect)
  if (!fits) throw new VersionConflict(write)
  const units = columnOfUnits(write.unitIds)
  const change = connection.prepare('insert into change (kind, id, unit_ids) values (?, ?, ?)').run(kind, id, units)
  const version = Number(change.lastInsertRowid)
  if (document === undefined) connection.prepare('delete from record where kind = ? and id = ?').run(kind, id)
  else {
    connection
      .prepare('insert or replace into record values (?, ?, ?, ?, ?, ?)')
      .run(kind, id, version, units, isIrregular(document) ? 1 : 0, JSON.stringify(document))
  }
  listRow(connection, write)
  return version
}

function changeOfRow(row: Record<string, unknown>): Change {
  const sequence = Number(row.sequence)
  return {
    sequence,
    kind: String(row.kind),
    id: String(row.id),
    version: sequence,
    unitIds: unitsOfColumn(row.unit_ids),
  }
}
