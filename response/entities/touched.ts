import type { Scope } from '../../core/access/scope.ts'
import type { EventQuery, EventReads } from '../../core/store/store.ts'
import { firstValue } from '../alerts/match.ts'
import { type EntityRange, entityQuery, narrowed } from './entity-query.ts'
import { type Sample, sampleOf, timeOf } from './sample.ts'
import type { Span } from './span.ts'

/** A host that an address or a user was seen on. */
export interface Touched extends Span {
  readonly host: string
}

const mostHosts = 20
/** So many have their times looked for among all events; of the others the newest events tell. */
const mostTimed = 8
const bars = 100

/**
 * The hosts in the order of their counts with the first and the last time each; `more` when there are others. Where there
 * are very many events the times of a host are those of the hundredths of the range in which they lie, and not `exact`.
 */
export async function touchedHosts(
  events: EventReads,
  scope: Scope,
  asked: EntityRange,
): Promise<{ hosts: readonly Touched[]; more: boolean; partial: boolean }> {
  const query = entityQuery(asked)
  const sample = await sampleOf(events, scope, query)
  if (sample.complete) {
    const hosts = [...inSample(sample).values()].sort((a, b) => b.count - a.count)
    return { hosts: hosts.slice(0, mostHosts), more: hosts.length > mostHosts, partial: false }
  }
  const [facet] = await events.facets(scope, query, ['host.name'], mostHosts + 1)
  const values = facet?.values.slice(0, mostHosts) ?? []
  const partial = facet?.partial ?? true
  const known = inSample(sample)
  const hosts = await Promise.all(
    values.map(async ({ value, count }, at): Promise<Touched> => {
      const seen = known.get(value)
      // A question that is too much as a whole is not asked again for each host.
      const found = partial || at >= mostTimed ? undefined : await spanOfHost(events, scope, query, value)
      return {
        host: value,
        count,
        first: found?.first ?? seen?.first ?? null,
        last: seen?.last ?? found?.last ?? null,
        exact: false,
      }
    }),
  )
  return { hosts, more: (facet?.values.length ?? 0) > mostHosts, partial }
}

function inSample({ rows }: Sample): ReadonlyMap<string, Touched> {
  const hosts = new Map<string, Touched>()
  for (const row of rows) {
    const host = firstValue('host.name', row)
    if (host === null) continue
    const time = timeOf(row)
    const seen = hosts.get(host) ?? { host, count: 0, first: time, last: time, exact: true }
    hosts.set(host, {
      ...seen,
      count: seen.count + 1,
      first: Math.min(seen.first ?? time, time),
      last: Math.max(seen.last ?? time, time),
    })
  }
  return hosts
}

async function spanOfHost(events: EventReads, scope: Scope, query: EventQuery, host: string) {
  const of = narrowed(query, { kind: 'equals', field: 'host.name', value: host, fold: 'none' })
  const { interval, buckets } = await events.histogram(scope, of, bars)
  const filled = buckets.filter(({ count }) => count > 0)
  const [first, last] = [filled[0], filled.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return { first: Math.max(query.from, first.from), last: Math.min(query.to, last.from + interval) - 1 }
}
