import { severities } from '../../../../../core/event/severity.ts'
import type { Alert, AlertGroupQuery, AlertQuery } from '../../../../api/schemas/alerts.ts'

export const statuses = ['new', 'acknowledged', 'closed'] as const satisfies readonly Alert['status'][]
export const dispositions = [
  'true-positive-impact',
  'true-positive-no-impact',
  'benign',
  'false-positive',
  'duplicate',
  'not-evaluable',
] as const satisfies readonly NonNullable<Alert['disposition']>[]

/** Filters that hold a list in the address, each under its own name. */
export const listFilters = [
  'status',
  'severity',
  'handOff',
  'unit',
  'rule',
  'tactic',
  'host',
  'user',
  'source',
  'assignee',
  'incident',
  'systemLevel',
  'system',
] as const
export const handOffs = ['offered', 'refused'] as const satisfies readonly NonNullable<Alert['handOff']>['state'][]
export type ListFilter = (typeof listFilters)[number]

/** What the queue can be grouped by. */
export const groupings = ['rule', 'host', 'user', 'unit', 'source'] as const satisfies readonly AlertGroupQuery['by'][]
export type Grouping = (typeof groupings)[number]

const sorts = ['last', 'first', 'severity', 'count', 'rule', 'host', 'age'] as const satisfies readonly NonNullable<
  AlertQuery['sort']
>[]
/** Unless the reader says otherwise, the queue holds what still needs somebody. */
const openStatuses: readonly Alert['status'][] = ['new', 'acknowledged']

/** The queue's filters and order, apart from its time range. */
export interface Criteria extends Partial<Record<Exclude<ListFilter, 'status' | 'severity' | 'handOff'>, string[]>> {
  readonly status: Alert['status'][]
  readonly severity?: Alert['severity'][]
  readonly handOff?: (typeof handOffs)[number][]
  /** What is left out, each as `filter=value`. */
  readonly without?: string[]
  readonly text?: string
  readonly sort: (typeof sorts)[number]
  readonly direction: 'asc' | 'desc'
}

/** Reads the address; what is not a known word is left out rather than sent on. */
export function readCriteria(params: URLSearchParams): Criteria {
  const known = <T extends string>(name: string, allowed: readonly T[]) =>
    allowed.filter((one) => params.getAll(name).includes(one))
  const status = known('status', statuses)
  const severity = known('severity', severities)
  const handOff = known('handOff', handOffs)
  const text = params.get('text')?.trim().slice(0, 200) ?? ''
  const free = (
    ['unit', 'rule', 'tactic', 'host', 'user', 'source', 'assignee', 'incident', 'systemLevel', 'system'] as const
  ).flatMap((name) => {
    const values = params.getAll(name).slice(0, 50)
    return values.length > 0 ? [[name, values] as const] : []
  })
  const without = params
    .getAll('without')
    .filter((one) => listFilters.some((name) => one.startsWith(`${name}=`)))
    .slice(0, 50)
  return {
    status: status.length > 0 ? status : [...openStatuses],
    ...(severity.length > 0 ? { severity } : {}),
    ...(handOff.length > 0 ? { handOff } : {}),
    ...Object.fromEntries(free),
    ...(without.length > 0 ? { without } : {}),
    ...(text === '' ? {} : { text }),
    sort: sorts.find((one) => one === params.get('sort')) ?? 'last',
    direction: params.get('direction') === 'asc' ? 'asc' : 'desc',
  }
}

const narrowing = [...listFilters, 'without', 'text'] as const

/** True when anything narrows the queue beyond its defaults. */
export function isNarrowed(params: URLSearchParams): boolean {
  return narrowing.some((name) => params.has(name))
}

/** Takes off everything that narrows the queue. */
export function clearFilters(params: URLSearchParams): void {
  for (const name of narrowing) params.delete(name)
}

/** Asks for alerts with this text; none takes it off. */
export function setText(params: URLSearchParams, text: string): void {
  if (text === '') params.delete('text')
  else params.set('text', text)
}

/**
 * Puts a value of a list filter in or takes it out. The status starts from what is shown by default, and comes off the
 * address when it is that again.
 */
export function toggleFilter(params: URLSearchParams, name: ListFilter, value: string): void {
  const before: readonly string[] = name === 'status' ? readCriteria(params).status : params.getAll(name)
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
  const isDefault =
    name === 'status' && after.length === openStatuses.length && openStatuses.every((one) => after.includes(one))
  setFilter(params, name, isDefault ? [] : after)
}

/** Sets a list filter to exactly these values; none takes it off. */
export function setFilter(params: URLSearchParams, name: ListFilter, values: readonly string[]): void {
  params.delete(name)
  for (const value of values) params.append(name, value)
}

/** Sorts by a column; by the same column again, the other way round. */
export function sortBy(params: URLSearchParams, column: string): void {
  const { sort, direction } = readCriteria(params)
  const first = column === 'rule' || column === 'host' ? 'asc' : 'desc'
  const next = sort !== column ? first : direction === 'asc' ? 'desc' : 'asc'
  params.delete('sort')
  params.delete('direction')
  if (column !== 'last') params.set('sort', column)
  if (next !== 'desc') params.set('direction', next)
}

/** Leaves a value out, or no longer. What is left out is not asked for as well. */
export function toggleWithout(params: URLSearchParams, name: ListFilter, value: string): void {
  const one = `${name}=${value}`
  const before = params.getAll('without')
  if (params.getAll(name).includes(value)) toggleFilter(params, name, value)
  params.delete('without')
  for (const left of before) if (left !== one) params.append('without', left)
  if (!before.includes(one)) params.append('without', one)
}

/** Groups within groups, at most so deep. */
export const deepest = 3

/** What the queue is grouped by, from the outermost in; none: not at all. */
export function readGroupings(params: URLSearchParams): readonly Grouping[] {
  const asked = params.getAll('group')
  return [...new Set(asked.flatMap((name) => groupings.find((one) => one === name) ?? []))].slice(0, deepest)
}

/** The outermost grouping; null: not grouped. */
export function readGrouping(params: URLSearchParams): Grouping | null {
  return readGroupings(params)[0] ?? null
}

/** Groups by this at a depth; null there ends it. What is further in stays, but for the same once more. */
export function setGrouping(params: URLSearchParams, depth: number, by: Grouping | null): void {
  const before = readGroupings(params)
  const after = before.slice(0, depth)
  if (by !== null) after.push(by, ...before.slice(depth + 1).filter((one) => one !== by && !after.includes(one)))
  params.delete('group')
  for (const one of new Set(after)) params.append('group', one)
}

/** Goes into a group: its alerts alone, in the groups that lie within, or as they are. */
export function enterGroup(params: URLSearchParams, value: string): void {
  const [outer, ...inner] = readGroupings(params)
  if (outer === undefined) return
  setFilter(params, outer, [value])
  params.delete('group')
  for (const one of inner) params.append('group', one)
}

/** The next grouping, round and round. */
export function nextGrouping(params: URLSearchParams): void {
  const at = groupings.indexOf(readGrouping(params) as Grouping)
  const next = groupings[at + 1]
  if (next === undefined) params.delete('group')
  else params.set('group', next)
}

/** Columns that stand in the table only for who asks for them. */
const onDemand: readonly string[] = ['tactic', 'age']

/** Columns of the queue that are not shown. */
export function readHidden(params: URLSearchParams): readonly string[] {
  const wanted = params.getAll('show')
  return [...params.getAll('hide'), ...onDemand.filter((id) => !wanted.includes(id))]
}

/** Hides a column, or shows it again. */
export function toggleHidden(params: URLSearchParams, id: string): void {
  const name = onDemand.includes(id) ? 'show' : 'hide'
  const said = params.getAll(name)
  params.delete(name)
  for (const one of said) if (one !== id) params.append(name, one)
  if (!said.includes(id)) params.append(name, id)
}
