import { fromLocal } from '../lib/zone-offset.ts'
import { momentOf } from './measure.ts'

/** The time that a text names, as wide as it was written: a day, a minute, a second, a millisecond. */
export interface TimeSpan {
  /** Epoch milliseconds, inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

const iso = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/
/** As the screens write it: `30/11/2026 03:14:07`. */
const vietnamese = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d:\d\d(?::\d\d)?))?$/

/**
 * Reads ISO 8601 or `30/11/2026 03:14:07`, both also without the time or the seconds; undefined for anything else.
 * A time without a zone is one of `timeZone` (IANA).
 */
export function readTimeSpan(text: string, timeZone: string): TimeSpan | undefined {
  const written = toIso(text)
  const parts = iso.exec(written)
  const moment = momentOf(written)
  if (parts === null || moment === undefined) return undefined
  const [, seconds, fraction, zone] = parts
  const width = written.length === 10 ? 86_400_000 : seconds === undefined ? 60_000 : fraction === undefined ? 1000 : 1
  if (zone !== undefined) return { from: moment, to: moment + width }
  return { from: fromLocal(moment, timeZone), to: fromLocal(moment + width, timeZone) }
}

function toIso(text: string): string {
  const parts = vietnamese.exec(text)
  if (parts === null) return text
  const [, day = '', month = '', year = '', time] = parts
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time === undefined ? '' : `T${time}`}`
}
