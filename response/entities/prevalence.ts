import type { Scope } from '../../core/access/scope.ts'
import type { EventReads } from '../../core/store/store.ts'
import { type EntityRange, entityQuery } from './entity-query.ts'
import { unitsSeen } from './owning-units.ts'
import { sampleOf } from './sample.ts'
import { type Span, spanOf } from './span.ts'

/** How many different ones there are, and whether that is all. */
export interface Distinct {
  readonly value: number
  readonly relation: 'eq' | 'gte'
}

/** How common a thing is over the last days: on how many hosts and units it was seen, with how many users and addresses. */
export interface Prevalence {
  readonly span: Span
  readonly hosts: Distinct
  readonly users: Distinct
  readonly sources: Distinct
  readonly destinations: Distinct
  readonly units: Distinct
}

const mostValues = 500
const mostUnits = 12
const counted = {
  hosts: 'host.name',
  users: 'user.name',
  sources: 'source.ip',
  destinations: 'destination.ip',
} as const

/** Counted over the whole range, within the scope. */
export async function prevalenceOf(events: EventReads, scope: Scope, asked: EntityRange): Promise<Prevalence> {
  const query = entityQuery(asked)
  const sample = await sampleOf(events, scope, query)
  const [span, facets, owning] = await Promise.all([
    spanOf(events, scope, query, sample),
    events.facets(scope, query, Object.values(counted), mostValues),
    unitsSeen(events, scope, query, sample, mostUnits),
  ])
  const distinct = (field: string): Distinct => {
    const facet = facets.find((one) => one.field === field)
    const value = facet?.values.length ?? 0
    return { value, relation: facet?.partial === true || value >= mostValues ? 'gte' : 'eq' }
  }
  return {
    span,
    hosts: distinct(counted.hosts),
    users: distinct(counted.users),
    sources: distinct(counted.sources),
    destinations: distinct(counted.destinations),
    units: { value: owning.ids.length, relation: owning.more ? 'gte' : 'eq' },
  }
}
