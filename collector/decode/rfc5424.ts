import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isUnsafeKey } from './json.ts'
import type { SyslogFields } from './syslog-fields.ts'
import { readPriority } from './syslog-fields.ts'
import { readIso } from './timestamp.ts'

/**
 * A message by RFC 5424 §6, header, structured data and message; undefined when the text is not of that form. Lenient
 * where senders are: length limits are not enforced, a time without zone is read in `zone`, and structured data that
 * does not parse stays in the message.
 */
export function decodeRfc5424(text: string, zone: string): SyslogFields | undefined {
  const pri = readPriority(text)
  if (pri === undefined || text.charCodeAt(pri.end) !== 49 || text.charCodeAt(pri.end + 1) !== 32) return undefined
  let at = pri.end + 2
  let time: number | undefined
  let zoneAssumed = false
  if (text.charCodeAt(at) === 45 && text.charCodeAt(at + 1) === 32) {
    at += 2
  } else {
    const moment = readIso(text, at, zone)
    if (moment === undefined || text.charCodeAt(moment.end) !== 32) return undefined
    time = moment.time
    zoneAssumed = moment.zoneAssumed
    at = moment.end + 1
  }
  const header: (string | undefined)[] = []
  for (let field = 0; field < 4; field++) {
    const end = text.indexOf(' ', at)
    // A header may end the line early; what is missing counts as NILVALUE.
    const value = end < 0 ? text.slice(at) : text.slice(at, end)
    header.push(value === '-' || value === '' ? undefined : value)
    at = end < 0 ? text.length : end + 1
  }
  const data = readStructuredData(text, at)
  at = data.end
  if (text.charCodeAt(at) === 32) at += 1
  if (text.charCodeAt(at) === 0xfeff) at += 1
  return {
    priority: pri.priority,
    time,
    yearAssumed: false,
    zoneAssumed,
    host: header[0],
    program: header[1],
    process: header[2],
    messageId: header[3],
    structured: data.value,
    version: 1,
    message: text.slice(at),
    unsafeKey: data.unsafeKey,
  }
}

/** STRUCTURED-DATA of RFC 5424 §6.3 at `at`; `end` stays at `at` where it does not parse. */
function readStructuredData(text: string, at: number): { value?: JsonObject; end: number; unsafeKey: boolean } {
  if (text.charCodeAt(at) === 45) return { end: at + 1, unsafeKey: false }
  const value: JsonObject = {}
  let unsafeKey = false
  let next = at
  while (text.charCodeAt(next) === 91) {
    const element = readElement(text, next + 1)
    if (element === undefined) return { end: at, unsafeKey: false }
    unsafeKey ||= element.unsafeKey
    if (element.id === '__proto__') unsafeKey = true
    else value[element.id] = element.parameters
    next = element.end
  }
  return next === at ? { end: at, unsafeKey } : { value, end: next, unsafeKey }
}

interface Element {
  readonly id: string
  readonly parameters: JsonObject
  readonly end: number
  readonly unsafeKey: boolean
}

function readElement(text: string, at: number): Element | undefined {
  const idEnd = nameEnd(text, at)
  if (idEnd === at) return undefined
  const id = text.slice(at, idEnd)
  const parameters: JsonObject = {}
  let unsafeKey = isUnsafeKey(id)
  let next = idEnd
  for (;;) {
    while (text.charCodeAt(next) === 32) next += 1
    if (text.charCodeAt(next) === 93) return { id, parameters, end: next + 1, unsafeKey }
    const end = nameEnd(text, next)
    if (end === next || text.charCodeAt(end) !== 61 || text.charCodeAt(end + 1) !== 34) return undefined
    const name = text.slice(next, end)
    const value = readValue(text, end + 2)
    if (value === undefined) return undefined
    unsafeKey ||= isUnsafeKey(name)
    if (name !== '__proto__') addParameter(parameters, name, value.text)
    next = value.end
  }
}

/** A parameter may stand several times (RFC 5424 §6.3.3). */
function addParameter(parameters: JsonObject, name: string, value: string): void {
  const before: Json | undefined = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (before === undefined) parameters[name] = value
  // The list is ours alone until it is handed out; copying it would cost a hostile line its length squared.
  else if (Array.isArray(before)) (before as Json[]).push(value)
  else parameters[name] = [before, value]
}

/** PARAM-VALUE: `\"`, `\\` and `\]` are escapes; a backslash before anything else is itself (§6.3.3). */
function readValue(text: string, at: number): { text: string; end: number } | undefined {
  let out = ''
  let from = at
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 34) return { text: out + text.slice(from, i), end: i + 1 }
    if (code !== 92) continue
    const next = text.charCodeAt(i + 1)
    if (next === 34 || next === 92 || next === 93) {
      out += text.slice(from, i)
      from = i + 1
      i += 1
    }
  }
  return undefined
}

/** SD-NAME ends before `=`, space, `]` or `"`. */
function nameEnd(text: string, at: number): number {
  let end = at
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 61 || code === 32 || code === 93 || code === 34) break
  }
  return end
}
