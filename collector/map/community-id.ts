import { hash } from 'node:crypto'
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
  const from = typeof source.ip === 'string' ? addressBytes(source.ip) : undefined
  const to = typeof destination.ip === 'string' ? addressBytes(destination.ip) : undefined
  const protocol = Number(network.iana_number)
  if (from === undefined || to === undefined || from.length !== to.length) return
  if (!Number.isInteger(protocol) || protocol < 1 || protocol > 255) return
  const ports = portsOf(protocol, source.port, destination.port, icmp)
  if (ports === 'unknown') return
  const order = Buffer.compare(from, to) || (ports === undefined ? 0 : ports.from - ports.to)
  const turned = order > 0 && ports?.oneWay !== true
  const parts = [Buffer.alloc(2), turned ? to : from, turned ? from : to, Buffer.of(protocol, 0)]
  if (ports !== undefined) {
    const numbers = Buffer.alloc(4)
    numbers.writeUInt16BE(turned ? ports.to : ports.from, 0)
    numbers.writeUInt16BE(turned ? ports.from : ports.to, 2)
    parts.push(numbers)
  }
  put(fields, 'network.community_id', `1:${hash('sha1', Buffer.concat(parts), 'base64')}`)
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

function addressBytes(text: string): Buffer | undefined {
  const words = parseAddress(text)
  if (words === undefined) return undefined
  const bytes = Buffer.alloc(16)
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, at * 4)
  return text.includes(':') ? bytes : bytes.subarray(12)
}
