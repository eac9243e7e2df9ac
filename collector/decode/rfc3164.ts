import type { SyslogFields } from './syslog-fields.ts'
import { readPriority } from './syslog-fields.ts'
import type { Moment } from './timestamp.ts'
import { readBsd, readIso } from './timestamp.ts'

/**
 * A line of BSD syslog (RFC 3164 §4.1) as devices really send it: with or without PRI (a line out of a file), BSD or
 * ISO time, with or without host, tag with or without process number. Undefined when it has neither PRI nor time: then
 * nothing says that it is syslog.
 */
export function decodeRfc3164(text: string, zone: string, receivedAt: number): SyslogFields | undefined {
  const pri = readPriority(text)
  let at = pri?.end ?? 0
  const moment = readTime(text, at, zone, receivedAt)
  if (pri === undefined && moment === undefined) return undefined
  let host: string | undefined
  if (moment !== undefined) {
    at = moment.end
    // Cisco writes `12:04:05 UTC: ` or `12:04:05: ` here.
    if (text.charCodeAt(at) === 58) at += 1
    while (text.charCodeAt(at) === 32) at += 1
    const end = text.indexOf(' ', at)
    // A host stands before the tag; a word that is itself a tag means that there is none.
    if (
      end > at &&
      readTag(text, at) === undefined &&
      end - at <= 255 &&
      !text.startsWith('last message repeated', at)
    ) {
      host = text.slice(at, end)
      at = end + 1
    }
  }
  const tag = readTag(text, at)
  if (tag !== undefined) at = tag.end
  return {
    priority: pri?.priority,
    time: moment?.time,
    yearAssumed: moment?.yearAssumed ?? false,
    zoneAssumed: moment?.zoneAssumed ?? false,
    host,
    program: tag?.program,
    process: tag?.process,
    messageId: undefined,
    structured: undefined,
    version: undefined,
    message: text.charCodeAt(at) === 32 ? text.slice(at + 1) : text.slice(at),
    unsafeKey: false,
  }
}

function readTime(text: string, at: number, zone: string, receivedAt: number): Moment | undefined {
  const code = text.charCodeAt(at)
  const moment =
    code >= 48 && code <= 57
      ? readIso(text, at, zone)
      : // A clock that is not synchronised is marked `*` or `.` by Cisco.
        readBsd(text, code === 42 || code === 46 ? at + 1 : at, zone, receivedAt)
  if (moment === undefined) return undefined
  const next = text.charCodeAt(moment.end)
  return next === 32 || next === 58 || Number.isNaN(next) ? moment : undefined
}

interface Tag {
  readonly program: string
  readonly process: string | undefined
  readonly end: number
}

/** `program[123]:` or `program:` at `at`, followed by a space or the end. */
function readTag(text: string, at: number): Tag | undefined {
  const limit = Math.min(text.length, at + 128)
  for (let i = at; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 32) return undefined
    if (code === 58) {
      const next = text.charCodeAt(i + 1)
      // `10.0.0.1:` or `2001:db8::1` is a host with colons, not a program.
      if (i > at && (next === 32 || Number.isNaN(next)))
        return { program: text.slice(at, i), process: undefined, end: i + 1 }
      continue
    }
    if (code === 91 && i > at) {
      const close = text.indexOf(']', i)
      if (close < 0 || close > i + 64) return undefined
      const process = text.slice(i + 1, close)
      if (process.includes(' ')) return undefined
      const end = text.charCodeAt(close + 1) === 58 ? close + 2 : close + 1
      const next = text.charCodeAt(end)
      if (next !== 32 && !Number.isNaN(next)) return undefined
      return { program: text.slice(at, i), process, end }
    }
  }
  return undefined
}
