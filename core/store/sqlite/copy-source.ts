import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../../lib/errors.ts'
import type { CopiedAuditRow } from '../audit-adopt.ts'
import type { StoredAuditRow } from '../audit-verify.ts'
import type { CopySource } from '../copy.ts'
import type { Partition, StoredRecord } from '../store.ts'
import { Connection } from './connection.ts'
import { documentOf } from './event-columns.ts'
import { matchOfRow } from './match-columns.ts'
import { listPartitions, OpenPartitions } from './partition-files.ts'
import { recordOfRow } from './record-list.ts'
import { recordSchema } from './record-schema.ts'
import { unitsOfColumn } from './unit-list.ts'

/** Reads a store on files for a copy. Throws CodedError `not-found` where there is none, `newer-schema`, `store-busy`. */
export function openCopySource(directory: string): CopySource {
  const path = join(directory, 'records.db')
  if (!existsSync(path)) {
    throw new CodedError('not-found', `there is no store in ${directory}`, { hint: 'see storage.data' })
  }
  const records = new Connection(path, recordSchema, 'read')
  const files = new OpenPartitions(directory, 'read', 4)
  const rowsOf = (partition: Partition, table: 'event' | 'match', after: number, limit: number) =>
    files.find(partition)?.prepare(`select * from ${table} where row > ? order by row limit ?`).all(after, limit) ?? []
  const count = (partition: Partition, table: 'event' | 'match'): number =>
    Number(files.find(partition)?.prepare(`select count(*) as n from ${table}`).get()?.n ?? 0)
  return {
    partitions: () =>
      listPartitions(directory)
        .map((partition) => ({ ...partition, events: count(partition, 'event'), matches: count(partition, 'match') }))
        .filter(({ events, matches }) => events + matches > 0),
    events(partition, after, limit) {
      const rows = rowsOf(partition, 'event', after, limit)
      return {
        // It lies where it belongs: nobody need look for it in the days before.
        rows: rows.map(({ id, document }) => ({
          id: String(id),
          partition: { class: partition.class, day: partition.day },
          placedByReceipt: false,
          document: documentOf(document),
        })),
        next: Number(rows.at(-1)?.row ?? after),
      }
    },
    matches(partition, after, limit) {
      const rows = rowsOf(partition, 'match', after, limit)
      const place = { class: partition.class, day: partition.day }
      return { rows: rows.map((row) => matchOfRow(row, place)), next: Number(rows.at(-1)?.row ?? after) }
    },
    kinds() {
      const rows = records.prepare('select kind, count(*) as n from record group by kind order by kind').all()
      return new Map(rows.map(({ kind, n }) => [String(kind), Number(n)]))
    },
    records: (kind, after, limit) =>
      records
        .prepare('select * from record where kind = ? and id > ? order by id limit ?')
        .all(kind, after, limit)
        .map((row) => recordOfRow(row) as StoredRecord<object>),
    auditRows(after, limit) {
      const rows = records.prepare('select * from audit where number > ? order by number limit ?').all(after, limit)
      return rows.map(
        (row): CopiedAuditRow => ({
          ...(row as unknown as StoredAuditRow),
          unitIds: unitsOfColumn(row.unit_ids),
        }),
      )
    },
    auditCount: () => Number(records.prepare('select count(*) as n from audit').get()?.n),
    close() {
      files.close()
      records.close()
    },
  }
}
