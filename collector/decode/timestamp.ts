import { fromLocal } from '../../core/lib/zone-offset.ts'

/** A moment read from text, and what had to be assumed to read it. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly time: number
  /** Where the text went on after it. */
  readonly end: number
  readonly zoneAssumed: boolean
  readonly yearAssumed: boolean
}

/**
 * An ISO 8601 / RFC 3339 moment at `at`: `2026-11-30T12:04:05.123456+07:00`, also with a space for the T, a comma for
 * the point, `+0700`, or no zone (then `zone` is assumed). Undefined when there is none.
 */
export function readIso(text: string, at: number, zone: string): Moment | undefined {
  const year = digits(text, at, 4)
  const month = digits(text, at + 5, 2)
  const day = digits(text, at + 8, 2)
  if (text.charCodeAt(at + 4) !== 45 || text.charCodeAt(at + 7) !== 45) return undefined
  const t = text.charCodeAt(at + 10)
  if (t !== 84 && t !== 116 && t !== 32) return undefined
  const clock = readClock(text, at + 11)
  if (year < 0 || clock === undefined || !isDay(year, month, day)) return undefined
  const local = utc(year, month, day) + clock.ms
  const sign = text.charCodeAt(clock.end)
  if (sign === 90 || sign === 122) return { time: local, end: clock.end + 1, zoneAssumed: false, yearAssumed: false }
  if (sign === 43 || sign === 45) {
    const hours = digits(text, clock.end + 1, 2)
    const colon = text.charCodeAt(clock.end + 3) === 58 ? 1 : 0
    const minutes = digits(text, clock.end + 3 + colon, 2)
    const known = hours >= 0 && hours < 24 && minutes < 60
    if (known) {
      const ahead = (hours * 60 + Math.max(minutes, 0)) * 60_000
      const end = clock.end + 3 + (minutes < 0 ? 0 : colon + 2)
      return { time: sign === 43 ? local - ahead : local + ahead, end, zoneAssumed: false, yearAssumed: false }
    }
  }
  return { time: fromLocal(local, zone), end: clock.end, zoneAssumed: true, yearAssumed: false }
}

/**
 * The BSD moment of RFC 3164 §4.1.2 at `at`: `Nov 30 12:04:05`, and what devices make of it: one-digit days with one
 * or two spaces, fractions, and a year before or after the time. Without a year the one nearest to `receivedAt` is
 * taken.
 */
export function readBsd(text: string, at: number, zone: string, receivedAt: number): Moment | undefined {
  const month = monthAt(text, at)
  if (month === 0 || text.charCodeAt(at + 3) !== 32) return undefined
  let next = text.charCodeAt(at + 4) === 32 ? at + 5 : at + 4
  let day = digits(text, next, 2)
  next += 2
  if (day < 0) {
    day = digits(text, next - 2, 1)
    next -= 1
  }
  if (day < 1 || day > 31 || text.charCodeAt(next) !== 32) return undefined
  next += 1
  let year = -1
  if (text.charCodeAt(next + 4) === 32) {
    year = digits(text, next, 4)
    if (year >= 0) next += 5
  }
  const clock = readClock(text, next)
  if (clock === undefined) return undefined
  next = clock.end
  if (
    year < 0 &&
    text.charCodeAt(next) === 32 &&
    (text.charCodeAt(next + 5) === 32 || text.charCodeAt(next + 5) === 58)
  ) {
    const after = digits(text, next + 1, 4)
    if (after >= 1970 && after <= 2199) {
      year = after
      next += 5
    }
  }
  if (year >= 0) {
    if (!isDay(year, month, day)) return undefined
    return { time: fromLocal(utc(year, month, day) + clock.ms, zone), end: next, zoneAssumed: true, yearAssumed: false }
  }
  const time = nearestYear(month, day, clock.ms, zone, receivedAt)
  return time === undefined ? undefined : { time, end: next, zoneAssumed: true, yearAssumed: true }
}

function nearestYear(month: number, day: number, ms: number, zone: string, receivedAt: number): number | undefined {
  const year = new Date(receivedAt).getUTCFullYear()
  const near = fromLocal(utc(year, month, day) + ms, zone)
  // Half a year on either side: by far the usual case, and then no other year can be nearer.
  if (isDay(year, month, day) && Math.abs(near - receivedAt) < 180 * 86_400_000) return near
  let best: number | undefined
  // 29 February may be up to four years away.
  for (let candidate = year - 4; candidate <= year + 4; candidate++) {
    if (!isDay(candidate, month, day)) continue
    const time = fromLocal(utc(candidate, month, day) + ms, zone)
    if (best === undefined || Math.abs(time - receivedAt) < Math.abs(best - receivedAt)) best = time
  }
  return best
}

/** `hh:mm:ss` with an optional fraction at `at`; a leap second (60) counts as 59.999. */
function readClock(text: string, at: number): { ms: number; end: number } | undefined {
  const hours = digits(text, at, 2)
  const minutes = digits(text, at + 3, 2)
  const seconds = digits(text, at + 6, 2)
  if (text.charCodeAt(at + 2) !== 58 || text.charCodeAt(at + 5) !== 58) return undefined
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return undefined
  let end = at + 8
  let fraction = 0
  const point = text.charCodeAt(end)
  if ((point === 46 || point === 44) && isDigit(text.charCodeAt(end + 1))) {
    let weight = 100
    end += 1
    for (; isDigit(text.charCodeAt(end)); end++) {
      fraction += (text.charCodeAt(end) - 48) * weight
      weight = weight > 1 ? weight / 10 : 0
    }
  }
  const ms = seconds === 60 ? 59_999 : seconds * 1000 + Math.floor(fraction)
  return { ms: (hours * 60 + minutes) * 60_000 + ms, end }
}

let lastDay = -1
let lastDayStart = 0
function utc(year: number, month: number, day: number): number {
  const key = (year * 13 + month) * 32 + day
  if (key !== lastDay) {
    const date = new Date(0)
    date.setUTCFullYear(year, month - 1, day)
    lastDayStart = date.getTime()
    lastDay = key
  }
  return lastDayStart
}

const monthDays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (monthDays[month] ?? 0) + (leap ? 1 : 0)
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthCodes = new Map(
  monthNames.map((name, index) => [
    (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2),
    index + 1,
  ]),
)
/** 1 to 12 for an English month abbreviation at `at`, 0 for none. */
function monthAt(text: string, at: number): number {
  const code =
    ((text.charCodeAt(at) | 32) << 16) | ((text.charCodeAt(at + 1) | 32) << 8) | (text.charCodeAt(at + 2) | 32)
  return monthCodes.get(code) ?? 0
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** The number that `count` digits at `at` make, or -1. */
function digits(text: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i)
    if (!(code >= 48 && code <= 57)) return -1
    value = value * 10 + code - 48
  }
  return value
}

const two = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))
const dayMs = 86_400_000

let writtenDay = Number.NaN
let writtenDate = ''
/** The date (UTC, yyyy-mm-dd) of epoch milliseconds within the years 0 to 9999. */
export function isoDate(ms: number): string {
  const day = Math.floor(ms / dayMs)
  if (day !== writtenDay) {
    writtenDate = new Date(day * dayMs).toISOString().slice(0, 10)
    writtenDay = day
  }
  return writtenDate
}

/** `toISOString` of epoch milliseconds within the years 0 to 9999, several times faster within one day. */
export function isoTime(ms: number): string {
  const date = isoDate(ms)
  const inDay = ms - writtenDay * dayMs
  const seconds = Math.floor(inDay / 1000)
  const part = inDay - seconds * 1000
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const zeros = part < 10 ? '00' : part < 100 ? '0' : ''
  return `${date}T${two[hours]}:${two[minutes - hours * 60]}:${two[seconds - minutes * 60]}.${zeros}${part}Z`
}

/** The minute of epoch milliseconds in UTC without separators: `202611301155`. Years 0 to 9999. */
export function compactMinute(ms: number): string {
  const date = isoDate(ms)
  const minutes = Math.floor((ms - writtenDay * dayMs) / 60_000)
  const hours = Math.floor(minutes / 60)
  return `${date.slice(0, 4)}${date.slice(5, 7)}${date.slice(8)}${two[hours]}${two[minutes - hours * 60]}`
}

/** True when `isoTime` can write it: a whole number of milliseconds within the years 0 to 9999. */
export function isWritable(ms: number): boolean {
  return Number.isInteger(ms) && ms >= -62_167_219_200_000 && ms <= 253_402_300_799_999
}
