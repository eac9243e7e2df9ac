import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { EventQuery, EventReads } from '../../core/store/store.ts'

type Reads = Pick<EventReads, 'search' | 'histogram'>

/** When events of a question happened. */
export interface Span {
  /** Event times of the first and the last, epoch milliseconds; null without any. */
  readonly first: number | null
  readonly last: number | null
  readonly count: number
  /** False when a budget ran out: there may be more, earlier. */
  readonly exact: boolean
}

const bars = 100
/** So few events are read themselves. */
const fewEvents = 200
/** From a year by hundredths to a second takes four. */
const mostSteps = 6

/** How many events the question finds, and the times of the first and the last. */
export async function spanOf(events: Reads, scope: Scope, query: EventQuery): Promise<Span> {
  const [newest, all] = await Promise.all([
    events.search(scope, query, { limit: 1 }),
    events.histogram(scope, query, bars),
  ])
  const last = newest.rows[0]
  const exact = all.total.relation === 'eq'
  if (last === undefined || all.total.value === 0) {
    const found = last === undefined ? null : timeOf(last)
    return { first: found, last: found, count: last === undefined ? 0 : 1, exact: exact && newest.cursor === undefined }
  }
  const first = await firstWithin(events, scope, query, all)
  return { first: first === undefined ? null : timeOf(first), last: timeOf(last), count: all.total.value, exact }
}

/** The earliest event that the question finds, as far as the store's budget goes; undefined without any. */
export async function firstEvent(events: Reads, scope: Scope, query: EventQuery): Promise<EventDocument | undefined> {
  return firstWithin(events, scope, query, await events.histogram(scope, query, bars))
}

/** The store reads the newest first: the earliest is found by looking closer at the first bar that is not empty. */
async function firstWithin(
  events: Reads,
  scope: Scope,
  query: EventQuery,
  all: Awaited<ReturnType<Reads['histogram']>>,
): Promise<EventDocument | undefined> {
  let within = query
  let bar = all
  for (let step = 0; step < mostSteps; step++) {
    const begun = bar.buckets.find(({ count }) => count > 0)
    if (begun === undefined) return undefined
    const { from, to } = within
    within = { ...query, from: Math.max(from, begun.from), to: Math.min(to, begun.from + bar.interval) }
    if (begun.count <= fewEvents || bar.interval <= 1) break
    bar = await events.histogram(scope, within, bars)
  }
  return (await events.search(scope, within, { limit: fewEvents })).rows.at(-1)
}

/** The event's own time, epoch milliseconds. */
export const timeOf = (event: EventDocument): number => Date.parse(event['@timestamp'])
