import type { MessagePort } from 'node:worker_threads'
import { type Caller, callOver } from '../../lib/thread-call.ts'
import type { AuditLog, EventReads, EventStore, RecordStore } from '../store.ts'
import { packBatch } from './event-batch.ts'
import type { EventWriter } from './event-writer.ts'
import type { Records, StoreOptions } from './open.ts'
import { type StoreThread, startStoreThread } from './store-thread.ts'

/** Where the store lies. Threads take their time from the system's clock: a clock cannot cross over. */
type ThreadOptions = Pick<StoreOptions, 'directory' | 'secretsDirectory'>

/** The thread that writes and reads `records.db`: records, change log and audit log. Rejects as `openRecords` throws. */
export function startRecordsThread({ directory, secretsDirectory }: ThreadOptions): Promise<StoreThread> {
  return startStoreThread(new URL('./records-worker.ts', import.meta.url), { directory, secretsDirectory })
}

const recordMethods = ['get', 'list', 'facets', 'tally', 'columns', 'write', 'changes', 'lastChange'] as const
const auditMethods = ['append', 'list', 'search', 'follow', 'facets', 'verify', 'verifyPart'] as const

/** The thread that writes event files, so that a disk flush holds up nobody who decodes or judges. */
export function startEventWriterThread({ directory }: Pick<StoreOptions, 'directory'>): Promise<StoreThread> {
  return startStoreThread(new URL('./event-writer-worker.ts', import.meta.url), { directory })
}

/** The event writer over a port of its thread; the batch is laid out on this side. */
export function eventWriterOver(port: MessagePort): Pick<EventStore, 'append' | 'dropPartition'> {
  const writer = callOver(port).object<EventWriter, 'appendBatch' | 'dropPartition'>('writer', [
    'appendBatch',
    'dropPartition',
  ])
  return {
    append: (events, matches) => writer.appendBatch(packBatch(events, matches)),
    dropPartition: writer.dropPartition,
  }
}

/** Records and audit log over a port of the records thread. Closing gives up the port and leaves the thread running. */
export function recordsOver(port: MessagePort): Records {
  const caller = callOver(port)
  const close = async (): Promise<void> => caller.close()
  return {
    records: { ...caller.object<RecordStore, (typeof recordMethods)[number]>('records', recordMethods), close },
    audit: caller.object<AuditLog, (typeof auditMethods)[number]>('audit', auditMethods),
    close,
  }
}

const readerMethods = [
  'search',
  'histogram',
  'facets',
  'get',
  'matchesOf',
  'tally',
  'touched',
  'arrived',
  'matchesIn',
  'partitions',
] as const

/** Threads of one kind, each call in the one that has the fewest waiting. */
async function startLanes<O>(module: URL, data: object, threads: number, open: (caller: Caller) => O) {
  const started = await Promise.all(Array.from({ length: threads }, () => startStoreThread(module, data)))
  const lanes = started.map((thread) => {
    const caller = callOver(thread.client())
    return { caller, objects: open(caller) }
  })
  const waiting = (lane: { readonly caller: Caller }): number => lane.caller.waiting()
  return {
    freest: (): O => lanes.reduce((best, lane) => (waiting(lane) < waiting(best) ? lane : best)).objects,
    /** Resolves when one of the threads has ended: with what killed it, or with undefined after `close`. */
    ended: Promise.race(started.map(({ ended }) => ended)),
    async close() {
      await Promise.all(started.map((thread) => thread.close()))
    },
  }
}

/** Reading threads behind the face of one reader. */
export interface ReaderPool extends EventReads {
  /** Resolves when one of the threads has ended: with what killed it, or with undefined after `close`. */
  readonly ended: Promise<Error | undefined>
}

/** Reads events in `threads` threads, so that no caller's loop blocks. */
export async function startReaderPool(
  options: { readonly directory: string; readonly budget?: number },
  threads: number,
): Promise<ReaderPool> {
  const { directory, budget } = options
  const data = budget === undefined ? { directory } : { directory, budget }
  const module = new URL('./reader-worker.ts', import.meta.url)
  const { freest, ended, close } = await startLanes(module, data, threads, (caller) =>
    caller.object<EventReads, (typeof readerMethods)[number]>('reader', readerMethods),
  )
  return {
    search: (...args) => freest().search(...args),
    histogram: (...args) => freest().histogram(...args),
    facets: (...args) => freest().facets(...args),
    get: (...args) => freest().get(...args),
    matchesOf: (...args) => freest().matchesOf(...args),
    tally: (...args) => freest().tally(...args),
    touched: (...args) => freest().touched(...args),
    arrived: (...args) => freest().arrived(...args),
    matchesIn: (...args) => freest().matchesIn(...args),
    partitions: () => freest().partitions(),
    ended,
    close,
  }
}

const recordReads = ['get', 'list', 'facets', 'tally', 'columns'] as const
const auditReads = ['list', 'search', 'follow', 'facets'] as const

/** Records and audit log whose reads do not wait for each other, nor writes for reads. */
export interface RecordsPool extends Records {
  /** Resolves when one of the reading threads has ended: with what killed it, or with undefined after `close`. */
  readonly ended: Promise<Error | undefined>
}

/**
 * Reads records and audit log in `threads` threads; what writes goes where it went, to `writer`. What a write has answered,
 * every read that is asked after it sees. Closing ends the reading threads alone.
 */
export async function startRecordsPool(
  { directory }: { readonly directory: string },
  threads: number,
  writer: Pick<Records, 'records' | 'audit'>,
): Promise<RecordsPool> {
  const module = new URL('./records-reader-worker.ts', import.meta.url)
  const { freest, ended, close } = await startLanes(module, { directory }, threads, (caller) => ({
    records: caller.object<RecordStore, (typeof recordReads)[number]>('records', recordReads),
    audit: caller.object<AuditLog, (typeof auditReads)[number]>('audit', auditReads),
  }))
  return {
    records: {
      ...writer.records,
      get: (...args) => freest().records.get(...args),
      list: (...args) => freest().records.list(...args),
      facets: (...args) => freest().records.facets(...args),
      tally: (...args) => freest().records.tally(...args),
      columns: (...args) => freest().records.columns(...args),
    },
    audit: {
      ...writer.audit,
      list: (...args) => freest().audit.list(...args),
      search: (...args) => freest().audit.search(...args),
      follow: (...args) => freest().audit.follow(...args),
      facets: (...args) => freest().audit.facets(...args),
    },
    ended,
    close,
  }
}
