import { type EntityKind, entityKindOf } from '../../../../core/event/entity-fields.ts'
import { parseAddress } from '../../../../core/lib/ip.ts'

const folders: Readonly<Record<EntityKind, string>> = { host: 'hosts', user: 'users', address: 'addresses' }
/** Written where there is no value; longer ones are no names. */
const noName = /^[-*?.\s]*$/
const longest = 250

/** The page of a host, a user or an address, whose name goes into the address as it is. */
export const entityPage = (kind: EntityKind, name: string): string => `/${folders[kind]}/${encodeURIComponent(name)}`

/** The page of what an event's value names: `host.name`, `user.name`, `source.ip` and the like; undefined for any other value. */
export function entityPath(field: string, value: string): string | undefined {
  const kind = entityKindOf(field)
  if (kind === undefined || noName.test(value) || value.length > longest) return undefined
  if (kind === 'address' && parseAddress(value) === undefined) return undefined
  return entityPage(kind, value)
}

/** The tree around the process of an event. */
export const processTreePath = (event: string): string => `/process-tree?${new URLSearchParams({ event })}`
