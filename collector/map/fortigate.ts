import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { decodeKeyValue } from '../decode/key-value.ts'
import { isoTime, isWritable } from '../decode/timestamp.ts'
import { domainParts } from './domain-parts.ts'
import type { TimeOfEvent } from './event-time.ts'
import { readTime } from './event-time.ts'
import { putFortigateEvent, putFortigateLogin } from './fortigate-event.ts'
import { fortigateTables, putTable } from './fortigate-fields.ts'
import { isPrivateAddress } from './private-address.ts'
import type { LineContext, ProductMapping } from './product.ts'
import { append, integer, put, relate, textOf } from './put.ts'
import { transportOf } from './transports.ts'
import { extensionOf } from './web-request.ts'
import { plainIp } from './write-facts.ts'

/**
 * FortiGate's log (FortiOS 5 to 7.6, `default` and `csv` format): traffic, UTM and event. ECS fields as Elastic's
 * integration names them; every key as the device wrote it stands under `fortinet.firewall`.
 */
export const mapFortigate: ProductMapping = (line, context) => {
  if (!looksLikeFortigate(line)) return undefined
  const { fields: pairs, count, unsafeKey } = decodeKeyValue(line)
  if (count < 4) return undefined
  const type = textOf(pairs, 'type')
  if (type === undefined) return undefined
  const fields: JsonObject = { event: {}, fortinet: { firewall: vendorFields(pairs) } }
  putObserver(fields, pairs)
  putStart(fields, pairs)
  if (type === 'traffic') putTraffic(fields, pairs)
  else if (type === 'event') putFortigateEvent(fields, pairs)
  else putUtm(fields, pairs)
  const message = textOf(pairs, 'msg')
  if (message !== undefined) putFortigateLogin(fields, pairs, message)
  putRest(fields, pairs)
  return {
    module: 'fortinet',
    dataset: 'fortinet.firewall',
    fields,
    message,
    time: timeOf(pairs, context),
    host: textOf(pairs, 'devname'),
    unsafeKey,
  }
}

/** Keys that only FortiGate writes, within the first few hundred characters. */
export function looksLikeFortigate(line: string): boolean {
  const head = line.length > 600 ? line.slice(0, 600) : line
  if (!head.includes('type=')) return false
  const id = head.includes('logid=') || head.includes('log_id=')
  return (
    id && (head.includes('devid=') || head.includes('devname=') || head.includes('vd=') || head.includes('device_id='))
  )
}

const numeric = new Set(
  'auditid audittime quotamax quotaused size disklograte fazlograte lanin lanout setuprate wanin wanout'.split(' '),
)

/** Untouched but for the few that are counts in Elastic's field list. */
function vendorFields(pairs: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const key of Object.keys(pairs)) {
    const value = pairs[key]
    if (value === undefined) continue
    out[key.replaceAll('.', '_')] = numeric.has(key) ? (integer(value) ?? value) : value
  }
  return out
}

/** Fortinet's other devices write the same form; the serial number tells them apart. */
const siblings: readonly (readonly [prefix: string, product: string, type: string])[] = [
  ['FV', 'FortiWeb', 'web-application-firewall'],
  ['FE', 'FortiMail', 'email-gateway'],
  ['FL', 'FortiAnalyzer', 'log-collector'],
  ['FM', 'FortiManager', 'manager'],
]

function putObserver(fields: JsonObject, pairs: JsonObject): void {
  put(fields, 'observer.vendor', 'Fortinet')
  const id = textOf(pairs, 'devid') ?? textOf(pairs, 'device_id')
  const sibling = siblings.find(([prefix]) => id?.startsWith(prefix))
  put(fields, 'observer.product', sibling?.[1] ?? 'Fortigate')
  put(fields, 'observer.type', sibling?.[2] ?? 'firewall')
  put(fields, 'observer.name', textOf(pairs, 'devname'))
  put(fields, 'observer.serial_number', id)
  put(fields, 'observer.egress.interface.name', textOf(pairs, 'dstintf') ?? textOf(pairs, 'dst_int'))
  put(fields, 'observer.ingress.interface.name', textOf(pairs, 'srcintf') ?? textOf(pairs, 'src_int'))
  put(fields, 'log.level', textOf(pairs, 'level') ?? textOf(pairs, 'pri'))
  put(fields, 'event.timezone', zoneOf(pairs))
}

/** `-0500`; some versions write `GMT+7:00` or `UTC+0700`. */
function zoneOf(pairs: JsonObject): string | undefined {
  const tz = Array.isArray(pairs.tz) ? pairs.tz[0] : pairs.tz
  if (typeof tz !== 'string') return undefined
  const parts = /^[A-Z]{0,4}([+-])(\d{1,2}):?(\d{2})$/.exec(tz)
  return parts === null ? tz : `${parts[1]}${(parts[2] ?? '').padStart(2, '0')}${parts[3]}`
}

function timeOf(pairs: JsonObject, { zone, receivedAt }: LineContext): TimeOfEvent | undefined {
  const date = textOf(pairs, 'date')
  const clock = textOf(pairs, 'time')
  if (date === undefined || clock === undefined) return eventTime(pairs)
  return readTime(`${date}T${clock}${zoneOf(pairs) ?? ''}`, zone, receivedAt) ?? eventTime(pairs)
}

/** `eventtime` in seconds (6.0) or nanoseconds (6.2 on) since the epoch. */
function eventTime(pairs: JsonObject): TimeOfEvent | undefined {
  const text = textOf(pairs, 'eventtime')
  if (text === undefined || !/^\d{9,19}$/.test(text)) return undefined
  const ms = text.length > 18 ? Number(text.slice(0, -6)) : text.length > 11 ? Number(text) : Number(text) * 1000
  return { time: ms, zoneAssumed: false, yearAssumed: false }
}

function putStart(fields: JsonObject, pairs: JsonObject): void {
  const start = eventTime(pairs)
  if (start !== undefined && isWritable(start.time)) put(fields, 'event.start', isoTime(start.time))
  const seconds = integer(textOf(pairs, 'duration'))
  if (seconds !== undefined && seconds < 9_000_000) put(fields, 'event.duration', seconds * 1_000_000_000)
}

function putTraffic(fields: JsonObject, pairs: JsonObject): void {
  const action = textOf(pairs, 'action')
  putTable(fields, pairs, fortigateTables.traffic)
  put(fields, 'event.kind', 'event')
  put(fields, 'event.action', action)
  put(fields, 'event.category', ['network'])
  append(fields, 'event.type', 'connection')
  if (action !== undefined) {
    put(fields, 'event.outcome', 'success')
    append(fields, 'event.type', action === 'start' ? 'start' : 'end')
  }
  const denied = action === 'deny'
  if (textOf(pairs, 'app') !== undefined && !denied) append(fields, 'event.type', 'protocol')
  if (textOf(pairs, 'utmaction') === undefined && !denied) append(fields, 'event.type', 'allowed')
  if (denied || textOf(pairs, 'utmaction') === 'block') append(fields, 'event.type', 'denied')
}

const blocking = new Set(['block', 'blocked', 'dropped', 'reset', 'reset_client', 'reset_server', 'clear_session'])

function putUtm(fields: JsonObject, pairs: JsonObject): void {
  const action = textOf(pairs, 'action')
  putTable(fields, pairs, fortigateTables.utm)
  put(fields, 'event.kind', 'event')
  put(fields, 'event.category', ['network'])
  if (action !== undefined) put(fields, 'event.outcome', 'success')
  if (action !== undefined && blocking.has(action)) append(fields, 'event.type', 'denied')
  if (textOf(pairs, 'subtype') === 'dns') append(fields, 'event.type', 'info')
  if (action === 'pass' || action === 'passthrough') append(fields, 'event.type', 'allowed')
  const resolved = textOf(pairs, 'ipaddr')
  if (resolved !== undefined) {
    const found = resolved.split(', ').filter((ip) => plainIp(ip) !== undefined)
    for (const ip of found) relate(fields, 'ip', ip)
    if (found.length > 0) put(fields, 'dns.resolved_ip', found)
  }
  const url = textOf(pairs, 'url')
  if (url?.startsWith('/')) put(fields, 'url.extension', extensionOf(url.split('?', 1)[0] ?? ''))
  const asked = textOf(pairs, 'qname')
  if (asked !== undefined) {
    for (const [part, value] of Object.entries(domainParts(asked))) put(fields, `dns.question.${part}`, value)
    relate(fields, 'hosts', asked)
  }
  const hash = textOf(pairs, 'filehash') ?? textOf(pairs, 'analyticscksum')
  relate(fields, 'hash', hash)
}

const directions: { readonly [word: string]: string } = { outgoing: 'outbound', incoming: 'inbound' }
const known = new Set(['ingress', 'egress', 'inbound', 'outbound', 'internal', 'external', 'unknown'])

function putRest(fields: JsonObject, pairs: JsonObject): void {
  const event = fields.event as JsonObject
  if (event.action === undefined) put(fields, 'event.action', textOf(pairs, 'eventtype') ?? textOf(pairs, 'action'))
  put(fields, 'event.reason', textOf(pairs, 'reason') ?? textOf(pairs, 'eventsubtype'))
  put(fields, 'network.direction', directionOf(fields, pairs))
  put(fields, 'email.subject', textOf(pairs, 'subject'))
  put(fields, 'network.transport', transportOf(textOf(pairs, 'proto')))
  sum(fields, 'bytes')
  sum(fields, 'packets')
  const source = (fields.source ?? {}) as JsonObject
  const user = (source.user as JsonObject | undefined)?.name
  if ((fields.user as JsonObject | undefined)?.name === undefined && user !== undefined) put(fields, 'user.name', user)
  putRelated(fields, pairs, user)
}

/** `related.*` in the order source, destination, and their addresses behind NAT. */
function putRelated(fields: JsonObject, pairs: JsonObject, user: Json | undefined): void {
  const related = fields.related as JsonObject | undefined
  const before = related?.ip
  if (related !== undefined) delete related.ip
  for (const side of [fields.source, fields.destination]) if (isObject(side)) relate(fields, 'ip', side.ip)
  for (const ip of Array.isArray(before) ? before : []) relate(fields, 'ip', ip)
  relate(fields, 'user', user)
  if (isObject(fields.destination)) relate(fields, 'hosts', fields.destination.address)
  relate(fields, 'hosts', textOf(pairs, 'srcname')?.toLowerCase())
  for (const key of ['assignip', 'tunnelip', 'ip']) {
    const ip = textOf(pairs, key)
    if (ip !== undefined && ip !== '0.0.0.0' && plainIp(ip) !== undefined) relate(fields, 'ip', ip)
  }
}

/** What the device says, else by which of the two ends are inside. */
function directionOf(fields: JsonObject, pairs: JsonObject): string | undefined {
  const told = (textOf(pairs, 'dir') ?? textOf(pairs, 'direction'))?.toLowerCase()
  if (told !== undefined) {
    const word = Object.hasOwn(directions, told) ? (directions[told] ?? told) : told
    return known.has(word) ? word : 'unknown'
  }
  const fromRole = textOf(pairs, 'srcintfrole')
  const toRole = textOf(pairs, 'dstintfrole')
  const from = isInside(fields.source, fromRole, toRole)
  const to = isInside(fields.destination, toRole, fromRole)
  if (from === undefined || to === undefined) return undefined
  if (from) return to ? 'internal' : 'outbound'
  return to ? 'inbound' : 'external'
}

/** A private address is inside, and a public one in a DMZ or in a LAN that is reached from or reaches a WAN. */
function isInside(end: Json | undefined, role: string | undefined, opposite: string | undefined): boolean | undefined {
  const ip = isObject(end) ? end.ip : undefined
  if (typeof ip !== 'string') return undefined
  return isPrivateAddress(ip) || role === 'dmz' || (role === 'lan' && opposite === 'wan')
}

function sum(fields: JsonObject, what: 'bytes' | 'packets'): void {
  const source = (fields.source as JsonObject | undefined)?.[what]
  const destination = (fields.destination as JsonObject | undefined)?.[what]
  if (typeof source === 'number' && typeof destination === 'number')
    put(fields, `network.${what}`, source + destination)
}
