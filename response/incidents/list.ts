import type { Actor } from '../../core/access/actor.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Severity } from '../../core/event/severity.ts'
import { all, any, contains, equals, exists, not } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { Facet, RecordStore } from '../../core/store/store.ts'
import type { Kept } from './desk.ts'
import { type Incident, type IncidentStatus, incidentKind } from './incident.ts'
import { sightOf } from './sight.ts'

/** What the list is narrowed to: OR within a list, AND across. */
export interface IncidentFilter {
  readonly status?: readonly IncidentStatus[]
  readonly severity?: readonly Severity[]
  readonly unit?: readonly string[]
  /** Account names; the empty one asks for incidents that nobody owns. */
  readonly owner?: readonly string[]
  /** Owned by the actor, or with the actor among the members. */
  readonly mine?: boolean
  /** In the title or the id; case and diacritics do not matter. */
  readonly text?: string
}

const facetFields = { status: 'status', severity: 'severity', unit: 'unit', owner: 'owner.id' } as const
const facetNames = Object.keys(facetFields) as (keyof typeof facetFields)[]

const sortFields = { severity: 'rank', opened: 'opened', detected: 'detected', title: 'title' } as const
export type IncidentSort = keyof typeof sortFields

function where(actor: Actor, filter: IncidentFilter): Predicate {
  const of: Predicate[] = []
  for (const name of facetNames) {
    const field = facetFields[name]
    const values = filter[name] ?? []
    if (values.length === 0) continue
    of.push(any(...values.map((value) => (value === '' ? not(exists(field)) : equals(field, value, 'none')))))
  }
  if (filter.mine === true) {
    of.push(any(equals('owner.id', actor.id, 'none'), equals('members.id', actor.id, 'none')))
  }
  const text = filter.text?.trim()
  if (text) of.push(any(contains('title', text, 'search'), contains('id', text, 'search')))
  return all(...of)
}

interface Parts {
  readonly records: RecordStore
  readonly units: UnitTree
}

/** A page of the incidents that the actor may know of, and the counts for the facets, each without its own filter. */
export async function listIncidents(
  { records, units }: Parts,
  actor: Actor,
  filter: IncidentFilter,
  page: {
    readonly sort: IncidentSort
    readonly direction: 'asc' | 'desc'
    readonly limit: number
    readonly offset: number
  },
): Promise<{ readonly rows: readonly Kept[]; readonly total: number; readonly facets: readonly Facet[] }> {
  const sight = sightOf(actor, units)
  const narrowed = facetNames.filter((name) => (filter[name]?.length ?? 0) > 0)
  // Those that are not filtered by are counted in one reading.
  const readings = [facetNames.filter((name) => !narrowed.includes(name)), ...narrowed.map((name) => [name])]
  const [{ rows, total }, ...found] = await Promise.all([
    records.list<Incident>(sight.scope, incidentKind, {
      where: all(sight.where, where(actor, filter)),
      sort: [
        { field: sortFields[page.sort], direction: page.direction },
        ...(page.sort === 'opened' ? [] : [{ field: 'opened', direction: 'asc' } as const]),
      ],
      limit: page.limit,
      offset: page.offset,
    }),
    ...readings.map(async (names) => {
      const others = Object.fromEntries(Object.entries(filter).filter(([key]) => !(names as string[]).includes(key)))
      const asked = all(sight.where, where(actor, others))
      const fields = names.map((name) => facetFields[name])
      return names.length === 0 ? [] : records.facets(sight.scope, incidentKind, asked, fields, 100)
    }),
  ])
  const byField = new Map(found.flat().map((facet) => [facet.field, facet]))
  const facets = facetNames.map((name): Facet => {
    const facet = byField.get(facetFields[name])
    return { field: name, values: facet?.values ?? [], partial: facet?.partial ?? false }
  })
  return { rows, total, facets }
}

/** Those of the named incidents that the actor may know of. */
export async function knownIncidents(
  { records, units }: Parts,
  actor: Actor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Kept>> {
  const known = new Map<string, Kept>()
  const sight = sightOf(actor, units)
  const once = [...new Set(ids)]
  const found = await Promise.all(once.map((id) => records.get<Incident>(sight.scope, incidentKind, id)))
  for (const kept of found) if (kept !== undefined && sight.sees(kept)) known.set(kept.id, kept)
  return known
}
