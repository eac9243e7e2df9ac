import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { EventReads } from '../../core/store/store.ts'

/** What a predicate finds in stored events, the newest day first. */
export interface Found {
  readonly count: number
  readonly days: readonly { readonly from: number; readonly count: number; readonly exact: boolean }[]
  readonly samples: readonly EventDocument[]
  /** Not all of the days were looked through before the time ran out, or a count is a lower bound. */
  readonly partial: boolean
}

const day = 86_400_000
const mostSamples = 20

/**
 * Looks through the last days for events that the predicate holds for. A day is asked for at a time, and none after `ms`
 * milliseconds: what was found until then is exact for the days that are in it.
 */
export async function lookBack(
  events: Pick<EventReads, 'histogram' | 'search'>,
  scope: Scope,
  where: Predicate,
  { now, days, ms }: { readonly now: number; readonly days: number; readonly ms: number },
): Promise<Found> {
  const until = performance.now() + ms
  const found: { from: number; count: number; exact: boolean }[] = []
  const samples: EventDocument[] = []
  for (let back = 0; back < days && performance.now() < until; back++) {
    // Clocks that are ahead: an hour of the future belongs to the first day.
    const query = { from: now - (back + 1) * day, to: back === 0 ? now + 3_600_000 : now - back * day, where }
    const { total } = await events.histogram(scope, query, 1)
    found.push({ from: query.from, count: total.value, exact: total.relation === 'eq' })
    if (total.value > 0 && samples.length < mostSamples) {
      const page = await events.search(scope, query, { limit: mostSamples - samples.length })
      samples.push(...page.rows)
    }
  }
  return {
    count: found.reduce((total, { count }) => total + count, 0),
    days: found,
    samples,
    partial: found.length < days || found.some(({ exact }) => !exact),
  }
}
