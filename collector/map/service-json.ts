import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import type { DecodedJson } from '../decode/json.ts'
import { readTime } from './event-time.ts'
import type { LineContext, Mapped } from './product.ts'
import { put, putEndpoint, putInteger, putIp, relate } from './put.ts'
import { type Row, type Service, services } from './service-tables.ts'
import { putUserAgent } from './user-agent.ts'
import { putUrl } from './web-request.ts'

/**
 * An object that a service's own log is made of (an audit log of a cloud, a sensor's event), told by the names in it. It
 * stands untouched under the service's root; what has a place in ECS stands there too. Undefined for any other object.
 */
export function mapServiceJson(
  { value, truncated }: Pick<DecodedJson, 'value' | 'truncated'>,
  context: LineContext,
): Mapped | undefined {
  const service = services.find((one, index) => Object.hasOwn(value, firsts[index] as string) && isOf(one, value))
  if (service === undefined) return undefined
  const variant = service.variant === undefined ? '' : wordOf(at(value, service.variant))
  const fields: JsonObject = {}
  const root = service.root.replace('*', variant)
  put(fields, root, { ...value })
  for (const row of service.rows) putRow(fields, value, row)
  for (const [field, words] of Object.entries(service.always ?? {})) put(fields, field, words)
  // Services write UTC, whether they say so or not.
  const time = (service.times ?? []).map((name) => readTime(at(value, name), 'Z', context.receivedAt))
  return {
    module: root.split('.', 1)[0] ?? root,
    dataset: service.dataset.replace('*', variant),
    fields,
    message: service.message === undefined ? undefined : text(at(value, service.message)),
    time: time.find((moment) => moment !== undefined),
    truncated: truncated.map((name) => `${root}.${name}`),
  }
}

/** Of each service's first sign the part at the top of the object: what tells most objects apart at once. */
const firsts = services.map(({ signs }) => (signs[0] ?? '').split('.', 1)[0] ?? '')
const quoted = [...new Set(firsts)].map((name) => `"${name}"`)

/** True for text that may hold such an object: a cheap look before it is parsed. */
export function maybeServiceJson(line: string): boolean {
  return quoted.some((name) => line.includes(name))
}

function isOf({ signs, where }: Service, value: JsonObject): boolean {
  for (const sign of signs) {
    const there = at(value, sign)
    if (there === undefined || there === null) return false
  }
  if (where === undefined) return true
  const told = at(value, where.field)
  return typeof told === 'string' && where.values.includes(told)
}

/** The value of a dotted name: nested, or with the dots in the key as Zeek writes them. Of a list its first element. */
function at(value: JsonObject, name: string): Json | undefined {
  let node: Json | undefined = Object.hasOwn(value, name) ? value[name] : undefined
  if (node !== undefined) return firstOf(node)
  node = value
  for (const step of name.split('.')) {
    node = firstOf(node)
    node = isObject(node) && Object.hasOwn(node, step) ? node[step] : undefined
  }
  return firstOf(node)
}

const firstOf = (node: Json | undefined) => (Array.isArray(node) ? (node as readonly Json[])[0] : node)

/** A part of a dataset's name: a sender chooses it, so it is held to plain letters. */
function wordOf(value: Json | undefined): string {
  return typeof value === 'string' && /^[a-z][a-z0-9_]{0,40}$/.test(value) ? value : 'other'
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

function putRow(fields: JsonObject, value: JsonObject, [from, to, kind]: Row): void {
  const found = at(value, from)
  if (found === undefined || found === null) return
  const said = text(found)
  switch (kind) {
    case 'endpoint':
      putEndpoint(fields, to, said)
      return
    case 'ip':
      putIp(fields, to, said?.split(/:\d+$/, 1)[0])
      return
    case 'lower':
      put(fields, to, said?.toLowerCase())
      return
    case 'integer':
      putInteger(fields, to, found)
      return
    case 'agent':
      putUserAgent(fields, said)
      return
    case 'url':
      if (said !== undefined) putUrl(fields, said)
      return
    case 'user':
      put(fields, to, said)
      relate(fields, 'user', said)
      return
    case 'outcome':
      put(fields, to, outcomeOf(found))
      return
    default:
      put(fields, to, said)
  }
}

function outcomeOf(value: Json): string | undefined {
  const said = String(value).toLowerCase()
  if (/^(?:succe|success|allow|ok$|0$|true$)/.test(said)) return 'success'
  return /^(?:fail|error|deny|denied|block|[1-9]\d*$|false$)/.test(said) ? 'failure' : undefined
}
