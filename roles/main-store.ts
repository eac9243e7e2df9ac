import { availableParallelism } from 'node:os'
import type { MessagePort } from 'node:worker_threads'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { ReadQueue } from '../core/store/read-queue.ts'
import type { AuditLog, EventReads, RecordStore } from '../core/store/store.ts'
import type { DiskRoom } from '../response/retention/disk.ts'
import { type ElasticCare, openElastic, type RoleStore } from './open-store.ts'
import { roomOf } from './retention.ts'

/** Reading threads of the console for records. */
const readers = 2

/** The store as the main thread has it: its own way to it, and what it hands to the roles' threads. */
export interface MainStore extends Pick<RoleStore, 'records' | 'audit'> {
  /** Opens the store as the console has it: what it reads holds up nobody's writes. */
  forConsole(): Promise<{
    readonly events: EventReads
    readonly records: RecordStore
    readonly audit: AuditLog
    /** Through which the events are read. */
    readonly queue: ReadQueue
  }>
  room(): Promise<DiskRoom>
  /** What a role's thread needs to reach the store. */
  portsFor(role: 'ingest' | 'jobs'): { readonly records?: MessagePort; readonly events?: MessagePort }
  /** Of Elasticsearch alone. */
  readonly care?: ElasticCare
  /** After the roles: what they write goes through here. */
  close(): Promise<void>
}

/**
 * Opens the store that the configuration names. SQLite: threads that own the files, one for records, one for events when
 * `writesEvents`; `died` hears when one ends by itself. Elasticsearch: a connection; each role has its own.
 */
export async function openMainStore(
  config: Config,
  clock: Clock,
  writesEvents: boolean,
  died: (error: Error | undefined) => void,
): Promise<MainStore> {
  if (config.storage.kind === 'elasticsearch') {
    const store = await openElastic(config, clock)
    const { reads: events, records, audit, queue } = store
    return { ...store, forConsole: async () => ({ events, records, audit, queue }), portsFor: () => ({}), care: store }
  }
  const { readerLanes, recordsOver, startEventWriterThread, startReaderPool, startRecordsPool, startRecordsThread } =
    await import('../core/store/sqlite/threads.ts')
  const { upgradeStore } = await import('../core/store/sqlite/upgrade.ts')
  const { data: directory, secrets: secretsDirectory } = config.storage
  upgradeStore(directory)
  const recordsThread = await startRecordsThread({ directory, secretsDirectory })
  recordsThread.ended.then(died)
  const eventsThread = writesEvents ? await startEventWriterThread({ directory }) : undefined
  eventsThread?.ended.then(died)
  const writer = recordsOver(recordsThread.client())
  const pools: { readonly ended: Promise<Error | undefined>; close(): Promise<void> }[] = []
  return {
    ...writer,
    async forConsole() {
      const [events, records] = await Promise.all([
        startReaderPool({ directory }, readerLanes(availableParallelism())),
        startRecordsPool({ directory }, readers, writer),
      ])
      pools.push(events, records)
      for (const pool of pools) pool.ended.then(died)
      return { events, records: records.records, audit: records.audit, queue: events.queue }
    },
    room: () => roomOf(directory),
    portsFor: (role) => ({
      records: recordsThread.client(),
      ...(role === 'ingest' && eventsThread !== undefined ? { events: eventsThread.client() } : {}),
    }),
    async close() {
      for (const pool of pools) await pool.close()
      await eventsThread?.close()
      await recordsThread.close()
    },
  }
}
