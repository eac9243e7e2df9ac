import type { JsonObject } from '../../core/lib/json.ts'
import { putCommunityId } from './community-id.ts'
import type { ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger } from './put.ts'

/** Protocols by the names that the kernel writes; others stand as numbers. */
const protocols: { readonly [name: string]: readonly [transport: string, number: string] } = {
  TCP: ['tcp', '6'],
  UDP: ['udp', '17'],
  UDPLITE: ['udplite', '136'],
  ICMP: ['icmp', '1'],
  ICMPv6: ['ipv6-icmp', '58'],
  SCTP: ['sctp', '132'],
  AH: ['ah', '51'],
  ESP: ['esp', '50'],
}
const tcpFlags = new Set(['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'])
const fragmentFlags = new Set(['CE', 'DF', 'MF'])

/**
 * Packets that Linux's packet filter logs (iptables' LOG target, nftables' `log`; kernel, nf_log_syslog.c): a prefix of
 * the administrator's own, then `IN=eth0 OUT= MAC=… SRC=… DST=… LEN=… PROTO=TCP SPT=… DPT=… SYN`. What the packet
 * filter did stands in the prefix alone, in words such as DROP or `[wan-lan-default-D]`.
 */
export const mapNetfilter: ProductMapping = (line, { program }) => {
  const start = startOf(line)
  if (start < 0) return undefined
  // The packet that an ICMP error quotes stands in brackets.
  const quoted = line.indexOf(' [SRC=', start)
  const { pairs, flags } = words(line.slice(start, quoted < 0 ? undefined : quoted))
  if (pairs.SRC === undefined || pairs.DST === undefined || pairs.PROTO === undefined) return undefined
  const fields: JsonObject = { event: { kind: 'event', category: ['network'] }, observer: { type: 'firewall' } }
  put(fields, 'observer.ingress.interface.name', pairs.IN)
  put(fields, 'observer.egress.interface.name', pairs.OUT)
  putEndpoint(fields, 'source', pairs.SRC, pairs.SPT)
  putEndpoint(fields, 'destination', pairs.DST, pairs.DPT)
  put(fields, 'network.type', pairs.SRC.includes(':') ? 'ipv6' : 'ipv4')
  const known = Object.hasOwn(protocols, pairs.PROTO) ? protocols[pairs.PROTO] : undefined
  put(fields, 'network.transport', known?.[0])
  put(fields, 'network.iana_number', known?.[1] ?? pairs.PROTO)
  putInteger(fields, 'network.bytes', pairs.LEN)
  putHardware(fields, pairs.MAC)
  putPacket(fields, pairs, flags)
  putVerdict(fields, `${program === undefined || program === 'kernel' ? '' : `${program}: `}${line.slice(0, start)}`)
  const [type, code] = [Number(pairs.TYPE), Number(pairs.CODE)]
  putCommunityId(fields, Number.isInteger(type) && Number.isInteger(code) ? { type, code } : undefined)
  return { module: 'iptables', dataset: 'iptables.log', fields }
}

/** Where `IN=` stands with the rest behind it; -1 for another line. */
function startOf(line: string): number {
  const at = line.indexOf('IN=')
  if (at < 0 || at > 300 || !line.includes(' OUT=', at)) return -1
  return line.includes(' SRC=', at) && line.includes(' PROTO=', at) ? at : -1
}

function words(text: string): { pairs: { readonly [key: string]: string | undefined }; flags: readonly string[] } {
  const pairs: { [key: string]: string } = Object.create(null)
  const flags: string[] = []
  for (const word of text.split(' ', 60)) {
    const equals = word.indexOf('=')
    if (equals > 0) pairs[word.slice(0, equals)] ??= word.slice(equals + 1)
    else if (word !== '') flags.push(word)
  }
  return { pairs, flags }
}

/** Destination, source and type of an Ethernet frame: `90:10:20:76:8d:20:90:10:65:29:b6:2a:08:00`. */
function putHardware(fields: JsonObject, mac: string | undefined): void {
  const bytes = mac?.split(':') ?? []
  if (bytes.length !== 14 || !bytes.every((byte) => /^[0-9a-f]{2}$/i.test(byte))) return
  put(fields, 'destination.mac', bytes.slice(0, 6).join('-').toUpperCase())
  put(fields, 'source.mac', bytes.slice(6, 12).join('-').toUpperCase())
  put(fields, 'iptables.ether_type', Number.parseInt(bytes.slice(12).join(''), 16))
}

const numbers: readonly (readonly [key: string, field: string])[] = [
  ['LEN', 'iptables.length'],
  ['TOS', 'iptables.tos'],
  ['PREC', 'iptables.precedence_bits'],
  ['TTL', 'iptables.ttl'],
  ['HOPLIMIT', 'iptables.ttl'],
  ['ID', 'iptables.id'],
  ['FLOWLBL', 'iptables.flow_label'],
  ['WINDOW', 'iptables.tcp.window'],
  ['RES', 'iptables.tcp.reserved_bits'],
  ['SEQ', 'iptables.tcp.seq'],
  ['ACK', 'iptables.tcp.ack'],
  ['TYPE', 'iptables.icmp.type'],
  ['CODE', 'iptables.icmp.code'],
  ['MARK', 'iptables.mark'],
  ['UID', 'iptables.uid'],
  ['GID', 'iptables.gid'],
]

function putPacket(
  fields: JsonObject,
  pairs: { readonly [key: string]: string | undefined },
  flags: readonly string[],
): void {
  for (const [key, field] of numbers) putInteger(fields, field, pairs[key])
  put(fields, 'iptables.input_device', pairs.IN)
  put(fields, 'iptables.output_device', pairs.OUT)
  const fragment = flags.filter((flag) => fragmentFlags.has(flag))
  if (fragment.length > 0) put(fields, 'iptables.fragment_flags', fragment)
  const tcp = flags.filter((flag) => tcpFlags.has(flag))
  if (pairs.PROTO === 'TCP' && tcp.length > 0) put(fields, 'iptables.tcp.flags', tcp)
}

const zones = /^\[([A-Za-z0-9_.]{1,60})-([A-Za-z0-9_.]{1,60})-([A-Za-z0-9_]{1,60})-([ADR])\]/
const verdicts: { readonly [letter: string]: string } = { A: 'accept', D: 'drop', R: 'reject' }
const denying = /(?:^|[^a-z])(?:drop|deny|denied|reject|block)/i
const allowing = /(?:^|[^a-z])(?:accept|allow|pass(?:ed)?(?:[^a-z]|$))/i

/** EdgeOS names the zones, the rule and what it did; elsewhere the administrator's words say it. */
function putVerdict(fields: JsonObject, prefix: string): void {
  // The kernel's own clock stands before the prefix: `[12345.678901] `
  const text = prefix.replace(/^\[ *\d+\.\d+\] ?/, '').trim()
  const edge = zones.exec(text)
  if (edge !== null) {
    const [, from, to, rule] = edge
    put(fields, 'observer.ingress.zone', from)
    put(fields, 'observer.egress.zone', to)
    put(fields, 'rule.name', `${from}-${to}`)
    put(fields, 'rule.id', rule)
    for (const [field, value] of [
      ['input_zone', from],
      ['output_zone', to],
      ['rule_set', `${from}-${to}`],
      ['rule_number', rule],
    ] as const)
      put(fields, `iptables.ubiquiti.${field}`, value)
  }
  const action = edge === null ? wordOf(text) : verdicts[edge[4] ?? '']
  put(fields, 'event.action', action)
  const said = action ?? text
  const denied = denying.test(said)
  put(
    fields,
    'event.type',
    denied || allowing.test(said) ? [denied ? 'denied' : 'allowed', 'connection'] : ['connection'],
  )
}

/** `iptables DROP_INPUT: ` says drop_input, `[UFW BLOCK] ` says block: the last word of the prefix. */
function wordOf(prefix: string): string | undefined {
  const word = prefix
    .replace(/[\s:\]]+$/, '')
    .split(/[\s[]+/)
    .at(-1)
  return word === undefined || word === '' || word.length > 64 ? undefined : word.toLowerCase()
}
