import { fail, ok, type Result } from '../../../../../core/lib/result.ts'
import type { ChainState } from '../../../../api/schemas/audit.ts'
import { parseDateTime } from '../../lib/time-range.ts'

/** Days as they are typed, `30/11/2026`; all three whole days. */
export interface PackDays {
  readonly from: string
  readonly to: string
  readonly asOf: string
}

/** Where the pack of these days is, or what is wrong with them. Days that are not over yet end now. */
export function packAddress(
  days: PackDays,
  { timeZone, window, now }: { readonly timeZone: string; readonly window: ChainState['window']; readonly now: number },
): Result<string, 'invalid' | 'outside'> {
  const start = (text: string) => parseDateTime(text, timeZone)
  /** The first moment of the day after: zones that shift their clocks have days of other lengths. */
  const end = (text: string) => {
    const parts = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(text)
    if (parts === null || start(text) === undefined) return undefined
    const next = new Date(Date.UTC(Number(parts[3]), Number(parts[2]) - 1, Number(parts[1]) + 1))
    return start(`${next.getUTCDate()}/${next.getUTCMonth() + 1}/${next.getUTCFullYear()}`)
  }
  const [from, to, asOf] = [start(days.from), end(days.to), end(days.asOf)]
  if (from === undefined || to === undefined || asOf === undefined || from >= to || from > now) return fail('invalid')
  const last = window?.to ?? Number.MAX_SAFE_INTEGER
  // A window begins within a day as well as with one.
  const begin = window !== null && from < window.from && (end(days.from) ?? 0) > window.from ? window.from : from
  const [until, moment] = [Math.min(to, last), Math.min(asOf, now, last)]
  if (window !== null && (begin < window.from || begin >= last || moment < window.from)) return fail('outside')
  return ok(`/api/audit/pack?from=${begin}&to=${until}&asOf=${moment}`)
}
