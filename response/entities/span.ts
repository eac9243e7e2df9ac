import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { EventQuery, EventReads, Histogram } from '../../core/store/store.ts'
import { type Sample, timeOf } from './sample.ts'

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
export async function spanOf(events: Reads, scope: Scope, query: EventQuery, sample: Sample): Promise<Span> {
  const { rows, complete } = sample
  const newest = rows[0]
  const oldest = rows.at(-1)
  if (newest === undefined || oldest === undefined) return { first: null, last: null, count: 0, exact: complete }
  const last = timeOf(newest)
  if (complete) return { first: timeOf(oldest), last, count: rows.length, exact: true }
  const all = await events.histogram(scope, query, bars)
  const first = (await firstWithin(events, scope, query, all)) ?? oldest
  return {
    first: timeOf(first),
    last,
    count: Math.max(all.total.value, rows.length),
    exact: all.total.relation === 'eq',
  }
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
  all: Histogram,
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
