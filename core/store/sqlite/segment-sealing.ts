import type { Partition } from '../store.ts'
import { listPartitions, type OpenPartitions } from './partition-files.ts'
import { codedColumns, firstValueCode, segmentRows, valuesPart } from './segment.ts'
import { type ColumnCodes, SegmentBuilder } from './segment-builder.ts'

/**
 * Milliseconds of work at once, and of rest after it: while batches take up most of the thread's time, while they leave
 * it most, and while none come.
 */
const workAtOnce = 4
const restWhileLoaded = 100
const restWhileBusy = 8
const restWhileIdle = 1
/** Milliseconds until it is tried again after something went wrong. */
const restAfterFailure = 60_000
/** A day that is over is closed with fewer rows than a segment has otherwise, but not with a handful. */
const fewestRows = 1_000
const dayLong = 86_400_000
/** Milliseconds without a batch after which the write-ahead logs are given back. */
const quietBeforeShrinking = 10_000
/** Milliseconds after which it looks for new rows again while it waits for that. */
const longestRest = 1_000

interface Work {
  readonly partition: Partition
  readonly builder: SegmentBuilder
  readonly number: number
  readonly before: number
}

/**
 * Makes segments of the rows that have no segment yet, in the writing thread, between batches: a twentieth of its
 * time while batches fill it, a third while some come, all of it while none do. What a segment is made of is durable by then, and it is written in one
 * transaction: killed at any moment, the next start goes on after the last whole one.
 */
export class Sealing {
  readonly #directory: string
  readonly #files: OpenPartitions
  readonly #rows: number
  readonly #waiting = new Map<string, Partition>()
  /** Partitions whose write-ahead log has grown since it was last given back. */
  readonly #grown = new Map<string, Partition>()
  readonly #quiet: number
  #touchedAt = performance.now()
  #codes: { readonly name: string; readonly columns: readonly ColumnCodes[] } | undefined
  #work: Work | undefined
  #timer: NodeJS.Timeout | undefined
  /** Milliseconds spent on writing batches since the last piece of work ended, at `#ended`. */
  #writing = 0
  #ended = performance.now()

  constructor(
    directory: string,
    files: OpenPartitions,
    {
      rows = segmentRows,
      quiet = quietBeforeShrinking,
    }: { rows?: number | undefined; quiet?: number | undefined } = {},
  ) {
    this.#directory = directory
    this.#files = files
    this.#rows = rows
    this.#quiet = quiet
  }

  /** Begins with what a run before left over. */
  start(): void {
    this.#waitForAll()
    this.#rest(restWhileBusy)
  }

  /** Says that the partition has new rows, which took so many milliseconds to write. */
  touched(partition: Partition, milliseconds: number): void {
    this.#waiting.set(nameOf(partition), partition)
    this.#grown.set(nameOf(partition), partition)
    this.#writing += milliseconds
    this.#touchedAt = performance.now()
    if (this.#timer === undefined) this.#rest(restWhileBusy)
  }

  /** Says that the partition is going to be deleted. */
  dropped(partition: Partition): void {
    const name = nameOf(partition)
    this.#waiting.delete(name)
    this.#grown.delete(name)
    if (this.#codes?.name === name) this.#codes = undefined
    if (this.#work !== undefined && nameOf(this.#work.partition) === name) this.#work = undefined
  }

  /** Works until every full segment is written. */
  finish(): void {
    this.#waitForAll()
    while (this.#step()) {}
  }

  #waitForAll(): void {
    for (const partition of listPartitions(this.#directory)) {
      this.#waiting.set(nameOf(partition), partition)
      this.#grown.set(nameOf(partition), partition)
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#work = undefined
    this.#waiting.clear()
    this.#grown.clear()
  }

  #rest(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#wake(), milliseconds)
    this.#timer.unref()
  }

  #wake(): void {
    this.#timer = undefined
    const now = performance.now()
    const isLoaded = this.#writing > (now - this.#ended) / 2
    const isIdle = this.#writing === 0
    const end = now + workAtOnce
    try {
      let more = true
      while (more && performance.now() < end) more = this.#step()
      if (more) this.#rest(isLoaded ? restWhileLoaded : isIdle ? restWhileIdle : restWhileBusy)
      else this.#shrink()
    } catch {
      // A full disk or a lock: the next append says so to whoever must know; reads scan what has no segment.
      this.#work = undefined
      this.#codes = undefined
      this.#rest(restAfterFailure)
    }
    this.#writing = 0
    this.#ended = performance.now()
  }

  /** One write-ahead log given back, once no batch has come for a while: a log keeps the room it ever took. */
  #shrink(): void {
    const [name, partition] = this.#grown.entries().next().value ?? []
    if (name === undefined || partition === undefined) return
    const left = this.#touchedAt + this.#quiet - performance.now()
    if (left <= 0) {
      this.#grown.delete(name)
      this.#files.find(partition)?.shrinkLog()
    }
    if (this.#grown.size > 0) this.#rest(Math.min(Math.max(left, restWhileBusy), longestRest))
  }

  /** Some rows further; false when there is nothing to do. */
  #step(): boolean {
    this.#work ??= this.#next()
    const work = this.#work
    if (work === undefined) return this.#waiting.size > 0
    const connection = this.#files.find(work.partition)
    if (connection === undefined) throw new Error('a partition has gone while its segment was made')
    if (!work.builder.step(connection)) return true
    this.#work = undefined
    connection.transaction(() => {
      const last = connection.prepare('select max(last) as last from segment').get()?.last ?? 0
      if (Number(last) !== work.before) throw new Error('a segment was written by another thread')
      work.builder.write(connection, work.number)
    })
    return true
  }

  /** The next segment to make, if the first of the waiting partitions has rows for one. */
  #next(): Work | undefined {
    const [name, partition] = this.#waiting.entries().next().value ?? []
    if (name === undefined || partition === undefined) return undefined
    const connection = this.#files.find(partition)
    const row = connection
      ?.prepare(
        `select (select max(row) from event) as newest, (select max(last) from segment) as sealed,
          (select max(number) from segment) as number`,
      )
      .get()
    const before = Number(row?.sealed ?? 0)
    const left = Number(row?.newest ?? 0) - before
    const isOver = Date.parse(partition.day) + dayLong < Date.now() - dayLong / 12
    if (connection === undefined || left < (isOver ? Math.min(fewestRows, this.#rows) : this.#rows)) {
      this.#waiting.delete(name)
      return undefined
    }
    if (this.#codes?.name !== name) {
      const columns = codedColumns.map((column) => {
        const codes: ColumnCodes = new Map()
        const parts = connection
          .prepare('select content from segment_part where part = ? order by segment')
          .all(valuesPart(column))
        for (const { content } of parts) {
          const values = JSON.parse(Buffer.from(content as Uint8Array).toString()) as (string | number)[]
          for (const value of values) codes.set(value, firstValueCode + codes.size)
        }
        return codes
      })
      this.#codes = { name, columns }
    }
    const builder = new SegmentBuilder(before + 1, Math.min(left, this.#rows), this.#codes.columns)
    return { partition, builder, number: Number(row?.number ?? 0) + 1, before }
  }
}

const nameOf = ({ class: name, day }: Partition): string => `${name}/${day}`
