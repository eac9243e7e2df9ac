import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../lib/clock.ts'
import type { CopiedAuditRow } from '../audit-adopt.ts'
import type { AuditLog, RecordStore, Store } from '../store.ts'
import { openAuditLog, openAuditReads, type SqliteAuditLog } from './audit-log.ts'
import { Connection } from './connection.ts'
import { storeError } from './errors.ts'
import { openReader } from './event-reader.ts'
import { openEventWriter } from './event-writer.ts'
import { recordSchema } from './record-schema.ts'
import { openRecordReads, openRecordStore } from './record-store.ts'

export { openEventWriter, openReader }

/** Where the store lies. */
export interface StoreOptions {
  /** The data folder: holds `records.db` and `events/<class>/<yyyy-mm-dd>.db`. */
  readonly directory: string
  /** Holds the audit log's key and head; not within the data folder, whose keeper could then rewrite the log. */
  readonly secretsDirectory: string
  /** What stamps audit rows; the system's clock when absent. */
  readonly clock?: Clock
}

/** Records and audit log share a file, and a record's audit entries its transaction. */
export interface Records {
  readonly records: RecordStore
  readonly audit: AuditLog
  close(): Promise<void>
}

/** Opens records and audit log in the calling thread. Throws CodedError `newer-schema`, `store-full`, `store-busy`. */
export function openRecords(options: StoreOptions): Records & { readonly audit: SqliteAuditLog } {
  const path = join(options.directory, 'records.db')
  try {
    mkdirSync(options.directory, { recursive: true })
  } catch (error) {
    throw storeError(error, path)
  }
  const connection = new Connection(path, recordSchema, 'write')
  try {
    const audit = openAuditLog(connection, options.secretsDirectory, options.clock ?? systemClock)
    const close = async (): Promise<void> => connection.close()
    return { records: { ...openRecordStore(connection, audit), close }, audit, close }
  } catch (error) {
    connection.close()
    throw error
  }
}

/**
 * Opens the reads of records and audit log in the calling thread, beside the one that writes them: each answers what was
 * committed when it was asked.
 */
export function openRecordsReader({ directory }: Pick<StoreOptions, 'directory'>) {
  const connection = new Connection(join(directory, 'records.db'), recordSchema, 'read')
  const close = async (): Promise<void> => connection.close()
  return { records: openRecordReads(connection), audit: openAuditReads(connection), close }
}

/** The whole store; `adoptAudit` takes over another store's audit rows as they are. */
export interface SqliteStore extends Store {
  adoptAudit(rows: readonly CopiedAuditRow[]): Promise<void>
  close(): Promise<void>
}

/** The whole store in the calling thread: for the command line, a single role and tests. */
export function openSqliteStore(options: StoreOptions): SqliteStore {
  const records = openRecords(options)
  const writer = openEventWriter(options)
  const reader = openReader(options)
  const close = async (): Promise<void> => {
    await reader.close()
    await writer.close()
  }
  return {
    events: { ...reader, append: writer.append, dropPartition: writer.dropPartition, close },
    records: records.records,
    audit: records.audit,
    adoptAudit: async (rows) => records.audit.adopt(rows),
    async close() {
      await close()
      await records.close()
    },
  }
}
