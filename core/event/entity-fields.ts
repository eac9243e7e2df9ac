/**
 * Which fields of an event name a host, a user or an address: by these one goes from a value to all that is known of the
 * thing behind it.
 */

export const entityKinds = ['host', 'user', 'address'] as const
export type EntityKind = (typeof entityKinds)[number]

/** The fields by which events are found that speak of the thing: those that every store finds quickly. */
export const entityFields = {
  host: ['host.name'],
  user: ['user.name'],
  address: ['source.ip', 'destination.ip'],
} as const satisfies Record<EntityKind, readonly string[]>

/** Fields that name it in another part, or in a list: a search through them may open every document, so it is asked for. */
export const mentionFields = {
  host: [],
  user: ['user.target.name', 'user.effective.name', 'related.user'],
  address: ['related.ip', 'host.ip'],
} as const satisfies Record<EntityKind, readonly string[]>

const hostFields: readonly string[] = ['host.name', 'host.hostname']
const userFields: readonly string[] = [...entityFields.user, ...mentionFields.user, 'user.changes.name']

/** What a field's value names; undefined for a field that names none of them. */
export function entityKindOf(field: string): EntityKind | undefined {
  if (hostFields.includes(field)) return 'host'
  if (userFields.includes(field)) return 'user'
  return field.endsWith('.ip') || field === 'dns.resolved_ip' ? 'address' : undefined
}
