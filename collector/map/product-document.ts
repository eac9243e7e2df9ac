import type { EventDocument, Mark } from '../../core/event/event.ts'
import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { fieldPrefix, maxFieldLength } from '../decode/text.ts'
import { isoTime } from '../decode/timestamp.ts'
import type { Context } from './draft.ts'
import { addMarks, addTruncated, timeOf } from './draft.ts'
import type { Mapped } from './product.ts'
import { relate } from './put.ts'

/** A product's line that came without a syslog header, as an event. `own` is the event's own time. */
export function productDocument(
  mapped: Mapped,
  original: string,
  context: Context,
  marks: Mark[],
): { document: EventDocument; own: number | undefined } {
  const time = timeOf(mapped.time, context, marks)
  const document: EventDocument = {
    '@timestamp': time.text,
    message: fieldPrefix(original),
    ecs: { version: '9.4.0' },
    event: { kind: 'event', ingested: isoTime(context.receivedAt), original },
  }
  if (original.length > maxFieldLength) addTruncated(document, ['message'])
  applyMapped(document, mapped)
  addMarks(document, marks)
  return { document, own: time.own }
}

/** Writes what a product's mapping found into an event. */
export function applyMapped(document: EventDocument, mapped: Mapped): void {
  merge(document as unknown as JsonObject, mapped.fields, '')
  const { event } = document
  event.module = mapped.module
  event.dataset = mapped.dataset
  if (mapped.message !== undefined) document.message = mapped.message
  // What the device says of itself is worth more than what a relay wrote before it.
  if (mapped.host !== undefined) {
    document.host = { name: mapped.host, hostname: mapped.host }
    relate(document as unknown as JsonObject, 'hosts', mapped.host)
  }
  if (mapped.unsafeKey) addMarks(document, ['unsafe_key'])
  if (mapped.truncated !== undefined) addTruncated(document, mapped.truncated)
  if (document.event.original !== undefined && document.event.original.length > maxFieldLength) {
    const cut: string[] = []
    shorten(document as unknown as JsonObject, '', cut)
    addTruncated(document, cut)
  }
}

/** Objects are merged, `related` lists are added to, everything else is replaced. */
function merge(into: JsonObject, from: JsonObject, path: string): void {
  for (const key of Object.keys(from)) {
    const value = from[key] as Json
    const there = Object.hasOwn(into, key) ? into[key] : undefined
    if (isObject(value) && isObject(there)) merge(there, value, path === '' ? key : `${path}.${key}`)
    else if (path === 'related' && Array.isArray(value) && Array.isArray(there))
      into[key] = [...new Set<Json>([...there, ...value])]
    else into[key] = value
  }
}

/** Stores refuse whole documents over longer values: a field keeps a prefix, the original keeps all. */
function shorten(node: JsonObject, path: string, cut: string[]): void {
  for (const key of Object.keys(node)) {
    const value = node[key]
    const name = path === '' ? key : `${path}.${key}`
    if (name === 'event.original' || name === 'vonggac') continue
    if (typeof value === 'string' && value.length > maxFieldLength) {
      node[key] = fieldPrefix(value)
      cut.push(name)
    } else if (isObject(value)) {
      shorten(value, name, cut)
    } else if (Array.isArray(value) && value.some((item) => typeof item === 'string' && item.length > maxFieldLength)) {
      node[key] = value.map((item: Json) => (typeof item === 'string' ? fieldPrefix(item) : item))
      cut.push(name)
    }
  }
}
