import { severities } from '../../../../../core/event/severity.ts'
import type { IncidentQuery, IncidentRow } from '../../../../api/schemas/incidents.ts'

export const incidentStatuses = [
  'new',
  'in-progress',
  'contained',
  'resolved',
  'closed',
] as const satisfies readonly IncidentRow['status'][]
/** Unless the reader says otherwise, the list holds what is open. */
export const openStatuses = incidentStatuses.filter((status) => status !== 'closed')

export const incidentFacets = ['status', 'severity', 'unit', 'owner'] as const
export type IncidentFacet = (typeof incidentFacets)[number]

const sorts = ['severity', 'opened', 'title'] as const
/** Rows that are asked for; more are narrowed down, not scrolled through. */
export const mostRows = 500

/** Reads the address; what is not a known word is left out rather than sent on. */
export function readIncidentQuery(params: URLSearchParams) {
  const known = <T extends string>(name: string, allowed: readonly T[]) =>
    allowed.filter((one) => params.getAll(name).includes(one))
  const status = known('status', incidentStatuses)
  const severity = known('severity', severities)
  const unit = params.getAll('unit').slice(0, 50)
  const owner = params.getAll('owner').slice(0, 50)
  const text = params.get('text')?.trim().slice(0, 200) ?? ''
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'severity'
  return {
    status: status.length > 0 ? status : openStatuses,
    ...(severity.length > 0 ? { severity } : {}),
    ...(unit.length > 0 ? { unit } : {}),
    ...(owner.length > 0 ? { owner } : {}),
    ...(params.get('mine') === 'true' ? { mine: true } : {}),
    ...(text === '' ? {} : { text }),
    sort,
    direction: params.get('direction') === 'asc' ? ('asc' as const) : ('desc' as const),
    limit: mostRows,
  } satisfies IncidentQuery
}

/** True when anything narrows the list beyond its defaults. */
export const isNarrowed = (params: URLSearchParams): boolean =>
  [...incidentFacets, 'mine', 'text'].some((name) => params.has(name))

export function clearFilters(params: URLSearchParams): void {
  for (const name of [...incidentFacets, 'mine', 'text']) params.delete(name)
}

/** Puts a value of a facet in or takes it out; the status comes off the address when it is the default again. */
export function toggleFacet(params: URLSearchParams, name: IncidentFacet, value: string): void {
  const before: readonly string[] = name === 'status' ? readIncidentQuery(params).status : params.getAll(name)
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
  const isDefault =
    name === 'status' && after.length === openStatuses.length && openStatuses.every((one) => after.includes(one))
  params.delete(name)
  for (const one of isDefault ? [] : after) params.append(name, one)
}

/** Sorts by a column; by the same one again, the other way round. */
export function sortIncidentsBy(params: URLSearchParams, column: string): void {
  const { sort, direction } = readIncidentQuery(params)
  const next = sort !== column ? (column === 'title' ? 'asc' : 'desc') : direction === 'asc' ? 'desc' : 'asc'
  params.delete('sort')
  params.delete('direction')
  if (column !== 'severity') params.set('sort', column)
  if (next === 'asc') params.set('direction', next)
}

/** Where an incident's page is. */
export const incidentAddress = (id: string) => `/incidents/${encodeURIComponent(id)}`
