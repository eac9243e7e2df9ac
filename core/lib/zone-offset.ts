const formats = new Map<string, Intl.DateTimeFormat>()
const cache = new Map<string, { quarter: number; offset: number }>()

/**
 * How far an IANA time zone is ahead of UTC at a moment, milliseconds. Zones shift by whole quarters of an hour, so it is
 * worked out once a quarter and remembered.
 */
export function zoneOffset(ms: number, timeZone: string): number {
  const quarter = Math.floor(ms / 900_000)
  const cached = cache.get(timeZone)
  if (cached?.quarter === quarter) return cached.offset
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    formats.set(timeZone, format)
  }
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = 0, minutes = 0] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  cache.set(timeZone, { quarter, offset })
  return offset
}

/** The moment as ISO 8601 with the zone's own clock and offset: `2026-11-23T03:14:07.123+07:00`. */
export function zonedIso(ms: number, timeZone: string): string {
  const offset = zoneOffset(ms, timeZone)
  const minutes = Math.abs(offset) / 60_000
  const two = (value: number) => String(value).padStart(2, '0')
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  return new Date(ms + offset).toISOString().replace('Z', zone)
}
