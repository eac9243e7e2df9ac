import type { Scalar } from '../event/path.ts'
import type { Compare } from './predicate.ts'

const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const moment =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)?)?$/
const day = 86_400_000

/** A value as a number: numbers, and text that is a number as JSON writes one (so not `010`, `0x1f`, `+1` or ``). */
export function numberOf(value: Scalar): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !numeral.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/**
 * The moment that ISO 8601 text names, in epoch milliseconds; finer digits are cut off. Without a zone it is UTC, without
 * a time midnight. Anything else, numbers too, is no moment.
 */
export function momentOf(value: Scalar): number | undefined {
  if (typeof value !== 'string' || value.length < 10 || value.length > 40) return undefined
  const parts = moment.exec(value)
  if (parts === null) return undefined
  const at = (i: number): number => Number(parts[i] ?? 0)
  const [year, month, date, hour, minute, second] = [at(1), at(2), at(3), at(4), at(5), at(6)]
  if (month < 1 || month > 12 || date < 1 || hour > 23 || minute > 59 || second > 60 || at(9) > 23 || at(10) > 59)
    return undefined
  const midnight = new Date(0)
  midnight.setUTCFullYear(year, month - 1, date)
  // 30 February would carry over into March.
  if (midnight.getUTCDate() !== date) return undefined
  const ms = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  const offset = (at(9) * 60 + at(10)) * (parts[8] === '-' ? -1 : 1)
  return midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms
}

/** One part of a moment, in UTC; `day` is the day of the month, `week` the week of ISO 8601 (1 … 53). */
export function partOf(ms: number, part: Exclude<Compare['as'], 'number' | 'time'>): number {
  const date = new Date(ms)
  switch (part) {
    case 'minute':
      return date.getUTCMinutes()
    case 'hour':
      return date.getUTCHours()
    case 'day':
      return date.getUTCDate()
    case 'week':
      return isoWeek(date)
    case 'month':
      return date.getUTCMonth() + 1
    case 'year':
      return date.getUTCFullYear()
  }
}

/** A week belongs to the year that its Thursday lies in. */
function isoWeek(date: Date): number {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * day)
  const newYear = new Date(0)
  newYear.setUTCFullYear(thursday.getUTCFullYear(), 0, 1)
  return Math.floor((thursday.getTime() - newYear.getTime()) / day / 7) + 1
}

/** The relation that a comparison asks for, to a fixed number. */
export function relation(op: Compare['op'], bound: number): (value: number) => boolean {
  switch (op) {
    case 'lt':
      return (value) => value < bound
    case 'lte':
      return (value) => value <= bound
    case 'gt':
      return (value) => value > bound
    case 'gte':
      return (value) => value >= bound
    case 'eq':
      return (value) => value === bound
  }
}
