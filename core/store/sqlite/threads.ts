import type { MessagePort } from 'node:worker_threads'
import { type Caller, callOver } from '../../lib/thread-call.ts'
import { ReadQueue } from '../read-queue.ts'
import { countWeight, type ReadWeight, searchWeight } from '../read-weight.ts'
import type { AuditLog, EventReads, EventStore, RecordStore } from '../store.ts'
import { packBatch } from './event-batch.ts'
import type { ReaderOptions } from './event-reader.ts'
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
  /** Who reads what, and who waits. */
  readonly queue: ReadQueue
  /** Resolves when one of the threads has ended: with what killed it, or with undefined after `close`. */
  readonly ended: Promise<Error | undefined>
}

/** What each of the reading threads is for, on a machine of so many cores. One keeps some 160 MB of what it read last. */
export function readerLanes(cores: number): readonly ReadWeight[] {
  const light = Math.min(4, Math.max(2, cores >> 1))
  const heavy = Math.min(2, Math.max(1, cores >> 2))
  return ['quick', ...Array<ReadWeight>(light).fill('light'), ...Array<ReadWeight>(heavy).fill('heavy')]
}

/**
 * Reads events in a thread for each lane, so that no caller's loop blocks and no read waits for those of a heavier kind. A
 * read whose asker leaves breaks off.
 */
export async function startReaderPool(
  { directory, budget }: Pick<ReaderOptions, 'directory' | 'budget'>,
  lanes: readonly ReadWeight[],
): Promise<ReaderPool> {
  const module = new URL('./reader-worker.ts', import.meta.url)
  const started = await Promise.all(
    lanes.map(async () => {
      const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
      const options: ReaderOptions = { directory, stop, ...(budget === undefined ? {} : { budget }) }
      const thread = await startStoreThread(module, options)
      const caller = callOver(thread.client())
      return {
        thread,
        stop,
        reader: caller.object<EventReads, (typeof readerMethods)[number]>('reader', readerMethods),
      }
    }),
  )
  const queue = new ReadQueue(lanes)
  const read = <T>(weight: ReadWeight, ask: (reader: Omit<EventReads, 'close'>) => Promise<T>): Promise<T> =>
    queue.run(weight, async (at, left) => {
      const lane = started[at]
      if (lane === undefined) throw new Error(`there is no lane ${at}`)
      // A lane does one read at a time: what is stopped is this one.
      const stop = (): void => void Atomics.store(lane.stop, 0, 1)
      Atomics.store(lane.stop, 0, 0)
      left?.addEventListener('abort', stop, { once: true })
      try {
        return await ask(lane.reader)
      } finally {
        left?.removeEventListener('abort', stop)
      }
    })
  return {
    search: (scope, query, page) => read(searchWeight(query), (reader) => reader.search(scope, query, page)),
    histogram: (scope, query, buckets) => read(countWeight(query), (reader) => reader.histogram(scope, query, buckets)),
    facets: (scope, query, fields, limit) =>
      read(countWeight(query), (reader) => reader.facets(scope, query, fields, limit)),
    get: (...args) => read('quick', (reader) => reader.get(...args)),
    matchesOf: (...args) => read('quick', (reader) => reader.matchesOf(...args)),
    tally: (...args) => read('quick', (reader) => reader.tally(...args)),
    touched: (...args) => read('quick', (reader) => reader.touched(...args)),
    arrived: (...args) => read('quick', (reader) => reader.arrived(...args)),
    matchesIn: (...args) => read('quick', (reader) => reader.matchesIn(...args)),
    partitions: () => read('quick', (reader) => reader.partitions()),
    queue,
    ended: Promise.race(started.map(({ thread }) => thread.ended)),
    async close() {
      for (const { stop } of started) Atomics.store(stop, 0, 1)
      await Promise.all(started.map(({ thread }) => thread.close()))
    },
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
