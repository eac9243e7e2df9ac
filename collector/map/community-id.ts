import { hash } from 'node:crypto'
import type { Address } from '../../core/lib/ip.ts'
import { parseAddress } from '../../core/lib/ip.ts'
import type { JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { put } from './put.ts'

/** Protocols whose ends have ports. */
const withPorts = new Set([6, 17, 132])
/** ICMP's and ICMPv6's types that answer each other (Community ID 1, ICMP): they stand for the ports. */
const icmpAnswers: { readonly [protocol: number]: { readonly [type: number]: number } } = {
  1: { 0: 8, 8: 0, 9: 10, 10: 9, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 },
  58: { 128: 129, 129: 128, 130: 131, 131: 130, 133: 134, 134: 133, 135: 136, 136: 135, 139: 140, 140: 139 },
}

interface Icmp {
  readonly type: number
  readonly code: number
}

/**
 * `network.community_id` (Community ID Flow Hashing 1, seed 0) of an event whose addresses, ports and protocol number
 * are set: the same for both directions of a flow and for every device that saw it. Sets nothing where one is missing.
 */
export function putCommunityId(fields: JsonObject, icmp?: Icmp): void {
  const { source, destination, network } = fields
  if (!isObject(source) || !isObject(destination) || !isObject(network)) return
  const from = typeof source.ip === 'string' ? parseAddress(source.ip) : undefined
  const to = typeof destination.ip === 'string' ? parseAddress(destination.ip) : undefined
  const protocol = Number(network.iana_number)
  if (from === undefined || to === undefined || !(protocol >= 1 && protocol <= 255)) return
  const words = isV4(from) && isV4(to) ? 1 : 4
  if (words === 4 && (isV4(from) || isV4(to))) return
  const ports = portsOf(protocol, source.port, destination.port, icmp)
  if (ports === 'unknown') return
  const order = compare(from, to) || (ports === undefined ? 0 : ports.from - ports.to)
  const turned = order > 0 && ports?.oneWay !== true
  let at = writeAddress(turned ? to : from, words, 2)
  at = writeAddress(turned ? from : to, words, at)
  at = flow.writeUInt16BE(protocol << 8, at)
  if (ports !== undefined) {
    at = flow.writeUInt16BE(turned ? ports.to : ports.from, at)
    at = flow.writeUInt16BE(turned ? ports.from : ports.to, at)
  }
  put(fields, 'network.community_id', `1:${hash('sha1', flow.subarray(0, at), 'base64')}`)
}

/** Seed, two addresses, protocol and padding, two ports: written anew for each flow; the seed stays 0. */
const flow = Buffer.alloc(2 + 2 * 16 + 2 + 2 * 2)

function isV4(address: Address): boolean {
  return address[0] === 0 && address[1] === 0 && address[2] === 0xffff
}

function compare(one: Address, other: Address): number {
  for (let at = 0; at < 4; at++) {
    const difference = ((one[at] as number) >>> 0) - ((other[at] as number) >>> 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Writes the last so many words of an address and answers where the next thing goes. */
function writeAddress(address: Address, words: number, start: number): number {
  let at = start
  for (let word = 4 - words; word < 4; word++) at = flow.writeUInt32BE((address[word] as number) >>> 0, at)
  return at
}

/** What stands for the two ports; undefined for a protocol without any, `unknown` where they are not told. */
function portsOf(
  protocol: number,
  source: unknown,
  destination: unknown,
  icmp: Icmp | undefined,
): { from: number; to: number; oneWay?: boolean } | undefined | 'unknown' {
  if (withPorts.has(protocol))
    return typeof source === 'number' && typeof destination === 'number' ? { from: source, to: destination } : 'unknown'
  const answers = icmpAnswers[protocol]
  if (answers === undefined) return undefined
  if (icmp === undefined) return 'unknown'
  const answer = answers[icmp.type]
  return answer === undefined ? { from: icmp.type, to: icmp.code, oneWay: true } : { from: icmp.type, to: answer }
}
