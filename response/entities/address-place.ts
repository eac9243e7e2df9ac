import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { type Address, inNetwork, type Network, parseAddress, parseNetwork } from '../../core/lib/ip.ts'

/** What kind of address it is. */
export const addressReaches = ['public', 'private', 'shared', 'loopback', 'link-local', 'multicast'] as const
export type AddressReach = (typeof addressReaches)[number]

/** Networks that are no part of the public Internet. */
const special: readonly (readonly [reach: AddressReach, networks: readonly string[]])[] = [
  // RFC 1918 §3, RFC 4193 §3
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  // RFC 6598 §7: between a provider and its customers
  ['shared', ['100.64.0.0/10']],
  // RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
  ['loopback', ['127.0.0.0/8', '::1/128']],
  // RFC 3927 §2.1, RFC 4291 §2.5.6
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  // RFC 5771 §3, RFC 4291 §2.7
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
]

/** Where an address lies. */
export interface AddressPlace {
  readonly reach: AddressReach
  /** The narrowest network of a unit within the scope that holds it; null when none does. */
  readonly network: { readonly unit: string; readonly network: string } | null
}

/** Where the address lies; undefined for a text that is none. Of networks of units outside the scope nothing is told. */
export function placeOf(text: string, scope: Scope, tree: UnitTree): AddressPlace | undefined {
  const address = parseAddress(text)
  if (address === undefined) return undefined
  const reach = special.find(([, networks]) => networks.some((one) => within(address, parseNetwork(one))))?.[0]
  let found: { unit: string; network: string; prefix: number } | undefined
  for (const unit of tree.all()) {
    for (const network of unit.networks ?? []) {
      const parsed = parseNetwork(network)
      if (!within(address, parsed) || parsed === undefined || parsed.prefix <= (found?.prefix ?? -1)) continue
      if (inScope(scope, tree.lineage(unit.id))) found = { unit: unit.id, network, prefix: parsed.prefix }
    }
  }
  return { reach: reach ?? 'public', network: found ? { unit: found.unit, network: found.network } : null }
}

const within = (address: Address, network: Network | undefined) => network !== undefined && inNetwork(address, network)
