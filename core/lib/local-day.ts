const formats = new Map<string, Intl.DateTimeFormat>()
const dayCache = new Map<string, { hour: number; day: string }>()

/**
 * The calendar day (yyyy-mm-dd) of a moment in an IANA time zone. Zones shift by whole quarters of an hour, so the day is
 * worked out once a quarter and remembered.
 */
export function localDay(ms: number, timeZone: string): string {
  const hour = Math.floor(ms / 900_000)
  const cached = dayCache.get(timeZone)
  if (cached?.hour === hour) return cached.day
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  const day = format.format(ms)
  dayCache.set(timeZone, { hour, day })
  return day
}

/** The first moment of a calendar day (yyyy-mm-dd) in an IANA time zone, epoch milliseconds. */
export function startOfLocalDay(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // Zones lie within 14 hours of UTC; the day only ever goes up.
  let [low, high] = [-60, 60]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (localDay(midnight + middle * 900_000, timeZone) >= day) high = middle
    else low = middle + 1
  }
  return midnight + low * 900_000
}

/** True for a day of the calendar written yyyy-mm-dd. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
