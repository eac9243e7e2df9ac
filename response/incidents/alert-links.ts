import { type Actor, may } from '../../core/access/actor.ts'
import { type Scope, scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { all, any, equals, everything, exists, not, nothing } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { Facet, RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'
import { type AlertFilter, alertPredicate } from '../alerts/queue.ts'
import { type Incident, incidentKind } from './incident.ts'
import { knownIncidents } from './list.ts'
import { sightOf } from './sight.ts'

/** Restricted incidents that are looked at for one person. */
const mostRestricted = 1_000

interface Parts {
  readonly records: RecordStore
  readonly units: UnitTree
}

/**
 * Alerts by the incidents that they belong to, as far as the actor may know of these: `none`, `any`, or an incident's
 * id. To whom an incident is hidden its alerts look like all others.
 */
async function incidentPredicate(parts: Parts, actor: Actor, values: readonly string[]): Promise<Predicate> {
  if (values.length === 0) return everything
  const ids = values.filter((value) => value !== 'none' && value !== 'any')
  const known = await knownIncidents(parts, actor, ids)
  const linked = ids.length === values.length ? nothing : await linkedPredicate(parts, actor)
  // Most alerts belong to none: that is asked first, of the narrow row, and which one it is only of the few others.
  const some = exists('incidents.id')
  return any(
    ...values.map((value) => {
      if (value === 'none') return any(not(some), not(linked))
      if (value === 'any') return all(some, linked)
      return known.has(value) ? equals('incidents.id', value, 'none') : nothing
    }),
  )
}

/** The filter with what its incidents come to for the actor. */
export async function withIncidents<F extends AlertFilter>(parts: Parts, actor: Actor, filter: F): Promise<F> {
  const { incident } = filter
  return incident === undefined ? filter : { ...filter, also: await incidentPredicate(parts, actor, incident) }
}

/**
 * How many alerts of the filter belong to an incident that the actor may know of, and how many to none; counted without
 * the filter's own incidents. `facets` are the other ones of the same filter: where it names no incident they tell how many
 * alerts there are.
 */
export async function incidentFacet(
  parts: Parts,
  actor: Actor,
  scope: Scope,
  { incident, also: _, ...others }: AlertFilter,
  facets: readonly Facet[],
): Promise<Facet> {
  const count = async (filter: AlertFilter) => {
    const sort = [{ field: 'last', direction: 'desc' }] as const
    const where = alertPredicate(filter)
    return (await parts.records.list<Alert>(scope, alertKind, { where, sort, limit: 1 })).total
  }
  const [total, linked] = await Promise.all([
    incident === undefined ? totalOf(others, facets) : count(others),
    withIncidents(parts, actor, { ...others, incident: ['any'] }).then(count),
  ])
  const values = [
    { value: 'none', count: total - linked },
    { value: 'any', count: linked },
  ]
  return { field: 'incident', values: values.filter((one) => one.count > 0), partial: false }
}

/** Every alert has one status: those that the filter lets through make up the whole. */
function totalOf({ status = [] }: AlertFilter, facets: readonly Facet[]): number {
  const counted = facets.find(({ field }) => field === 'status')?.values ?? []
  return counted
    .filter(({ value }) => status.length === 0 || (status as readonly string[]).includes(value))
    .reduce((sum, { count }) => sum + count, 0)
}

/** Alerts that belong to some incident that the actor may know of. */
async function linkedPredicate({ records, units }: Parts, actor: Actor): Promise<Predicate> {
  const scope = scopeOf(actor, 'incident.read', units)
  if (!may(actor, 'incident.read')) return nothing
  // A unit's lineage holds all that stand above it: asking for the highest finds those below.
  const highest = scope.units.filter(
    (unit) =>
      !units
        .lineage(unit)
        .slice(1)
        .some((above) => scope.units.includes(above)),
  )
  const sight = sightOf(actor, units)
  const { rows } = await records.list<Incident>(sight.scope, incidentKind, {
    where: all(equals('restricted', 'true', 'none'), sight.where),
    limit: mostRestricted,
  })
  return any(
    ...highest.map((unit) => equals('incidents.units', unit, 'none')),
    ...rows.map(({ id }) => equals('incidents.id', id, 'none')),
  )
}

/** What an alert shows of an incident; the title of a restricted one is told by its page alone. */
export interface ShownIncident {
  readonly id: string
  readonly title: string | null
  readonly status: Incident['status']
}

/** The newest incident of each alert that the actor may know of, by the alert's id. */
export async function incidentsShown(
  parts: Parts,
  actor: Actor,
  alerts: readonly Pick<Alert, 'id' | 'incidents'>[],
): Promise<ReadonlyMap<string, ShownIncident>> {
  const ids = alerts.flatMap(({ incidents = [] }) => incidents.map(({ id }) => id))
  const shown = new Map<string, ShownIncident>()
  if (ids.length === 0 || !may(actor, 'incident.read')) return shown
  const known = await knownIncidents(parts, actor, ids)
  for (const { id, incidents = [] } of alerts) {
    const newest = incidents.findLast((link) => known.has(link.id))
    const incident = newest === undefined ? undefined : known.get(newest.id)
    if (incident === undefined) continue
    const { title, restricted, status } = incident.document
    shown.set(id, { id: incident.id, title: restricted ? null : title, status })
  }
  return shown
}
