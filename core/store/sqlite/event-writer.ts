import type { AppendResult, EventStore, Match, Partition, StoredEvent } from '../store.ts'
import { daysBefore } from '../utc-day.ts'
import type { Connection } from './connection.ts'
import { eventColumns, pushEventRow } from './event-columns.ts'
import { matchColumns, pushMatchRow } from './match-columns.ts'
import { OpenPartitions } from './partition-files.ts'

/** Partition files a writer keeps open; a batch rarely touches more than today's and yesterday's of each class. */
const openFiles = 24
/** Rows a statement inserts at once: a tenth less work an event than one by one (ADR 3). */
const rowsAtOnce = 8
/** Days before its own in which an event placed by receipt is looked for. */
const daysLookedBack = 3

type Value = string | number | null

/** What the writing thread does with events. */
export interface EventWriter extends Pick<EventStore, 'append'> {
  close(): Promise<void>
}

/** What goes into one partition's file in one transaction. */
interface Portion {
  readonly partition: Partition
  readonly events: StoredEvent[]
  readonly matches: Match[]
}

/**
 * Writes events and matches, in the calling thread.
 *
 * A batch is one transaction a partition, one partition after the other, in the order of their names. When one fails the
 * whole batch is refused though partitions before it are durable: matches are always in the transaction of their own
 * event, and a batch that is sent again finds what it already wrote and adds the rest, so that no order of failures
 * loses or doubles anything.
 */
export function openEventWriter(options: { readonly directory: string }): EventWriter {
  const files = new OpenPartitions(options.directory, 'write', openFiles)
  return {
    async append(events, matches) {
      let inserted = 0
      let newMatches = 0
      for (const portion of portions(files, events, matches)) {
        const connection = files.create(portion.partition)
        connection.transaction(() => {
          const eventRows = insert(connection, 'event', eventColumns, portion.events, pushEventRow)
          const matchRows = insert(connection, 'match', matchColumns, portion.matches, pushMatchRow)
          inserted += eventRows
          newMatches += matchRows
        })
      }
      return { inserted, duplicates: events.length - inserted, newMatches } satisfies AppendResult
    },
    async close() {
      files.close()
    },
  }
}

/** Sorts the batch by partition; what was stored on an earlier day by its receipt goes where it already is. */
function portions(files: OpenPartitions, events: readonly StoredEvent[], matches: readonly Match[]): Portion[] {
  const byName = new Map<string, Portion>()
  const portionOf = (partition: Partition): Portion => {
    const name = `${partition.class}/${partition.day}`
    let portion = byName.get(name)
    if (portion === undefined) {
      portion = { partition, events: [], matches: [] }
      byName.set(name, portion)
    }
    return portion
  }
  const moved = new Map<string, Partition>()
  let partition: Partition | undefined
  let portion: Portion | undefined
  for (const event of events) {
    const earlier = event.placedByReceipt ? storedBefore(files, event) : undefined
    if (earlier !== undefined) {
      moved.set(event.id, earlier)
      portionOf(earlier).events.push(event)
      continue
    }
    if (portion === undefined || !samePartition(event.partition, partition)) {
      partition = event.partition
      portion = portionOf(partition)
    }
    portion.events.push(event)
  }
  for (const match of matches) portionOf(moved.get(match.eventId) ?? match.partition).matches.push(match)
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found)
}

function samePartition(a: Partition, b: Partition | undefined): boolean {
  return b !== undefined && a.day === b.day && a.class === b.class
}

function storedBefore(files: OpenPartitions, event: StoredEvent): Partition | undefined {
  for (const day of daysBefore(event.partition.day, daysLookedBack)) {
    const partition = { class: event.partition.class, day }
    const found = files.find(partition)?.prepare('select 1 from event where id = ?').get(event.id)
    if (found !== undefined) return partition
  }
  return undefined
}

/** Inserts what is not there yet and answers how many rows that were. */
function insert<T>(
  connection: Connection,
  table: string,
  columns: readonly string[],
  items: readonly T[],
  push: (row: Value[], item: T) => void,
): number {
  let changes = 0
  for (let at = 0; at < items.length; ) {
    const count = items.length - at >= rowsAtOnce ? rowsAtOnce : 1
    const values: Value[] = []
    for (const end = at + count; at < end; at++) push(values, items[at]!)
    changes += Number(connection.prepare(insertSql(table, columns, count)).run(...values).changes)
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
