import type { vi } from './vi.ts'

/** The languages of the screens; Vietnamese is the default everywhere. */
export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]
export type TextKey = keyof typeof vi
/** What stands in a placeholder; numbers are written the language's way. */
type Params = Readonly<Record<string, string | number>>

/** Texts, numbers and times as one language and one time zone write them. */
export interface Translator {
  readonly language: Language
  readonly timeZone: string
  /** The text of a key, `{name}` filled from the parameters, `{n|one|many}` chosen by the number `n`. */
  t(key: TextKey, params?: Params): string
  /** True when a text exists under the key; for keys built from a code that a newer server may have added. */
  known(key: string): key is TextKey
  /** `1.234,5` in Vietnamese, `1,234.5` in English. */
  number(value: number): string
  /** Bytes in binary units: `1,5 GiB`. */
  bytes(value: number): string
  /** `23/11/2026 03:14:07` in the time zone, 24-hour. */
  dateTime(ms: number): string
  /** `23/11/2026`. */
  day(ms: number): string
  /** `03:14:07`. */
  clock(ms: number): string
  /** `03:14` on `23/11`: short form for an axis. */
  axis(ms: number, withDate: boolean): string
  /** The two largest parts: `1 giờ 12 phút`. */
  duration(ms: number): string
  /** `5 phút trước`; the future reads `5 phút nữa`. */
  relative(ms: number, now: number): string
  /** The zone as an offset: `UTC+7`. */
  zone(ms: number): string
}

/** Every text in one language. */
export type Texts = Readonly<Record<TextKey, string>>

/** Makes the translator of a language, whose texts are at hand, and an IANA time zone. A browser loads one language, not all. */
export function translatorOf(texts: Texts, language: Language, timeZone: string): Translator {
  const numbers = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 })
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const offset = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' })
  const split = (ms: number) => Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, part.value]))

  function t(key: TextKey, params: Params = {}): string {
    return fill(texts[key], params, (value) => numbers.format(value))
  }

  function duration(ms: number): string {
    const seconds = Math.max(0, Math.round(Math.abs(ms) / 1000))
    const amounts = [
      ['time.days', Math.floor(seconds / 86_400)],
      ['time.hours', Math.floor((seconds % 86_400) / 3600)],
      ['time.minutes', Math.floor((seconds % 3600) / 60)],
      ['time.seconds', seconds % 60],
    ] as const
    const first = amounts.findIndex(([, amount]) => amount > 0)
    if (first === -1) return ms === 0 ? t('time.seconds', { n: 0 }) : t('time.less')
    return amounts
      .slice(first, first + 2)
      .filter(([, amount]) => amount > 0)
      .map(([key, n]) => t(key, { n }))
      .join(' ')
  }

  return {
    language,
    timeZone,
    t,
    known: (key): key is TextKey => Object.hasOwn(texts, key),
    number: (value) => numbers.format(value),
    bytes: (value) => {
      const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
      const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10))
      return `${numbers.format(value / 1024 ** power)} ${units[power]}`
    },
    dateTime: (ms) => {
      const p = split(ms)
      return `${p.day}/${p.month}/${p.year} ${p.hour}:${p.minute}:${p.second}`
    },
    day: (ms) => {
      const p = split(ms)
      return `${p.day}/${p.month}/${p.year}`
    },
    clock: (ms) => {
      const p = split(ms)
      return `${p.hour}:${p.minute}:${p.second}`
    },
    axis: (ms, withDate) => {
      const p = split(ms)
      return withDate ? `${p.day}/${p.month} ${p.hour}:${p.minute}` : `${p.hour}:${p.minute}`
    },
    duration,
    relative: (ms, now) => {
      const apart = now - ms
      if (Math.abs(apart) < 5000) return t('time.now')
      // One part is enough beside an exact time, and it does not tick every second.
      const step = [86_400_000, 3_600_000, 60_000, 1000].find((unit) => Math.abs(apart) >= unit) ?? 1000
      const rounded = Math.floor(Math.abs(apart) / step) * step
      return t(apart > 0 ? 'time.ago' : 'time.ahead', { duration: duration(rounded) })
    },
    zone: (ms) =>
      (offset.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? timeZone).replace('GMT', 'UTC'),
  }
}

function fill(text: string, params: Params, number: (value: number) => string): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = params[name]
    if (one !== undefined && many !== undefined) return value === 1 ? one : many
    if (value === undefined) return whole
    return typeof value === 'number' ? number(value) : value
  })
}
