import type { EventDocument, Mark } from '../../core/event/event.ts'
import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import type { DecodedJson } from '../decode/json.ts'
import { decodeSyslog } from '../decode/syslog.ts'
import { isoTime } from '../decode/timestamp.ts'
import type { Context } from './draft.ts'
import { addMarks, addTruncated, stampsOf, timeOf } from './draft.ts'
import { readTime, timeNames } from './event-time.ts'
import { mapLinuxAuth } from './linux-auth.ts'
import { mapModsecurityAudit } from './modsecurity-audit.ts'
import { applyMapped, productDocument } from './product-document.ts'
import { mapProduct } from './products.ts'
import { mapServiceJson } from './service-json.ts'
import { readShippedSyslog } from './shipped-syslog.ts'
import { processFields, syslogDocument } from './syslog-document.ts'
import { asideRoot, settleTypes } from './type-conflicts.ts'
import { completeWindows } from './windows/complete.ts'
import { keepLongValues } from './windows/long-values.ts'
import { isWinlog, windowsDocument } from './windows/windows-document.ts'
import { part, writeFacts } from './write-facts.ts'

/** How an object is to be read: guessed, as ECS, or as it is. */
export type Reading = 'auto' | 'ecs' | 'json'

interface Made {
  readonly document: EventDocument
  readonly own: number | undefined
}

/** A decoded object as an event, by what it is: ECS, a shipper's syslog, or just an object. */
export function jsonDocument(
  decoded: DecodedJson,
  original: string,
  reading: Reading,
  context: Context,
  marks: Mark[],
): Made {
  marks.push(...decoded.marks)
  const service = reading === 'auto' && !isEcs(decoded.value) ? mapServiceJson(decoded, context) : undefined
  const made =
    service === undefined
      ? read(decoded.value, original, reading, context, marks)
      : productDocument(service, original, context, marks)
  const { document } = made
  // A service's object stands deeper, under names that its mapping gave.
  if (isWinlog(document.winlog)) addTruncated(document, keepLongValues(document, decoded.whole))
  else if (service === undefined) addTruncated(document, decoded.truncated)
  if (decoded.marks.length > 0 || decoded.truncated.length > 0) {
    // Something of the sender's object is no longer in the tree: then the text that has it must be kept.
    document.event.original = original
    if (decoded.leftOut.length > 0) stampsOf(document).left_out = decoded.leftOut
  }
  return made
}

function read(value: JsonObject, original: string, reading: Reading, context: Context, marks: Mark[]): Made {
  if (reading === 'json') return asItIs(value, original, context, marks)
  const windows = windowsDocument(value, original, context, marks)
  if (windows !== undefined) return windows
  if (reading === 'ecs' || isEcs(value)) return ecsDocument(value, original, context, marks)
  const audit = mapModsecurityAudit(value, context)
  if (audit !== undefined) return productDocument(audit, original, context, marks)
  const shipped = readShippedSyslog(value, context)
  if (shipped === undefined) return plainDocument(value, original, context, marks)
  const made = syslogDocument(shipped.fields, original, context, marks)
  if (Object.keys(shipped.rest).length > 0) made.document[shipped.product] = shipped.rest
  return made
}

/** ECS says so itself: by `ecs.version`, an `event` object, or dotted names of either. */
function isEcs(value: JsonObject): boolean {
  if (isObject(value.ecs) || isObject(value.event)) return true
  for (const key of Object.keys(value)) if (key.startsWith('event.') || key === 'ecs.version') return true
  if (isWinlog(value.winlog)) return true
  return '@timestamp' in value && (isObject(value.host) || isObject(value.agent) || isObject(value.log))
}

/** An ECS document as it is, with what it lacks: times, and the mapping of a Linux line that nobody mapped yet. */
function ecsDocument(value: JsonObject, original: string, context: Context, marks: Mark[]): Made {
  if (settleTypes(value)) marks.push('type_conflict')
  const document = stamped(value, original, context, marks)
  const { winlog } = document.document
  if (isWinlog(winlog)) completeWindows(document.document, winlog)
  else if (document.document.event.category === undefined) enrich(document.document, context)
  return finished(document, marks)
}

/** An object of unknown make: kept under the document's root, except where ECS holds the name for something else. */
function plainDocument(value: JsonObject, original: string, context: Context, marks: Mark[]): Made {
  if (settleTypes(value)) marks.push('type_conflict')
  const document = stamped(value, original, context, marks)
  const { event } = document.document
  event.module ??= 'json'
  event.dataset ??= 'json'
  if (document.document.message === undefined) {
    const text = value.msg ?? value.MESSAGE
    if (typeof text === 'string') document.document.message = text
  }
  enrich(document.document, context)
  return finished(document, marks)
}

/** An object that rules are to address as it stands; only an `event` that is no object has to give way. */
function asItIs(value: JsonObject, original: string, context: Context, marks: Mark[]): Made {
  const aside: JsonObject = {}
  for (const name of Object.keys(value)) {
    const there = value[name]
    const stamp = name === 'vonggac' || name.startsWith('vonggac.')
    if (there === undefined || !(stamp || (name === 'event' && !isObject(there)))) continue
    delete value[name]
    aside[name] = there
  }
  if (Object.keys(aside).length > 0) {
    const before = value[asideRoot]
    value[asideRoot] = isObject(before) ? { ...before, ...aside } : aside
    marks.push('type_conflict')
  }
  return finished(stamped(value, original, context, marks), marks)
}

function stamped(value: JsonObject, original: string, context: Context, marks: Mark[]): Made {
  let own: number | undefined
  let text: string | undefined
  for (const name of timeNames) {
    if (!Object.hasOwn(value, name)) continue
    const moment = readTime(value[name], context.zone, context.receivedAt)
    if (moment === undefined) continue
    const time = timeOf(moment, context, marks)
    own = time.own
    text = time.text
    break
  }
  if (text === undefined) text = timeOf(undefined, context, marks).text
  const event: JsonObject = isObject(value.event) ? value.event : {}
  if (event.id !== undefined) {
    // The platform's identity goes into event.id; the sender's is kept.
    value.vonggac = { sender_event_id: event.id }
    delete event.id
  }
  event.kind ??= 'event'
  event.original ??= original
  event.ingested = isoTime(context.receivedAt)
  if (typeof event.category === 'string') event.category = [event.category]
  if (typeof event.type === 'string') event.type = [event.type]
  value.event = event
  value['@timestamp'] = text
  return { document: value as unknown as EventDocument, own }
}

/** Maps the line in `message` of a document that names no category: a product's, or Linux's own. */
function enrich(document: EventDocument, context: Context): void {
  const { event, message, json } = document
  // Where Filebeat puts the object that a line is made of.
  const service = isObject(json) ? mapServiceJson({ value: json, truncated: [] }, context) : undefined
  if (service !== undefined) {
    applyMapped(document, service)
    delete document.json
    return
  }
  if (typeof message !== 'string') return
  const process = document.process
  const named = isObject(process) && typeof process.name === 'string' ? process.name : appname(document)
  // A shipper that read a product's file says which in `event.module`, if at all.
  const program = named ?? event.module
  const product = context.mappings?.(message, { ...context, program }) ?? mapProduct(message, { ...context, program })
  if (product !== undefined) {
    event.original ??= message
    applyMapped(document, product)
    return
  }
  if (named !== undefined) {
    apply(document, named, message)
    return
  }
  const line = decodeSyslog(message, context.zone, context.receivedAt)
  if (line?.program === undefined || line.time === undefined) {
    const linux = mapLinuxAuth(undefined, message, facilityOf(document))
    if (linux?.facts !== undefined) apply(document, linux.program, message, facilityOf(document))
    return
  }
  // A whole line in `message` (Filebeat without its pipelines): what it says is worth more than what is missing.
  event.original ??= message
  document.message = line.message
  Object.assign(part(document, 'process'), processFields(line.program, line.process))
  const host = part(document, 'host')
  if (line.host !== undefined) host.name ??= line.host
  apply(document, line.program, line.message)
}

function apply(document: EventDocument, program: string | undefined, message: string, facility?: number): void {
  const linux = mapLinuxAuth(program, message, facility)
  if (linux === undefined) return
  const { event } = document
  if (event.dataset === undefined || event.dataset === 'json') event.dataset = linux.dataset
  if (event.module === undefined || event.module === 'json') event.module = 'linux'
  const name = program ?? linux.program
  if (name !== undefined) part(document, 'process').name ??= name
  if (linux.facts !== undefined) writeFacts(document, linux.facts)
}

function syslogOf(document: EventDocument): JsonObject | undefined {
  const log = document.log
  const syslog = isObject(log) ? log.syslog : undefined
  return isObject(syslog) ? syslog : undefined
}

function appname(document: EventDocument): string | undefined {
  const name = syslogOf(document)?.appname
  return typeof name === 'string' ? name : undefined
}

function facilityOf(document: EventDocument): number | undefined {
  const facility = syslogOf(document)?.facility
  const code: Json | undefined = isObject(facility) ? facility.code : undefined
  return typeof code === 'number' ? code : undefined
}

function finished(made: Made, marks: readonly Mark[]): Made {
  addMarks(made.document, marks)
  return made
}
