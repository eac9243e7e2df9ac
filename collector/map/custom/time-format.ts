import { fromLocal, isZone } from '../../../core/lib/zone-offset.ts'
import type { TimeOfEvent } from '../event-time.ts'

type Part = { readonly token: Token } | { readonly text: string }
type Token = 'yyyy' | 'yy' | 'MM' | 'M' | 'dd' | 'd' | 'HH' | 'H' | 'hh' | 'h' | 'mm' | 'ss' | 'S' | 'a' | 'Z'

/** A time's form, read once: what stands where. */
export interface TimeFormat {
  readonly parts: readonly Part[]
}

const tokens: readonly Token[] = ['yyyy', 'yy', 'MM', 'M', 'dd', 'd', 'HH', 'H', 'hh', 'h', 'mm', 'ss', 'S', 'a', 'Z']

/** The tokens a form may hold, for the one who writes it. */
export const timeTokens = 'yyyy yy MM M dd d HH H hh h mm ss S a Z'

/** `dd/MM/yyyy HH:mm:ss`; text in quotes stands for itself, `S` is any number of digits of a second's fraction. */
export function parseTimeFormat(form: string): TimeFormat | { readonly unknown: string; readonly at: number } {
  const parts: Part[] = []
  for (let at = 0; at < form.length; ) {
    if (form[at] === "'") {
      const close = form.indexOf("'", at + 1)
      if (close < 0) return { unknown: form.slice(at), at }
      parts.push({ text: form.slice(at + 1, close) })
      at = close + 1
      continue
    }
    const token = tokens.find((known) => form.startsWith(known, at))
    const letter = /[a-z]/i.test(form[at] ?? '')
    if (token === undefined && letter) return { unknown: form[at] ?? '', at }
    if (token === undefined) {
      parts.push({ text: form[at] ?? '' })
      at += 1
    } else {
      parts.push({ token })
      at += token.length
      // `SSS` is one fraction.
      while (token === 'S' && form[at] === 'S') at += 1
    }
  }
  return { parts }
}

/** The moment that a text of this form names; undefined where it is not of the form or no moment. */
export function readFormatted(text: string, { parts }: TimeFormat, zone: string): TimeOfEvent | undefined {
  const found = { year: Number.NaN, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 }
  let afternoon: boolean | undefined
  let own: string | undefined
  let at = 0
  for (const part of parts) {
    if ('text' in part) {
      if (!text.startsWith(part.text, at)) return undefined
      at += part.text.length
      continue
    }
    const { token } = part
    if (token === 'a') {
      const word = text.slice(at, at + 2).toUpperCase()
      // SA and CH: sáng and chiều.
      if (!['AM', 'PM', 'SA', 'CH'].includes(word)) return undefined
      afternoon = word === 'PM' || word === 'CH'
      at += 2
      continue
    }
    if (token === 'Z') {
      const sign = /^(Z|[+-]\d{2}:?\d{2})/.exec(text.slice(at, at + 6))
      if (sign === null) return undefined
      own = sign[0]
      at += own.length
      continue
    }
    const most = token === 'yyyy' ? 4 : token === 'S' ? 9 : 2
    let end = at
    while (end < at + most && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1
    const exact = token === 'yyyy' || (token.length === 2 && token !== 'yy')
    if (end === at || (exact && end - at < token.length)) return undefined
    const value = Number(text.slice(at, end))
    if (token.startsWith('y')) found.year = token === 'yy' ? 2000 + value : value
    else if (token.startsWith('M')) found.month = value
    else if (token.startsWith('d')) found.day = value
    else if (token.startsWith('H') || token.startsWith('h')) found.hour = value
    else if (token === 'mm') found.minute = value
    else if (token === 'ss') found.second = value
    else found.ms = Math.floor(Number(`0.${text.slice(at, end)}`) * 1000)
    at = end
  }
  if (afternoon !== undefined) found.hour = (found.hour % 12) + (afternoon ? 12 : 0)
  return moment(found, own ?? zone, own === undefined)
}

interface Clock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
}

function moment(clock: Clock, zone: string, zoneAssumed: boolean): TimeOfEvent | undefined {
  const { year, month, day, hour, minute, second, ms } = clock
  if (!(year >= 0) || hour > 23 || minute > 59 || second > 60 || !isZone(zone)) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // 31 April would roll over into May.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const local = date.getTime() + ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000 + ms
  return { time: fromLocal(local, zone), zoneAssumed, yearAssumed: false }
}
