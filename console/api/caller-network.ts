import { addressKey, parseAddress } from '../../core/lib/ip.ts'

/**
 * Whom an address stands for where callers are counted: itself, or of IPv6 the network of 64 bits, all of whose addresses are
 * one subscriber's (RFC 6177 §2, RFC 4291 §2.5.1). Who has hung up meanwhile has no address any more.
 */
export function callerNetwork(address: string | undefined): string {
  const parsed = address === undefined ? undefined : parseAddress(address)
  if (parsed === undefined) return address ?? 'gone'
  const isV4 = parsed[0] === 0 && parsed[1] === 0 && parsed[2] === 0xffff
  return addressKey(parsed, isV4 ? 128 : 64)
}
