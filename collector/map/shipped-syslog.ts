import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { decodeSyslog } from '../decode/syslog.ts'
import type { SyslogFields } from '../decode/syslog-fields.ts'
import type { Context } from './draft.ts'
import { readTime, timeNames } from './event-time.ts'
import { facilityNumber, severityNumber } from './severity-names.ts'

/** A syslog line that a shipper took apart and sent on as JSON. */
export interface ShippedSyslog {
  /** Whose layout it is; what has no place in ECS is kept under this name. */
  readonly product: 'rsyslog' | 'vector' | 'fluentbit' | 'journald'
  readonly fields: SyslogFields
  /** The vendor's fields that did not go into ECS. */
  readonly rest: JsonObject
}

const names = {
  host: ['hostname', 'host', '_HOSTNAME', 'HOSTNAME', 'fromhost'],
  program: [
    'programname',
    'app-name',
    'appname',
    'ident',
    'SYSLOG_IDENTIFIER',
    'program',
    'syslogtag',
    'syslog-tag',
    'tag',
    '_COMM',
  ],
  process: ['procid', 'pid', 'SYSLOG_PID', '_PID'],
  facility: ['syslogfacility', 'facility', 'syslogfacility-text', 'SYSLOG_FACILITY'],
  severity: ['syslogseverity', 'severity', 'priority', 'syslogpriority', 'PRIORITY', 'syslogseverity-text'],
  priority: ['pri'],
  messageId: ['msgid'],
  message: ['message', 'MESSAGE', 'msg', 'log'],
  raw: ['rawmsg', 'raw'],
} as const

/**
 * Recognises what rsyslog (StdJSONFmt, %jsonmesg% and the templates people copy), Vector (syslog, file and journald
 * sources), Fluent Bit (syslog and systemd inputs, tail) and journald send as JSON. Undefined for any other document.
 */
export function readShippedSyslog(document: JsonObject, context: Context): ShippedSyslog | undefined {
  const product = productOf(document)
  if (product === undefined) return undefined
  const used = new Set<string>()
  const text = (candidates: readonly string[]): string | undefined => {
    for (const name of candidates) {
      const value = Object.hasOwn(document, name) ? document[name] : undefined
      if (typeof value !== 'string' && typeof value !== 'number') continue
      used.add(name)
      if (value !== '' && value !== '-') return String(value)
    }
    return undefined
  }
  const message = text(names.message) ?? ''
  const line = rawLine(text(names.raw), message, document, context)
  const time = timeIn(document, context, used)
  const facility = facilityNumber(text(names.facility))
  const severity = severityNumber(text(names.severity))
  const tag = splitTag(text(names.program))
  const fields: SyslogFields = {
    priority: line?.priority ?? priorityOf(text(names.priority)) ?? combined(facility, severity),
    time: time?.time ?? line?.time,
    yearAssumed: time === undefined ? (line?.yearAssumed ?? false) : time.yearAssumed,
    zoneAssumed: time === undefined ? (line?.zoneAssumed ?? false) : time.zoneAssumed,
    host: text(names.host) ?? line?.host,
    program: tag.program ?? line?.program,
    process: text(names.process) ?? tag.process ?? line?.process,
    messageId: text(names.messageId) ?? line?.messageId,
    structured: line?.structured,
    version: line?.version,
    // rsyslog's msg begins with the space that followed the tag.
    message: line?.message ?? (message.charCodeAt(0) === 32 ? message.slice(1) : message),
    unsafeKey: line?.unsafeKey ?? false,
  }
  // A line out of a file that the shipper stamped with its own reading time: the line's own time is the happening's.
  const fromFile = line !== undefined && line.time !== undefined && product !== 'rsyslog'
  const rest: JsonObject = {}
  for (const key of Object.keys(document)) if (!used.has(key)) rest[key] = document[key] as Json
  return {
    product,
    rest,
    fields: fromFile
      ? {
          ...fields,
          time: line.time,
          yearAssumed: line.yearAssumed,
          zoneAssumed: line.zoneAssumed,
          host: line.host ?? fields.host,
        }
      : fields,
  }
}

function productOf(document: JsonObject): ShippedSyslog['product'] | undefined {
  const has = (name: string): boolean => Object.hasOwn(document, name)
  const isText = (name: string): boolean => has(name) && typeof document[name] === 'string'
  if (has('source_type') && (isText('message') || isText('MESSAGE'))) return 'vector'
  if (has('SYSLOG_IDENTIFIER') || has('_SYSTEMD_UNIT') || (isText('MESSAGE') && (has('_PID') || has('PRIORITY'))))
    return 'journald'
  const worded = isText('message') || isText('msg')
  if (
    has('rawmsg') ||
    (worded &&
      (has('timereported') || has('timegenerated') || has('syslogtag') || has('programname') || has('syslog-tag')))
  ) {
    return 'rsyslog'
  }
  if (
    worded &&
    has('facility') &&
    (has('severity') || has('priority')) &&
    (isText('host') || isText('hostname') || isText('fromhost'))
  ) {
    return 'rsyslog'
  }
  if (worded && (has('ident') || has('pri'))) return 'fluentbit'
  // tail without a parser: the line and nothing else that tells
  if (isText('log') && !isObject(document.log) && Object.keys(document).length <= 4) return 'fluentbit'
  return undefined
}

/** The whole line where the shipper sent it along, or where its message still is one. */
function rawLine(
  raw: string | undefined,
  message: string,
  document: JsonObject,
  context: Context,
): SyslogFields | undefined {
  if (raw !== undefined) {
    const line = decodeSyslog(raw, context.zone, context.receivedAt)
    if (line?.program !== undefined) return line
  }
  // A shipper that named the program has already taken the line apart.
  if (names.program.some((name) => Object.hasOwn(document, name))) return undefined
  const line = decodeSyslog(message, context.zone, context.receivedAt)
  return line?.time !== undefined && line.program !== undefined ? line : undefined
}

function timeIn(document: JsonObject, context: Context, used: Set<string>): ReturnType<typeof readTime> {
  for (const name of timeNames) {
    if (!Object.hasOwn(document, name)) continue
    const time = readTime(document[name], context.zone, context.receivedAt)
    if (time === undefined) continue
    used.add(name)
    return time
  }
  return undefined
}

function splitTag(tag: string | undefined): { program?: string; process?: string } {
  if (tag === undefined) return {}
  const open = tag.indexOf('[')
  if (open > 0) {
    const close = tag.indexOf(']', open)
    return { program: tag.slice(0, open), process: tag.slice(open + 1, close < 0 ? undefined : close) }
  }
  return { program: tag.endsWith(':') ? tag.slice(0, -1) : tag }
}

function priorityOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  return Number.isInteger(number) && number >= 0 && number <= 191 ? number : undefined
}

function combined(facility: number | undefined, severity: number | undefined): number | undefined {
  return facility === undefined && severity === undefined ? undefined : (facility ?? 1) * 8 + (severity ?? 5)
}
