import type { AppendResult, EventStore, Partition } from '../store.ts'
import { daysBefore } from '../utc-day.ts'
import type { Connection } from './connection.ts'
import { cellsOfEvent, cellsOfMatch, type EventBatch, type Portion, packBatch, type Wanderer } from './event-batch.ts'
import { eventColumns } from './event-columns.ts'
import { matchColumns } from './match-columns.ts'
import { OpenPartitions } from './partition-files.ts'
import { Sealing } from './segment-sealing.ts'

/** Partition files a writer keeps open; a batch rarely touches more than today's and yesterday's of each class. */
const openFiles = 24
/** Rows a statement inserts at once: a tenth less work an event than one by one (ADR 3). */
const rowsAtOnce = 8
/** Days before its own in which an event placed by receipt is looked for. */
const daysLookedBack = 3

/** What the writing thread does with events. */
export interface EventWriter extends Pick<EventStore, 'append' | 'dropPartition'> {
  /** As `append`, of a batch that is laid out already. */
  appendBatch(batch: EventBatch): Promise<AppendResult>
  /** Makes every segment that has its rows, at once. */
  seal(): Promise<void>
  close(): Promise<void>
}

export interface EventWriterOptions {
  readonly directory: string
  /**
   * Lays rows out in segments between batches, so that searches are quick. Only for the one thread that writes a store's
   * events; without it, searches take longer and find the same.
   */
  readonly seals?: boolean
  /** Rows of a segment. */
  readonly segmentRows?: number
  /** Milliseconds without a batch after which the write-ahead logs are given back, where it seals. */
  readonly quiet?: number
}

/**
 * Writes events and matches, in the calling thread.
 *
 * A batch is one transaction a partition, one partition after the other, in the order of their names. When one fails the
 * whole batch is refused though partitions before it are durable: matches are always in the transaction of their own
 * event, and a batch that is sent again finds what it already wrote and adds the rest, so that no order of failures
 * loses or doubles anything.
 */
export function openEventWriter(options: EventWriterOptions): EventWriter {
  const files = new OpenPartitions(options.directory, 'write', openFiles)
  const { seals = false, segmentRows: rows, quiet } = options
  const sealing = new Sealing(options.directory, files, { rows, quiet })
  if (seals) sealing.start()

  async function appendBatch(batch: EventBatch): Promise<AppendResult> {
    let inserted = 0
    let newMatches = 0
    for (const portions of byPartition(files, batch)) {
      const [first] = portions
      if (first === undefined) continue
      const connection = files.create(first.partition)
      const began = performance.now()
      connection.transaction(() => {
        let eventRows = 0
        let matchRows = 0
        for (const { events, matches } of portions) {
          eventRows += insert(connection, 'event', eventColumns, cellsOfEvent, events)
          matchRows += insert(connection, 'match', matchColumns, cellsOfMatch, matches)
        }
        inserted += eventRows
        newMatches += matchRows
      })
      if (seals) sealing.touched(first.partition, performance.now() - began)
    }
    return { inserted, duplicates: batch.events - inserted, newMatches }
  }

  return {
    appendBatch,
    append: async (events, matches) => appendBatch(packBatch(events, matches)),
    async dropPartition(partition) {
      sealing.dropped(partition)
      files.drop(partition)
    },
    async seal() {
      sealing.finish()
    },
    async close() {
      sealing.close()
      files.close()
    },
  }
}

/** Portions that go into one file, file by file; what was stored on an earlier day by its receipt goes where it is. */
function byPartition(files: OpenPartitions, { portions, wanderers }: EventBatch): readonly (readonly Portion[])[] {
  if (wanderers.length === 0) return portions.map((portion) => [portion])
  const byName = new Map<string, Portion[]>()
  const add = (portion: Portion, { class: name, day }: Partition) => {
    const key = `${name}/${day}`
    const list = byName.get(key)
    if (list === undefined) byName.set(key, [{ ...portion, partition: { class: name, day } }])
    else list.push(portion)
  }
  for (const portion of portions) add(portion, portion.partition)
  for (const wanderer of wanderers) add(wanderer.portion, storedBefore(files, wanderer) ?? wanderer.portion.partition)
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list)
}

function storedBefore(files: OpenPartitions, { id, portion }: Wanderer): Partition | undefined {
  for (const day of daysBefore(portion.partition.day, daysLookedBack)) {
    const partition = { class: portion.partition.class, day }
    const found = files.find(partition)?.prepare('select 1 from event where id = ?').get(id)
    if (found !== undefined) return partition
  }
  return undefined
}

/** Inserts the rows that are not there yet and answers how many they were. */
function insert(
  connection: Connection,
  table: string,
  columns: readonly string[],
  width: number,
  cells: readonly (string | number | null)[],
): number {
  const rows = cells.length / width
  let changes = 0
  for (let at = 0; at < rows; ) {
    const count = rows - at >= rowsAtOnce ? rowsAtOnce : 1
    const values = cells.slice(at * width, (at + count) * width)
    changes += Number(connection.prepare(insertSql(table, columns, count)).run(...values).changes)
    at += count
  }
  return changes
}

const statements = new Map<string, string>()

function insertSql(table: string, columns: readonly string[], rows: number): string {
  const key = `${table} ${rows}`
  let sql = statements.get(key)
  if (sql === undefined) {
    const row = `(${columns.map(() => '?').join(',')})`
    sql = `insert or ignore into ${table} (${columns.join(',')}) values ${Array(rows).fill(row).join(',')}`
    statements.set(key, sql)
  }
  return sql
}
