import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'tldts-icann'
import { inNetwork, type Network, parseAddress, parseNetwork } from '../../core/lib/ip.ts'
import { type Indicator, urlParts } from './indicator.ts'

/** Why an indicator must not be searched for, or blocked, without a second thought. It stays in its list, marked. */
export const cautions = [
  'private',
  'special',
  'wide-network',
  'own-network',
  'own-domain',
  'government',
  'common-domain',
  'public-suffix',
  'port-left-out',
  'file-or-domain',
] as const
export type Caution = (typeof cautions)[number]

/** Such an indicator finds what is not of the attack, or blocks what is needed: a rule does not take it up by itself. */
const harmful: ReadonlySet<Caution> = new Set(
  cautions.filter((caution) => caution !== 'port-left-out' && caution !== 'file-or-domain'),
)
export const isHarmful = (found: readonly Caution[]): boolean => found.some((caution) => harmful.has(caution))

/** What is one's own: the networks and domains of the units that the reader may know of. */
export interface Own {
  readonly networks: readonly string[]
  readonly domains: readonly string[]
}

const networksOf = (texts: readonly string[]): readonly Network[] => texts.flatMap((text) => parseNetwork(text) ?? [])
/** RFC 1918, RFC 6598, RFC 4193. */
const privateNetworks = networksOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'])
/** Loopback, this host, link-local, multicast, broadcast (RFC 6890). */
const specialNetworks = networksOf([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  'fe80::/10',
  'ff00::/8',
])
/** Networks of more addresses than these prefixes leave (of 128 bits, an IPv4 one has 96 before it). */
const widest = { four: 96 + 16, six: 32 }

const commonDomains: ReadonlySet<string> = new Set(
  readFileSync(join(import.meta.dirname, 'common-domains.txt'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#')),
)

/** Gives for an indicator what is to be minded about it. Built once a list. */
export function cautionsFor(own: Own): (indicator: Indicator) => readonly Caution[] {
  const ownNetworks = networksOf(own.networks)
  const ownDomains = new Set(own.domains.map((domain) => domain.toLowerCase()))

  function ofNetwork(text: string): Caution[] {
    const network = parseNetwork(text)
    if (network === undefined) return []
    const found: Caution[] = []
    if (privateNetworks.some((one) => overlap(one, network))) found.push('private')
    if (specialNetworks.some((one) => overlap(one, network))) found.push('special')
    if (ownNetworks.some((one) => overlap(one, network))) found.push('own-network')
    const isWide = network.prefix < (text.includes(':') ? widest.six : widest.four)
    if (isWide && text.includes('/')) found.push('wide-network')
    return found
  }
  function ofDomain(domain: string): Caution[] {
    const found: Caution[] = []
    if (isBelow(domain, (one) => ownDomains.has(one))) found.push('own-domain')
    if (domain === 'gov.vn' || domain.endsWith('.gov.vn')) found.push('government')
    if (isBelow(domain, (one) => commonDomains.has(one))) found.push('common-domain')
    if (parse(domain, { validateHostname: false }).domain === null) found.push('public-suffix')
    return found
  }
  const ofHost = (host: string) => (parseAddress(host) === undefined ? ofDomain(host) : ofNetwork(host))

  return ({ type, value }) => {
    switch (type) {
      case 'address':
      case 'network':
        return ofNetwork(value)
      case 'domain':
        return ofDomain(value)
      case 'url': {
        // A certain page of a common site can well be an indicator; the site as a whole cannot.
        const parts = urlParts(value)
        if (parts === undefined) return []
        return ofHost(parts.host).filter((caution) => parts.rest === '' || caution !== 'common-domain')
      }
      case 'email':
        return ofDomain(value.slice(value.lastIndexOf('@') + 1)).filter((caution) => caution !== 'common-domain')
      default:
        return []
    }
  }
}

const overlap = (a: Network, b: Network): boolean => inNetwork(a.base, b) || inNetwork(b.base, a)

function isBelow(domain: string, held: (domain: string) => boolean): boolean {
  for (let at = 0; ; at = domain.indexOf('.', at) + 1) {
    if (held(domain.slice(at))) return true
    if (domain.indexOf('.', at) < 0) return false
  }
}
