import type { JsonObject } from '../../core/lib/json.ts'
import type { Cef } from '../decode/cef.ts'
import { decodeCef } from '../decode/cef.ts'
import { isoTime, isWritable } from '../decode/timestamp.ts'
import { readTime } from './event-time.ts'
import { putHash } from './hashes.ts'
import { putKaspersky } from './kaspersky.ts'
import type { LineContext, Mapped, ProductMapping } from './product.ts'
import { integer, put, putInteger, putIp, relate, textOf } from './put.ts'
import { putUserAgent } from './user-agent.ts'
import { putUrl } from './web-request.ts'

/** ArcSight's Common Event Format of any product, with the fields that ArcSight's dictionary defines as ECS. */
export const mapCef: ProductMapping = (line, context) => {
  const cef = decodeCef(line)
  if (cef === undefined) return undefined
  const fields: JsonObject = { event: {} }
  putDevice(fields, cef)
  putExtension(fields, cef.extension, context)
  const kaspersky = /kaspersky/i.test(cef.vendor)
  if (kaspersky)
    putKaspersky(fields, { code: cef.eventClass, name: cef.name, told: { ...cef.extension, ...cef.labels } })
  const stamp = textOf(cef.extension, 'rt') ?? textOf(cef.extension, 'end') ?? textOf(cef.extension, 'start')
  const mapped: Mapped = {
    module: kaspersky ? 'kaspersky' : 'cef',
    dataset: kaspersky ? 'kaspersky.security_center' : 'cef.log',
    fields,
    message: textOf(cef.extension, 'msg') ?? (cef.name === '' ? undefined : cef.name),
    time: readTime(stamp, context.zone, context.receivedAt),
    host: textOf(cef.extension, 'dvchost') ?? textOf(cef.extension, 'deviceHostName'),
    unsafeKey: cef.unsafeKey,
  }
  return mapped
}

function putDevice(fields: JsonObject, cef: Cef): void {
  put(fields, 'observer.vendor', cef.vendor)
  put(fields, 'observer.product', cef.product)
  put(fields, 'observer.version', cef.deviceVersion)
  put(fields, 'event.code', cef.eventClass)
  put(fields, 'event.severity', severityOf(cef.severity))
  put(fields, 'cef.version', cef.version)
  put(fields, 'cef.device.vendor', cef.vendor)
  put(fields, 'cef.device.product', cef.product)
  put(fields, 'cef.device.version', cef.deviceVersion)
  put(fields, 'cef.device.event_class_id', cef.eventClass)
  put(fields, 'cef.name', cef.name)
  put(fields, 'cef.severity', cef.severity)
  if (Object.keys(cef.extension).length > 0) put(fields, 'cef.extensions', plainNames(cef.extension))
  if (Object.keys(cef.labels).length > 0) put(fields, 'cef.labels', plainNames(cef.labels))
}

/** Names without dots and spaces: both would nest or split in a store. */
function plainNames(record: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const key of Object.keys(record)) {
    const value = record[key]
    if (value !== undefined) out[key.replace(/[.\s]+/g, '_')] = value
  }
  return out
}

const severityWords: { readonly [word: string]: number } = { unknown: 0, low: 3, medium: 6, high: 8, 'very-high': 10 }

/** 0 to 10, as a number or in ArcSight's words (the upper end of each word's range, medium at its end too). */
function severityOf(text: string): number | undefined {
  const word = text.toLowerCase()
  return integer(text) ?? (Object.hasOwn(severityWords, word) ? severityWords[word] : undefined)
}

type Kind = 'text' | 'integer' | 'ip' | 'mac' | 'lower'
const rows: readonly (readonly [keys: string, field: string, kind: Kind])[] = [
  ['src sourceAddress c6a2', 'source.ip', 'ip'],
  ['spt sourcePort', 'source.port', 'integer'],
  ['shost sourceHostName', 'source.domain', 'text'],
  ['smac sourceMacAddress', 'source.mac', 'mac'],
  ['suser sourceUserName', 'source.user.name', 'text'],
  ['suid sourceUserId', 'source.user.id', 'text'],
  ['sourceTranslatedAddress', 'source.nat.ip', 'ip'],
  ['sourceTranslatedPort', 'source.nat.port', 'integer'],
  ['in bytesIn', 'source.bytes', 'integer'],
  ['dst destinationAddress c6a3', 'destination.ip', 'ip'],
  ['dpt destinationPort', 'destination.port', 'integer'],
  ['dhost destinationHostName', 'destination.domain', 'text'],
  ['dmac destinationMacAddress', 'destination.mac', 'mac'],
  ['duser destinationUserName', 'destination.user.name', 'text'],
  ['duid destinationUserId', 'destination.user.id', 'text'],
  ['destinationTranslatedAddress', 'destination.nat.ip', 'ip'],
  ['destinationTranslatedPort', 'destination.nat.port', 'integer'],
  ['out bytesOut', 'destination.bytes', 'integer'],
  ['act deviceAction', 'event.action', 'text'],
  ['reason Reason', 'event.reason', 'text'],
  ['app applicationProtocol', 'network.protocol', 'lower'],
  ['proto transportProtocol', 'network.transport', 'lower'],
  ['dvc deviceAddress', 'observer.ip', 'ip'],
  ['dvchost deviceHostName', 'observer.hostname', 'text'],
  ['deviceExternalId', 'observer.serial_number', 'text'],
  ['deviceInboundInterface', 'observer.ingress.interface.name', 'text'],
  ['deviceOutboundInterface', 'observer.egress.interface.name', 'text'],
  ['fname fileName', 'file.name', 'text'],
  ['filePath', 'file.path', 'text'],
  ['fsize fileSize', 'file.size', 'integer'],
  ['fileType', 'file.type', 'text'],
  ['requestMethod', 'http.request.method', 'text'],
  ['requestContext', 'http.request.referrer', 'text'],
  ['sproc dproc sourceProcessName destinationProcessName', 'process.name', 'text'],
  ['spid dpid', 'process.pid', 'integer'],
]

function putExtension(fields: JsonObject, extension: JsonObject, context: LineContext): void {
  for (const [keys, field, kind] of rows) {
    for (const key of keys.split(' ')) {
      const value = textOf(extension, key)
      if (value === undefined) continue
      if (kind === 'text') put(fields, field, value)
      else if (kind === 'lower') put(fields, field, value.toLowerCase())
      else if (kind === 'integer') putInteger(fields, field, value)
      else if (kind === 'mac') put(fields, field, value.toUpperCase().replaceAll(':', '-'))
      else putIp(fields, field, value)
      break
    }
  }
  for (const side of ['source', 'destination'] as const) {
    const end = fields[side] as JsonObject | undefined
    if (end === undefined) continue
    const address = end.ip ?? end.domain
    if (address !== undefined) end.address = address
    relate(fields, 'hosts', end.domain)
    relate(fields, 'user', (end.user as JsonObject | undefined)?.name)
  }
  const user = textOf(extension, 'suser') ?? textOf(extension, 'duser')
  if (user !== undefined) put(fields, 'user.name', user)
  putOutcome(fields, extension)
  const direction = textOf(extension, 'deviceDirection')
  if (direction === '0' || direction === '1')
    put(fields, 'network.direction', direction === '0' ? 'inbound' : 'outbound')
  const url = textOf(extension, 'request')
  if (url !== undefined) putUrl(fields, url)
  putUserAgent(fields, textOf(extension, 'requestClientApplication'))
  putHash(fields, textOf(extension, 'fileHash'))
  for (const name of ['start', 'end']) {
    const moment = readTime(textOf(extension, name), context.zone, context.receivedAt)
    if (moment !== undefined && isWritable(moment.time)) put(fields, `event.${name}`, isoTime(moment.time))
  }
}

function putOutcome(fields: JsonObject, extension: JsonObject): void {
  const told = (textOf(extension, 'outcome') ?? textOf(extension, 'eventOutcome'))?.toLowerCase()
  if (told === undefined) return
  const failed = /^(fail|failure|failed|denied|blocked|error)/.test(told)
  put(fields, 'event.outcome', failed ? 'failure' : told.startsWith('succe') ? 'success' : 'unknown')
}
