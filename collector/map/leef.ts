import type { JsonObject } from '../../core/lib/json.ts'
import { decodeLeef } from '../decode/leef.ts'
import { readTime } from './event-time.ts'
import type { LineContext, Mapped, ProductMapping } from './product.ts'
import { integer, put, putInteger, putIp, relate, textOf } from './put.ts'
import { putUrl } from './web-request.ts'

/** LEEF of any product, with the attributes that IBM's guide predefines as ECS. */
export const mapLeef: ProductMapping = (line, context) => {
  const leef = decodeLeef(line)
  if (leef === undefined) return undefined
  const { attributes } = leef
  const fields: JsonObject = { event: {} }
  put(fields, 'observer.vendor', leef.vendor)
  put(fields, 'observer.product', leef.product)
  put(fields, 'observer.version', leef.deviceVersion)
  put(fields, 'event.code', leef.eventId)
  put(fields, 'leef.version', leef.version)
  put(fields, 'leef.device.vendor', leef.vendor)
  put(fields, 'leef.device.product', leef.product)
  put(fields, 'leef.device.version', leef.deviceVersion)
  put(fields, 'leef.event_id', leef.eventId)
  const kept: JsonObject = {}
  for (const key of Object.keys(attributes)) kept[key.replace(/[.\s]+/g, '_')] = attributes[key] ?? ''
  if (Object.keys(kept).length > 0) put(fields, 'leef.attributes', kept)
  putAttributes(fields, attributes)
  const mapped: Mapped = {
    module: 'leef',
    dataset: 'leef.log',
    fields,
    message: textOf(attributes, 'msg'),
    time: timeOf(attributes, context),
    host: textOf(attributes, 'identHostName') ?? textOf(attributes, 'devname'),
    unsafeKey: leef.unsafeKey,
  }
  return mapped
}

const rows: readonly (readonly [key: string, field: string, kind: 'text' | 'integer' | 'ip' | 'lower'])[] = [
  ['src', 'source.ip', 'ip'],
  ['srcPort', 'source.port', 'integer'],
  ['srcBytes', 'source.bytes', 'integer'],
  ['srcPackets', 'source.packets', 'integer'],
  ['srcPostNAT', 'source.nat.ip', 'ip'],
  ['srcPostNATPort', 'source.nat.port', 'integer'],
  ['srcMAC', 'source.mac', 'text'],
  ['dst', 'destination.ip', 'ip'],
  ['dstPort', 'destination.port', 'integer'],
  ['dstBytes', 'destination.bytes', 'integer'],
  ['dstPackets', 'destination.packets', 'integer'],
  ['dstPostNAT', 'destination.nat.ip', 'ip'],
  ['dstPostNATPort', 'destination.nat.port', 'integer'],
  ['dstMAC', 'destination.mac', 'text'],
  ['proto', 'network.transport', 'lower'],
  ['usrName', 'user.name', 'text'],
  ['domain', 'user.domain', 'text'],
  ['groupID', 'group.id', 'text'],
  ['resource', 'host.name', 'text'],
  ['policy', 'rule.name', 'text'],
  ['action', 'event.action', 'text'],
]

function putAttributes(fields: JsonObject, attributes: JsonObject): void {
  for (const [key, field, kind] of rows) {
    const value = textOf(attributes, key)
    if (value === undefined) continue
    if (kind === 'text') put(fields, field, value)
    else if (kind === 'lower') put(fields, field, value.toLowerCase())
    else if (kind === 'integer') putInteger(fields, field, value)
    else putIp(fields, field, value)
  }
  for (const side of ['source', 'destination']) {
    const end = fields[side] as JsonObject | undefined
    if (end?.ip !== undefined) end.address = end.ip
  }
  relate(fields, 'user', textOf(attributes, 'usrName'))
  put(fields, 'event.severity', integer(textOf(attributes, 'sev')))
  const url = textOf(attributes, 'url')
  if (url !== undefined) putUrl(fields, url)
}

function timeOf(attributes: JsonObject, { zone, receivedAt }: LineContext) {
  const text = textOf(attributes, 'devTime')
  return text === undefined ? undefined : readTime(text, zone, receivedAt)
}
