import type { EventDocument, Mark } from '../../core/event/event.ts'
import type { JsonObject } from '../../core/lib/json.ts'
import type { SyslogFields } from '../decode/syslog-fields.ts'
import { fieldPrefix, maxFieldLength } from '../decode/text.ts'
import { isoTime } from '../decode/timestamp.ts'
import type { Context } from './draft.ts'
import { addMarks, addTruncated, timeOf } from './draft.ts'
import type { TimeOfEvent } from './event-time.ts'
import { mapLinuxAuth } from './linux-auth.ts'
import type { ProductMapping } from './product.ts'
import { applyMapped } from './product-document.ts'
import { mapProduct } from './products.ts'
import { facilityNames, severityNames } from './severity-names.ts'
import { plainIp, writeFacts } from './write-facts.ts'

/** Programs whose lines are Linux's own even though no mapping reads them yet. */
const linuxPrograms = new Set([
  'kernel',
  'systemd',
  'rsyslogd',
  'dbus-daemon',
  'polkitd',
  'NetworkManager',
  'auditd',
  'audispd',
])

const repeatedWords = 'last message repeated '

/**
 * Syslog fields as an event: `log.syslog.*`, `host`, `process`, `message`, and the mapping of the program that wrote it.
 * `own` is the event's own time.
 */
export function syslogDocument(
  fields: SyslogFields,
  original: string,
  context: Context,
  marks: Mark[],
  asProduct: ProductMapping = mapProduct,
): { document: EventDocument; own: number | undefined } {
  const { host } = fields
  const facility = fields.priority === undefined ? undefined : fields.priority >> 3
  const body = fields.message
  const long = body.length > maxFieldLength
  const line = body.charCodeAt(0) === 32 ? body.trimStart() : body
  const known = { ...context, ...fields }
  const own = context.mappings?.(line, known)
  const linux = own === undefined ? mapLinuxAuth(fields.program, line, facility) : undefined
  const product = own ?? (linux === undefined ? asProduct(line, known) : undefined)
  const time = timeOf(product?.time ?? headerTime(fields), context, marks)
  if (fields.unsafeKey) marks.push('unsafe_key')
  const program = fields.program ?? linux?.program
  const document: EventDocument = {
    '@timestamp': time.text,
    message: long ? fieldPrefix(body) : body,
    ecs: { version: '9.4.0' },
    event: {
      kind: 'event',
      module: 'syslog',
      dataset: 'syslog',
      ingested: isoTime(context.receivedAt),
      original,
    },
    log: logFields(fields, facility),
  }
  if (host !== undefined) {
    const ip = plainIp(host)
    document.host = ip === undefined ? { name: host, hostname: host } : { name: host, hostname: host, ip: [ip] }
    document.related = { hosts: [host] }
  }
  if (program !== undefined) document.process = processFields(program, fields.process)
  if (linux !== undefined) {
    document.event.module = 'linux'
    document.event.dataset = linux.dataset
    if (linux.facts !== undefined) writeFacts(document, linux.facts)
  } else if (program !== undefined && linuxPrograms.has(program)) {
    document.event.module = 'linux'
    document.event.dataset = 'linux.syslog'
  }
  if (product !== undefined) applyMapped(document, product)
  if (program === undefined && body.startsWith(repeatedWords)) {
    // syslogd's own line; it says nothing of which message that was.
    document.event.action = 'message_repeated'
    document.syslog = { repeated: Number.parseInt(body.slice(repeatedWords.length), 10) || 1 }
  }
  addMarks(document, marks)
  if (long) addTruncated(document, ['message'])
  return { document, own: time.own }
}

function headerTime({ time, zoneAssumed, yearAssumed }: SyslogFields): TimeOfEvent | undefined {
  return time === undefined ? undefined : { time, zoneAssumed, yearAssumed }
}

/** `process.name` and, where PROCID is a number, `process.pid`. */
export function processFields(program: string, process: string | undefined): JsonObject {
  if (process === undefined || process === '') return { name: program }
  const pid = Number(process)
  return Number.isSafeInteger(pid) && pid >= 0 ? { name: program, pid } : { name: program }
}

function logFields(fields: SyslogFields, facility: number | undefined): JsonObject {
  const syslog: JsonObject = {}
  const log: JsonObject = { syslog }
  if (fields.priority !== undefined && facility !== undefined) {
    const severity = fields.priority & 7
    const name = severityNames[severity] ?? ''
    log.level = name
    syslog.priority = fields.priority
    syslog.facility = { code: facility, name: facilityNames[facility] ?? '' }
    syslog.severity = { code: severity, name }
  }
  if (fields.host !== undefined) syslog.hostname = fields.host
  if (fields.program !== undefined) syslog.appname = fields.program
  if (fields.process !== undefined) syslog.procid = fields.process
  if (fields.messageId !== undefined) syslog.msgid = fields.messageId
  if (fields.version !== undefined) syslog.version = String(fields.version)
  if (fields.structured !== undefined) syslog.structured_data = fields.structured
  return log
}
