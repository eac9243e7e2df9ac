import { fromLocal } from '../../../../core/lib/zone-offset.ts'

/** A range relative to now, or between two instants (epoch ms, `to` exclusive). */
export type TimeRange =
  | { readonly kind: 'last'; readonly span: Span }
  | { readonly kind: 'between'; readonly from: number; readonly to: number }

export const spans = ['15m', '1h', '4h', '24h', '7d', '30d'] as const
type Span = (typeof spans)[number]

const minute = 60_000
const lengths: Record<Span, number> = {
  '15m': 15 * minute,
  '1h': 60 * minute,
  '4h': 240 * minute,
  '24h': 1440 * minute,
  '7d': 7 * 1440 * minute,
  '30d': 30 * 1440 * minute,
}

const defaultRange: TimeRange = { kind: 'last', span: '24h' }

/** The instants of a range. A relative one ends a minute ahead, so that a slightly fast clock hides nothing. */
export function resolveRange(range: TimeRange, now: number): { from: number; to: number } {
  return range.kind === 'between'
    ? { from: range.from, to: range.to }
    : { from: now - lengths[range.span], to: now + minute }
}

/** Reads `range=24h`, or `from` and `to` in epoch ms; anything else is the default. */
export function readRange(params: URLSearchParams): TimeRange {
  const [from, to] = [Number(params.get('from') ?? Number.NaN), Number(params.get('to') ?? Number.NaN)]
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to) {
    return { kind: 'between', from, to }
  }
  const span = spans.find((one) => one === params.get('range'))
  return span === undefined ? defaultRange : { kind: 'last', span }
}

/** Writes a range into the address; the default leaves no trace. */
export function writeRange(params: URLSearchParams, range: TimeRange): void {
  for (const name of ['range', 'from', 'to']) params.delete(name)
  if (range.kind === 'between') {
    params.set('from', String(range.from))
    params.set('to', String(range.to))
  } else if (defaultRange.kind === 'last' && range.span !== defaultRange.span) {
    params.set('range', range.span)
  }
}

/**
 * The instant that `23/11/2026 03:14:07` names in an IANA time zone; time and seconds may be left out. Undefined when it
 * is not such a text or no such day exists.
 */
export function parseDateTime(text: string, timeZone: string): number | undefined {
  const parts = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*$/.exec(text)
  if (parts === null) return undefined
  const [day, month, year, hour, min, sec] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (hour > 23 || min > 59 || sec > 59) return undefined
  const wall = Date.UTC(year, month - 1, day, hour, min, sec)
  const back = new Date(wall)
  if (back.getUTCDate() !== day || back.getUTCMonth() !== month - 1) return undefined
  return fromLocal(wall, timeZone)
}
