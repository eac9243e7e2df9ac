import { parse } from 'tldts-icann'
import type { JsonObject } from '../../core/lib/json.ts'

/**
 * The parts of a name that was asked for, as ECS's `dns.question` has them: the domain that somebody registered, what
 * stands before it, and the suffix under which anybody may register (ICANN section of the public suffix list). Empty
 * for an address, a name of one label, and a suffix by itself.
 */
export function domainParts(name: string): JsonObject {
  if (name.length > 255 || !name.includes('.')) return {}
  const { domain, subdomain, publicSuffix } = parse(name, { validateHostname: false })
  if (domain === null || publicSuffix === null) return {}
  return {
    registered_domain: domain,
    top_level_domain: publicSuffix,
    ...(subdomain !== null && subdomain !== '' && { subdomain }),
  }
}
