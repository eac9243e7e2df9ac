import { type Clock, systemClock } from '../../lib/clock.ts'
import type { CopiedAuditRow } from '../audit-adopt.ts'
import type { ReadQueue } from '../read-queue.ts'
import type { AuditLog, EventReads, RecordStore, Store } from '../store.ts'
import { ElasticConnection, type ElasticOptions } from './connection.ts'
import { openDeadLetters } from './dead-letters.ts'
import { diskRoom } from './disk-room.ts'
import { elasticQueue, openReader } from './event-reader.ts'
import { type EventWriter, openEventWriter } from './event-writer.ts'
import { findFaults, type StoreFault } from './faults.ts'
import { indexNames } from './index-names.ts'
import { openRecordStore } from './record-store.ts'
import { prepareSchema } from './schema.ts'

/** Where the store lies, and what it is handed. */
export interface ElasticStoreOptions extends ElasticOptions {
  /** Holds the audit log's key and head; the same on every host. */
  readonly secretsDirectory: string
  /** What stamps audit rows; the system's clock when absent. */
  readonly clock?: Clock
  /** Milliseconds that a search, histogram or facet may judge events by itself. */
  readonly budget?: number
  /** Told of documents that Elasticsearch refused and that went to the dead letters. */
  readonly onRefused?: (count: number, reason: string) => void
}

/** The whole store. Everything is asynchronous: one connection serves all roles of a thread. */
export interface ElasticStore extends Store {
  /** Where heavy reads of events wait. */
  readonly queue: ReadQueue
  readonly events: EventReads & EventWriter
  readonly records: RecordStore
  readonly audit: AuditLog
  /** Takes over another store's audit rows as they are. */
  adoptAudit(rows: readonly CopiedAuditRow[]): Promise<void>
  /** Makes every event and match findable that was written before. */
  settle(): Promise<void>
  /** Room on the fullest disk of Elasticsearch, bytes. */
  room(): Promise<{ readonly total: number; readonly free: number }>
  /** What is wrong with Elasticsearch right now. Never rejects. */
  faults(): Promise<readonly StoreFault[]>
  close(): Promise<void>
}

/** What is wrong with Elasticsearch, without opening a store there. Rejects with `bad-request` when a secret cannot be read. */
export async function inspectElastic(options: ElasticOptions): Promise<readonly StoreFault[]> {
  const names = indexNames(options.prefix)
  const connection = new ElasticConnection(options)
  try {
    return await findFaults(connection, names, openDeadLetters(connection, names, systemClock))
  } finally {
    await connection.close()
  }
}

/** Opens the store. Rejects with CodedError `newer-schema`, `store-full`, `store-busy`, `bad-request`. */
export async function openElasticStore(options: ElasticStoreOptions): Promise<ElasticStore> {
  const { prefix, clock = systemClock, refreshAtOnce = false, secretsDirectory, onRefused, budget } = options
  const names = indexNames(prefix)
  const connection = new ElasticConnection(options)
  try {
    await prepareSchema(connection, names)
    const { records, audit, adoptAudit } = await openRecordStore({ connection, names, secretsDirectory, clock })
    const writer = openEventWriter({
      connection,
      names,
      refreshAtOnce,
      clock,
      ...(onRefused === undefined ? {} : { onRefused }),
    })
    const queue = elasticQueue()
    const nothing = async (): Promise<void> => undefined
    return {
      events: { ...openReader(connection, names, queue, budget), ...writer, close: nothing },
      queue,
      records: { ...records, close: nothing },
      audit,
      adoptAudit,
      async settle() {
        await connection.ask('POST', `/${names.allEvents()},${names.allMatches}/_refresh`)
      },
      room: () => diskRoom(connection),
      faults: () => findFaults(connection, names, writer.deadLetters),
      close: () => connection.close(),
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}
