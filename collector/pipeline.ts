import type { UnitTree } from '../core/access/unit.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { EventStore, Match, StoredEvent } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import type { Item } from './commit.ts'
import { createCommitter, type Part } from './committer.ts'
import type { Delivery, Receipt } from './delivery.ts'
import { createSystemAttribution, type SystemRegister } from './enrich/system.ts'
import { createAttribution } from './enrich/unit.ts'
import type { Context } from './map/draft.ts'
import { createPrepare } from './prepare.ts'
import { type FailedLine, type FailedSource, type RerunCounts, rerunLines } from './rerun.ts'
import type { SourceOfEvent, SourceTally } from './source-tally.ts'
import { createSourceTally } from './source-tally.ts'

/** From records to stored events. One an ingest role; inputs hand over what they read. */
export interface Pipeline {
  /** Resolves once every event of the delivery and its matches are durable; rejects with CodedError when refused. */
  accept(delivery: Delivery): Promise<Receipt>
  /** True while more is waiting than may: an input must then stop reading or refuse. */
  isFull(): boolean
  /** Resolves when an input may go on reading. */
  room(): Promise<void>
  /** Records accepted and not yet durable. */
  waiting(): number
  readonly sources: SourceTally
  /** Reads lines again that could not be decoded when they came. Rejects with CodedError when the store refuses. */
  rerun(source: FailedSource, lines: readonly FailedLine[]): Promise<RerunCounts>
  /** Takes in what was accepted, then resolves. Nothing is accepted any more. */
  stop(): Promise<void>
}

export interface PipelineParts {
  readonly events: Pick<EventStore, 'append'>
  /** The rules: which of them fire on an event. */
  judge(stored: StoredEvent): readonly Match[]
  /** Told of matches once they are durable: opens alerts. */
  opened(matches: readonly Match[]): Promise<void>
  readonly units: UnitTree
  /** The information systems that events are attributed to; absent: none. */
  readonly systems?: SystemRegister
  readonly clock: Clock
  /** Retention class of a source's events. */
  classOf(source: SourceOfEvent): string
  readonly onSignal: Signal
  /** Zone of times that name none; default Asia/Ho_Chi_Minh. */
  readonly zone?: string
  /** Mappings without code. */
  readonly mappings?: Context['mappings']
}

const mostRecords = 20_000
const mostBytes = 64 * 1024 * 1024
/** Records a commit: enough to spread a disk flush thin, few enough to keep latency low. */
const batchRecords = 4000
/** Records prepared before sockets get their turn. */
const sliceRecords = 500
/** After `stop`, how long a refusing store is tried before held records are given up. */
const stopGrace = 10_000

interface Entry {
  readonly delivery: Delivery
  readonly receivedAt: number
  readonly bytes: number
  readonly ids: string[]
  inserted: number
  next: number
  left: number
  refused: boolean
  resolve(receipt: Receipt): void
  reject(error: unknown): void
}

const none = [] as const
const noSystems: SystemRegister = { at: () => none }

type Batch = Part<Entry>[]

/**
 * Batches being committed at once. With two, the store's thread never waits for the next batch to be laid out; each is
 * refused and acknowledged on its own, and sending either again is harmless. What the store refuses waits apart from them.
 */
const mostCommits = 2

/** Starts the pipeline: a bounded queue, and a loop that prepares the next batch while others are committed. */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { events, opened, clock, onSignal } = parts
  const sources = createSourceTally()
  const prepare = createPrepare({
    ...parts,
    sources,
    attribution: createAttribution(parts.units),
    systems: createSystemAttribution(parts.systems ?? noSystems, parts.units),
  })
  const queue: Entry[] = []
  const waitingForRoom: (() => void)[] = []
  let records = 0
  let bytes = 0
  let stopping = false
  let stopDeadline = Number.POSITIVE_INFINITY
  let arrival = deferred()
  const commits = new Set<Promise<void>>()
  let announcing: Promise<void> | undefined

  const committer = createCommitter<Entry>({
    events,
    clock,
    onSignal,
    refuse,
    async stored(batch, inserted) {
      // Alerts of this batch are opened while the next one is being committed; its senders wait for both.
      await announcing
      announcing = announce(batch.flatMap(({ items }) => items)).then(() => finish(batch, inserted))
    },
  })

  async function run(): Promise<void> {
    for (;;) {
      while (queue.length === 0) {
        if (stopping) {
          await Promise.all(commits)
          await committer.finish(stopDeadline)
          await announcing
          return
        }
        await arrival.promise
        arrival = deferred()
      }
      const batch: Batch = []
      let size = await fill(batch, 0)
      // While no further batch may be committed there is time for more.
      while (commits.size >= mostCommits && size < batchRecords) {
        await Promise.race([arrival.promise, ...commits])
        arrival = deferred()
        size = await fill(batch, size)
      }
      while (commits.size >= mostCommits) await Promise.race(commits)
      const done = committer.commit(batch).finally(() => commits.delete(done))
      commits.add(done)
    }
  }

  /** Prepares what is queued, up to the size of a batch. */
  async function fill(batch: Batch, before: number): Promise<number> {
    let size = before
    for (let entry = queue[0]; entry !== undefined && size < batchRecords; entry = queue[0]) {
      const { delivery } = entry
      const items: Item[] = []
      const until = Math.min(delivery.records.length, entry.next + Math.min(sliceRecords, batchRecords - size))
      for (; entry.next < until && !entry.refused; entry.next++) {
        const item = prepare(delivery, entry.next, entry.receivedAt)
        entry.ids.push(item.stored.id)
        items.push(item)
      }
      if (items.length > 0) batch.push({ entry, items })
      size += items.length
      if (entry.next >= delivery.records.length || entry.refused) queue.shift()
      await turn()
    }
    return size
  }

  async function announce(items: readonly Item[]): Promise<void> {
    const matches = items.flatMap((item) => item.matches)
    if (matches.length === 0) return
    try {
      await opened(matches)
    } catch (error) {
      // The matches are durable, so nothing is lost: the alert is opened from them later.
      onSignal('alert-failed', { error: messageOf(error), matches: matches.length })
    }
  }

  function finish(batch: readonly Part<Entry>[], inserted: number): void {
    for (const { entry, items } of batch) {
      if (entry.refused) continue
      for (const item of items) sources.count(item.counted)
      entry.inserted += inserted
      entry.left -= items.length
      if (entry.left === 0) {
        release(entry)
        entry.resolve({ ids: entry.ids, allDuplicates: entry.inserted === 0 })
      }
    }
  }

  function refuse(entry: Entry, error: CodedError): void {
    if (entry.refused) return
    entry.refused = true
    release(entry)
    entry.reject(error)
  }

  function release(entry: Entry): void {
    records -= entry.delivery.records.length
    bytes -= entry.bytes
    if (records > mostRecords / 2 || bytes > mostBytes / 2) return
    for (const go of waitingForRoom.splice(0)) go()
  }

  const running = run()

  return {
    sources,
    accept(delivery) {
      if (delivery.records.length === 0) return Promise.resolve({ ids: [], allDuplicates: false })
      if (stopping && delivery.whenRefused === 'refuse') return Promise.reject(new CodedError('store-busy', 'stopping'))
      return new Promise((resolve, reject) => {
        let size = 0
        for (const record of delivery.records) size += record.bytes.length
        const left = delivery.records.length
        records += left
        bytes += size
        const receivedAt = clock.now()
        queue.push({
          delivery,
          receivedAt,
          bytes: size,
          ids: [],
          inserted: 0,
          next: 0,
          left,
          refused: false,
          resolve,
          reject,
        })
        arrival.resolve()
      })
    },
    isFull: () => records >= mostRecords || bytes >= mostBytes,
    room() {
      if (records < mostRecords && bytes < mostBytes) return Promise.resolve()
      return new Promise((resolve) => waitingForRoom.push(resolve))
    },
    waiting: () => records,
    async rerun(source, lines) {
      const counts = await rerunLines({ prepare, append: events.append, opened }, source, lines)
      sources.repaired(source.id, counts.repaired)
      return counts
    },
    async stop() {
      if (!stopping) {
        stopping = true
        stopDeadline = clock.now() + stopGrace
        arrival.resolve()
      }
      await running
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function deferred(): { promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
