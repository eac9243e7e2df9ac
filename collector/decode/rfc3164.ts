import { isIP } from 'node:net'
import { zoneOffset } from '../../core/lib/zone-offset.ts'
import { readCiscoPrefix } from './cisco-prefix.ts'
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
  // Many devices put a blank after the PRI, some RFC 5424's version before a time that is none of its own.
  if (pri !== undefined) at = skipBlanks(text, text.startsWith('1 ', at) ? at + 2 : at)
  const timeAt = (place: number) => readTime(text, place, zone, receivedAt)
  let moment = timeAt(at)
  let host: string | undefined
  if (moment !== undefined) {
    at = moment.end
  } else if (pri !== undefined) {
    const cisco = readCiscoPrefix(text, at, timeAt)
    if (cisco !== undefined) ({ host, moment, end: at } = cisco)
  }
  if (pri === undefined && moment === undefined) return undefined
  const utc = moment?.zoneAssumed ? zoneName(text, at) : undefined
  if (moment !== undefined) {
    if (utc !== undefined) {
      at = utc.end
      if (utc.universal) moment = { ...moment, time: asUniversal(moment.time, zone), zoneAssumed: false }
    }
    // Cisco writes `12:04:05 UTC: ` or `12:04:05: ` here.
    if (text.charCodeAt(at) === 58) at += 1
    at = skipBlanks(text, at)
    if (host === undefined) {
      const found = readHost(text, at)
      host = found?.name
      at = found?.end ?? at
    }
  }
  at = skipLevel(text, at)
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

function skipBlanks(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === 32) at += 1
  return at
}

/** ` UTC:`, ` ICT:` after a time: the name of its zone. Only UTC and GMT mean the same everywhere. */
function zoneName(text: string, at: number): { end: number; universal: boolean } | undefined {
  if (text.charCodeAt(at) !== 32) return undefined
  let end = at + 1
  while (end < at + 6 && text.charCodeAt(end) >= 65 && text.charCodeAt(end) <= 90) end += 1
  if (end < at + 3 || text.charCodeAt(end) !== 58) return undefined
  const name = text.slice(at + 1, end)
  return { end, universal: name === 'UTC' || name === 'GMT' }
}

function asUniversal(time: number, zone: string): number {
  return time + zoneOffset(time, zone)
}

/**
 * The host stands before the tag; a word that is itself a tag means that there is none, unless it is an address or is
 * followed by a second tag (`10.0.0.1: %ACE-3-…`). Words that begin a message are no hosts either.
 */
function readHost(text: string, at: number): { name: string; end: number } | undefined {
  const space = text.indexOf(' ', at)
  if (space <= at || space - at > 255 || text.startsWith('last message repeated', at)) return undefined
  const word = text.slice(at, space)
  const tag = readTag(text, at)
  if (tag !== undefined) {
    const name = word.slice(0, -1)
    const next = space + 1
    const second = text.charCodeAt(next) === 37 || text.startsWith('CEF:', next) || text.startsWith(word, next)
    const device = word.endsWith(':') && !name.endsWith(']') && (second || isIP(name) !== 0)
    return device ? { name, end: space + 1 } : undefined
  }
  if (/^(CEF:|LEEF:|[{%"'(]|devname=|date=)/.test(word)) return undefined
  const comma = word.indexOf(',')
  // `f5-01,f5_irule=…`: an iRule's fields begin right behind the host.
  if (comma > 0 && word.includes('=')) return { name: word.slice(0, comma), end: at + comma + 1 }
  if (word.includes('=')) return undefined
  const slot = /^slot\d{1,2}\//.exec(word)
  const name = slot === null ? word : word.slice(slot[0].length)
  const end = skipBlanks(text, space + 1)
  // `asa-01 : %ASA-3-…`
  return { name, end: text.startsWith(': ', end) ? end + 2 : end }
}

/** F5 and others repeat the severity in words between host and tag: `notice tmsh[16322]: …`. */
function skipLevel(text: string, at: number): number {
  const space = text.indexOf(' ', at)
  if (space <= at || space - at > 9 || !severityWords.has(text.slice(at, space))) return at
  return readTag(text, space + 1) === undefined ? at : space + 1
}

const severityWords = new Set(['emerg', 'alert', 'crit', 'err', 'error', 'warning', 'notice', 'info', 'debug'])

function readTime(text: string, at: number, zone: string, receivedAt: number): Moment | undefined {
  const code = text.charCodeAt(at)
  if (code >= 48 && code <= 57) {
    const epoch = readEpoch(text, at)
    if (epoch !== undefined) return epoch
  }
  const moment =
    code >= 48 && code <= 57
      ? readIso(text, at, zone)
      : // A clock that is not synchronised is marked `*` or `.` by Cisco.
        readBsd(text, code === 42 || code === 46 ? at + 1 : at, zone, receivedAt)
  if (moment === undefined) return undefined
  const next = text.charCodeAt(moment.end)
  return next === 32 || next === 58 || Number.isNaN(next) ? moment : undefined
}

/** Seconds since the epoch with an optional fraction (Meraki), or milliseconds, followed by a space. */
function readEpoch(text: string, at: number): Moment | undefined {
  const found = /^(\d{10})(?:\.(\d{1,9})|(\d{3}))? /.exec(text.slice(at, at + 24))
  if (found === null) return undefined
  const part = (found[2] ?? found[3] ?? '').padEnd(3, '0').slice(0, 3)
  const time = Number(found[1]) * 1000 + Number(part)
  return { time, end: at + found[0].length - 1, zoneAssumed: false, yearAssumed: false }
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
