import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeError } from './errors.ts'
import { eventSchema } from './event-schema.ts'
import { listPartitions, partitionPath } from './partition-files.ts'
import { recordSchema } from './record-schema.ts'
import type { Schema } from './schema.ts'

/** A database file of a store; `name` is its path within the data folder. */
export interface StoreFile {
  readonly name: string
  readonly path: string
  readonly kind: 'records' | 'events'
}

/** The schemas of a store's files; tests hand in others. */
export interface StoreSchemas {
  readonly records: Schema
  readonly events: Schema
}
export const storeSchemas: StoreSchemas = { records: recordSchema, events: eventSchema }

/** The files of a store, records first: whatever is copied in this order never has records that are ahead of events. */
export function storeFiles(directory: string): readonly StoreFile[] {
  const records = join(directory, 'records.db')
  return [
    ...(existsSync(records) ? [{ name: 'records.db', path: records, kind: 'records' } as const] : []),
    ...listPartitions(directory).map((partition): StoreFile => {
      const name = `events/${partition.class}/${partition.day}.db`
      return { name, path: partitionPath(directory, partition), kind: 'events' }
    }),
  ]
}

/** Bytes of the file and its write-ahead log. */
export const sizeOf = ({ path }: StoreFile): number =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) +
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)

/**
 * The schema version in a file; 0 while it is blank. From its header (sqlite.org/fileformat2.html §1.3) where no log is
 * beside it, which is a hundred times quicker than opening it.
 */
export function versionOf(path: string): number {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    const header = Buffer.alloc(64)
    const file = openSync(path, 'r')
    try {
      return readSync(file, header, 0, 64, 0) < 64 ? 0 : header.readUInt32BE(60)
    } finally {
      closeSync(file)
    }
  }
  const database = openFile(path)
  try {
    return Number(database.prepare('pragma user_version').get()?.user_version)
  } finally {
    database.close()
  }
}

/** Opens a file for reading, whatever its schema. Throws as `storeError` says. */
export function openFile(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 10_000 })
    database.exec('pragma query_only = 1')
    return database
  } catch (error) {
    throw storeError(error, path)
  }
}
