import type { Json } from '../../core/lib/json.ts'
import { isWritable, readBsd, readIso } from '../decode/timestamp.ts'

/** Names under which senders put the time of the happening, the surest first. */
export const timeNames: readonly string[] = [
  '@timestamp',
  'timereported',
  '_SOURCE_REALTIME_TIMESTAMP',
  'timestamp',
  'time',
  'ts',
  'eventTime',
  'event_time',
  'datetime',
  'date',
  'timegenerated',
  '__REALTIME_TIMESTAMP',
]

export interface TimeOfEvent {
  /** Epoch milliseconds; may be outside of what can be written. */
  readonly time: number
  readonly zoneAssumed: boolean
  readonly yearAssumed: boolean
}

/**
 * The moment that a value of a document names: ISO 8601, BSD, the access log's `30/Nov/2026:12:04:05 +0700`, or a
 * number since the epoch, whose size tells seconds, milliseconds, microseconds or nanoseconds. Undefined for no moment.
 */
export function readTime(value: Json | undefined, zone: string, receivedAt: number): TimeOfEvent | undefined {
  if (typeof value === 'number') return ofNumber(value)
  if (typeof value !== 'string' || value.length < 8 || value.length > 64) return undefined
  const text = value.trim()
  const moment = readIso(text, 0, zone) ?? readBsd(text, 0, zone, receivedAt) ?? readIso(accessLog(text), 0, zone)
  if (moment !== undefined) return moment
  return /^\d{9,19}(\.\d+)?$/.test(text) ? ofNumber(Number(text)) : undefined
}

/**
 * The moment as C's `ctime` writes it, with or without parts of a second: `Mon Nov 30 12:04:05.123456 2026`. Undefined
 * for another text.
 */
export function readCtime(text: string | undefined, zone: string, receivedAt: number): TimeOfEvent | undefined {
  // The day's name goes, the rest is a BSD time with its year behind it.
  if (text === undefined || text.charCodeAt(3) !== 32) return undefined
  const words = text.slice(4).split(' ')
  const year = words.at(-1) ?? ''
  if (words.length < 4 || !/^\d{4}$/.test(year)) return undefined
  return readTime(`${words[0]} ${words.slice(1, -1).join(' ').trim().replace(' ', ` ${year} `)}`, zone, receivedAt)
}

function ofNumber(value: number): TimeOfEvent | undefined {
  if (!Number.isFinite(value)) return undefined
  const size = Math.abs(value)
  const ms = size < 1e11 ? value * 1000 : size < 1e14 ? value : size < 1e17 ? value / 1000 : value / 1e6
  return { time: Math.floor(ms), zoneAssumed: false, yearAssumed: false }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `30/Nov/2026:12:04:05 +0700` as `2026-11-30T12:04:05+0700`; any other text as it is. */
function accessLog(text: string): string {
  const month = months.indexOf(text.slice(3, 6)) + 1
  if (month === 0 || text[2] !== '/' || text[6] !== '/' || text[11] !== ':') return text
  return `${text.slice(7, 11)}-${String(month).padStart(2, '0')}-${text.slice(0, 2)}T${text.slice(12, 20)}${text.slice(21)}`
}

const day = 86_400_000

/** True when the time lies within receipt − 30 days … + 1 day: then it decides the partition. */
export function isPlausible(time: number, receivedAt: number): boolean {
  return isWritable(time) && time >= receivedAt - 30 * day && time <= receivedAt + day
}
