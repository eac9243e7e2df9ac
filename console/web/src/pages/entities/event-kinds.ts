import { eventFields } from '../../lib/event-fields.ts'

/** What kinds of happenings a timeline tells apart, and the ECS categories of each. */
export const kindCategories = {
  'sign-in': ['authentication', 'session'],
  process: ['process'],
  file: ['file', 'library', 'driver'],
  network: ['network'],
  web: ['web'],
  account: ['iam'],
  configuration: ['configuration', 'registry', 'package'],
  threat: ['malware', 'threat', 'intrusion_detection', 'vulnerability'],
  mail: ['email'],
} as const
export type EventKind = keyof typeof kindCategories | 'other'
export const eventKinds = Object.keys(kindCategories) as (keyof typeof kindCategories)[]

/** In which order an event of several categories is told: what somebody did before by what it was done. */
const order: readonly (keyof typeof kindCategories)[] = [
  'threat',
  'sign-in',
  'account',
  'file',
  'configuration',
  'web',
  'mail',
  'network',
  'process',
]

/** Every text of a list-valued field. */
export const listOf = (event: Readonly<Record<string, unknown>>, field: string): readonly string[] =>
  eventFields(event).find((one) => one.field === field)?.values ?? []

/** What kind of happening an event is, by its categories. */
export function kindOf(categories: readonly string[]): EventKind {
  const has = (kind: keyof typeof kindCategories) =>
    (kindCategories[kind] as readonly string[]).some((one) => categories.includes(one))
  return order.find(has) ?? 'other'
}

/** The kind as a condition of the search language; undefined for a name that is none. */
export function kindQuestion(kind: string | null): string | undefined {
  const known = eventKinds.find((one) => one === kind)
  return known && `event.category: (${kindCategories[known].join(' or ')})`
}

/** How many events of each kind there are, from counts by category; an event of two categories of one kind counts twice at most once. */
export function countKinds(
  values: readonly { readonly value: string; readonly count: number }[],
): Map<EventKind, number> {
  const counts = new Map<EventKind, number>()
  for (const kind of eventKinds) {
    const own = values.filter(({ value }) => (kindCategories[kind] as readonly string[]).includes(value))
    const most = Math.max(0, ...own.map(({ count }) => count))
    if (most > 0) counts.set(kind, most)
  }
  return counts
}
