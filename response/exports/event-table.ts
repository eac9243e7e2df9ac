import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { compilePath, type Scalar, textOf } from '../../core/event/path.ts'
import type { EventQuery, EventReads } from '../../core/store/store.ts'
import type { Cell, ExportTable } from './cell.ts'

/** Events that are read at once. */
const page = 1_000

/** The columns of an event search unless its reader chose others. */
export const defaultColumns = ['@timestamp', 'host.name', 'event.dataset', 'message', 'user.name', 'source.ip'] as const

/** The events that a query finds within the scope, newest first, `most` at most, read as they are asked for. */
export async function* eventsOf(
  events: Pick<EventReads, 'search'>,
  scope: Scope,
  query: EventQuery,
  most: number,
): AsyncGenerator<EventDocument> {
  let left = most
  for (let cursor: string | undefined; left > 0; ) {
    const found = await events.search(scope, query, {
      limit: Math.min(page, left),
      ...(cursor === undefined ? {} : { cursor }),
    })
    yield* found.rows
    left -= found.rows.length
    cursor = found.cursor
    if (cursor === undefined) return
  }
}

/**
 * Events as rows: a column a field, headed by its name, which is the same in every language. The time is that of a zone's
 * clock, and its head says which.
 */
export function eventTable(
  events: AsyncIterable<EventDocument>,
  columns: readonly string[],
  timeZone: string,
): ExportTable {
  const cells = columns.map(cellOf)
  return {
    heads: columns.map((name) => (name === '@timestamp' ? `timestamp (${timeZone})` : name)),
    times: columns.flatMap((name, at) => (name === '@timestamp' ? [at] : [])),
    rows: (async function* () {
      for await (const event of events) yield cells.map((cell) => cell(event))
    })(),
  }
}

function cellOf(name: string): (event: EventDocument) => Cell {
  if (name === '@timestamp')
    return ({ '@timestamp': at }) => (Number.isNaN(Date.parse(at)) ? at : { time: Date.parse(at) })
  const path = compilePath(name)
  const original = compilePath('event.original')
  return (event) => {
    const values = path.values(event) ?? (name === 'message' ? original.values(event) : undefined)
    if (values === undefined) return null
    return typeof values === 'object' ? values.map(textOf).join('; ') : scalarCell(values)
  }
}

/** Whole numbers that a sheet shows as they are stay numbers; all else is text. */
function scalarCell(value: Scalar): Cell {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 1e11 ? value : textOf(value)
}
