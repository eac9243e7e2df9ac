import type { Moment } from './timestamp.ts'

/** What stands before the `%FACILITY-…` of a network device's line, as far as it could be told. */
interface Prefix {
  readonly host: string | undefined
  readonly moment: Moment | undefined
  readonly end: number
}

/** Reads a moment at a place, with what marks a clock that is not synchronised before it. */
type TimeAt = (at: number) => Moment | undefined

const most = 4

/**
 * Cisco's own header after the PRI: `4711: sw-01: 6340004: *Nov 30 12:04:05.123 ICT: %SEC-6-…`, any of the parts
 * missing, NX-OS's year first (`: 2026 Nov 30 12:04:05 EDT: …`), IOS XR's node (`RP/0/RSP0/CPU0:Nov 30 …`), and an
 * uptime in the place of a time. Undefined unless a time or a `%` follows the parts: then it is some other line.
 */
export function readCiscoPrefix(text: string, start: number, timeAt: TimeAt): Prefix | undefined {
  let at = start
  let host: string | undefined
  for (let part = 0; part <= most; part++) {
    at = skip(text, at)
    if (part > 0 || at > start) {
      const moment = timeAt(at) ?? afterYear(text, at, timeAt)
      if (moment !== undefined) return { host, moment, end: moment.end }
      if (text.charCodeAt(at) === 37) return { host, moment: undefined, end: at }
    }
    const colon = segmentEnd(text, at)
    if (colon < 0) return undefined
    const word = text.slice(at, colon)
    // Sequence numbers and uptimes are digits, `*task1` a controller's task; a name or an address is the device.
    if (host === undefined && /^[A-Za-z]/.test(word) && !word.includes('/')) host = word
    else if (host === undefined && /^\d{1,3}(\.\d{1,3}){3}$/.test(word)) host = word
    at = colon + 1
  }
  return undefined
}

/** Blanks, and the colon that NX-OS begins with. */
function skip(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === 32) at += 1
  if (text.charCodeAt(at) === 58) at += 1
  while (text.charCodeAt(at) === 32) at += 1
  return at
}

function afterYear(text: string, at: number, timeAt: TimeAt): Moment | undefined {
  return /^20\d\d $/.test(text.slice(at, at + 5)) ? timeAt(at + 5) : undefined
}

/** The colon that ends a word without blanks (an uptime's own colons, and `1w2d`, count as part of the word). */
function segmentEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + 64)
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at)
    if (code === 32) return -1
    if (code !== 58) continue
    const next = text.charCodeAt(at + 1)
    const digit = next >= 48 && next <= 57
    if (at > start && !digit) return at
  }
  return -1
}
