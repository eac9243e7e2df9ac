import type { Placeholders } from './value.ts'

const noDigest = (length: number) => 'f'.repeat(length)

/**
 * What stands in for the lists that rules of the pack look values up in, as long as nobody filled them, for a rule with an
 * empty list is refused: addresses of which no packet comes (RFC 6666), a name that no machine has (RFC 6761 §6.4), digests
 * that nobody will meet.
 */
export const nothingListed: Placeholders = {
  indicator_addresses: ['100::'],
  indicator_networks: ['100::/64'],
  indicator_domains: ['indicator.invalid'],
  indicator_hashes: [32, 40, 64, 128].map(noDigest),
}
