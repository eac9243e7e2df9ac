import type { Scope } from '../../core/access/scope.ts'
import type { EventReads } from '../../core/store/store.ts'
import { type EntityRange, entityQuery, narrowed } from './entity-query.ts'
import { type Span, spanOf } from './span.ts'

/** A host that an address or a user was seen on. */
export interface Touched extends Span {
  readonly host: string
}

const mostHosts = 20

/** The hosts in the order of their counts with the first and the last time each; `more` when there are others. */
export async function touchedHosts(
  events: EventReads,
  scope: Scope,
  asked: EntityRange,
): Promise<{ hosts: readonly Touched[]; more: boolean; partial: boolean }> {
  const query = entityQuery(asked)
  const [facet] = await events.facets(scope, query, ['host.name'], mostHosts + 1)
  const values = facet?.values ?? []
  const hosts = await Promise.all(
    values.slice(0, mostHosts).map(async ({ value, count }): Promise<Touched> => {
      const of = narrowed(query, { kind: 'equals', field: 'host.name', value, fold: 'none' })
      const span = await spanOf(events, scope, of)
      return { host: value, ...span, count: Math.max(count, span.count) }
    }),
  )
  return { hosts, more: values.length > mostHosts, partial: facet?.partial ?? false }
}
