import { parseAddress } from '../../../../core/lib/ip.ts'
import { addTerm } from '../../../../core/predicate/search-print.ts'
import { entityPath } from './entity-path.ts'

/** Where one goes from a value: its own page, the events that hold it, a list of indicators. */
export interface Pivots {
  readonly entity: string | undefined
  readonly search: string | undefined
  readonly indicator: string | undefined
}

/** Hashes in hexadecimal, MD5 to SHA-512. */
const hash = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i
/** Many words have dots: a domain is taken for one in fields that hold such names. */
const domainFields = /(?:^|[._])(?:domain|hostname|address|fqdn)$|^dns\.|^url\.|^tls\./
const domain = /^(?:[\p{L}\p{N}_-]{1,63}\.)+[\p{L}]{2,63}$/u
const longest = 2_000

/** The ways on from a value of an event's field; `field` is its ECS name, undefined where the value is of no event. */
export function pivotsOf(field: string | undefined, value: string): Pivots {
  const fits = value !== '' && value.length <= longest
  const seeks =
    fits &&
    (parseAddress(value) !== undefined ||
      hash.test(value) ||
      /^https?:\/\//i.test(value) ||
      (domainFields.test(field ?? '') && domain.test(value)))
  return {
    entity: field === undefined ? undefined : entityPath(field, value),
    search:
      field === undefined || !fits ? undefined : `/search?${new URLSearchParams({ query: exactly(field, value) })}`,
    indicator: seeks ? `/search/indicators?${new URLSearchParams({ new: value })}` : undefined,
  }
}

/** The value as a condition of the search language, its stars and slashes as they are. */
export const exactly = (field: string, value: string): string => addTerm('', field, value, 'only')
