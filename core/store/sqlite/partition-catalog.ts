import { statSync } from 'node:fs'
import type { Partition } from '../store.ts'
import type { Connection } from './connection.ts'
import { listPartitions, OpenPartitions, partitionPath } from './partition-files.ts'
import { PartitionSegments, SegmentCache } from './segments.ts'
import type { TimeRange } from './time-range.ts'

/** What a partition spans, by which reads skip those that cannot answer. Undefined ranges hold nothing. */
export interface PartitionSummary {
  readonly events: TimeRange | undefined
  readonly matches: TimeRange | undefined
  /** Highest row numbers, which are also the counts. */
  readonly lastEvent: number
  readonly lastMatch: number
  /** Size of the file and its write-ahead log. */
  readonly bytes: number
}

/** A partition as a read meets it. */
export interface KnownPartition extends PartitionSummary {
  readonly partition: Partition
  /** Its file, opened when asked for. */
  open(): Connection
  /** What its writer laid out for quick counting, as far as it is there. */
  segments(): PartitionSegments
}

/** A file changed less than this long ago may change again without its time showing it (clocks of file systems tick). */
const restless = 2_000

/** Knows every partition and what it spans, in one thread. */
export class PartitionCatalog {
  readonly #directory: string
  readonly #files: OpenPartitions
  readonly #cache = new SegmentCache()
  readonly #segments = new Map<string, { readonly stamp: string; readonly segments: PartitionSegments }>()
  readonly #known = new Map<string, { readonly stamp: string; readonly summary: PartitionSummary }>()

  /** Keeps at most `openFiles` of them open; `check` is called while a statement runs; see `Connection`. */
  constructor(directory: string, openFiles: number, check?: () => void) {
    this.#directory = directory
    this.#files = new OpenPartitions(directory, 'read', openFiles, check)
  }

  /** All partitions, newest day first. One that vanishes meanwhile is left out. */
  all(): readonly KnownPartition[] {
    const found: KnownPartition[] = []
    this.#files.closeDeleted()
    for (const partition of listPartitions(this.#directory)) {
      const summary = this.#summary(partition)
      if (summary === undefined) continue
      const open = () => this.#open(partition)
      found.push({ ...summary, partition, open, segments: () => this.#segmentsOf(partition, summary) })
    }
    return found
  }

  /** Gives back the room of files that were deleted while open here; for a reader that nobody asks anything. */
  closeDeleted(): void {
    this.#files.closeDeleted()
  }

  close(): void {
    this.#files.close()
  }

  #open(partition: Partition): Connection {
    const connection = this.#files.find(partition)
    if (connection === undefined) throw new Error(`partition ${partition.class}/${partition.day} has gone`)
    return connection
  }

  /** Kept while the path stands for the same file, whether or not that is open. */
  #segmentsOf(partition: Partition, summary: PartitionSummary): PartitionSegments {
    const path = partitionPath(this.#directory, partition)
    const file = statSync(path, { throwIfNoEntry: false })
    const stamp = `${file?.ino} ${file?.birthtimeMs}`
    let known = this.#segments.get(path)
    if (known?.stamp !== stamp) {
      known = { stamp, segments: new PartitionSegments(() => this.#open(partition), this.#cache) }
      this.#segments.set(path, known)
    }
    known.segments.lookFor(summary)
    return known.segments
  }

  #summary(partition: Partition): PartitionSummary | undefined {
    const path = partitionPath(this.#directory, partition)
    const now = Date.now()
    const database = statSync(path, { throwIfNoEntry: false })
    if (database === undefined) return undefined
    // An empty log comes and goes with whoever has the file open.
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
    const logged = log?.size ? log.mtimeMs : 0
    const stamp = [database.ino, database.mtimeMs, database.size, logged, log?.size ?? 0].join()
    const known = this.#known.get(path)
    if (known?.stamp === stamp) return known.summary
    const connection = this.#files.find(partition)
    if (connection === undefined) return undefined
    const summary = readSummary(connection, database.size + (log?.size ?? 0))
    if (Math.max(database.mtimeMs, logged) < now - restless) this.#known.set(path, { stamp, summary })
    else this.#known.delete(path)
    return summary
  }
}

function readSummary(connection: Connection, bytes: number): PartitionSummary {
  const row = connection
    .prepare(
      `select (select min(ts) from event) as firstEvent, (select max(ts) from event) as newestEvent,
        (select min(ts) from match) as firstMatch, (select max(ts) from match) as newestMatch,
        (select max(row) from event) as lastEvent, (select max(row) from match) as lastMatch`,
    )
    .get()
  return {
    events: range(row?.firstEvent, row?.newestEvent),
    matches: range(row?.firstMatch, row?.newestMatch),
    lastEvent: Number(row?.lastEvent ?? 0),
    lastMatch: Number(row?.lastMatch ?? 0),
    bytes,
  }
}

function range(first: unknown, newest: unknown): TimeRange | undefined {
  return typeof first === 'number' && typeof newest === 'number' ? { from: first, to: newest + 1 } : undefined
}

/** True when the two ranges share a moment; an undefined one shares none. */
export function overlaps(a: TimeRange | undefined, b: TimeRange): boolean {
  return a !== undefined && a.from < b.to && b.from < a.to
}
