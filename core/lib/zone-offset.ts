const quarter = 900_000
const fixed = /^([+-])(\d{2}):?(\d{2})$/
const mostZones = 1000
const mostQuarters = 2000
const formats = new Map<string, Intl.DateTimeFormat | undefined>()
const offsets = new Map<string, Map<number, number>>()

/** True for a zone that `zoneOffset` knows: an IANA name, `Z`, or an offset such as `+07:00`. */
export function isZone(zone: string): boolean {
  return zone === 'Z' || fixed.test(zone) || formatOf(zone) !== undefined
}

/**
 * How far a zone is ahead of UTC at a moment, milliseconds. Zones shift by whole quarters of an hour, so it is worked out
 * once a quarter and remembered. A zone that is not known counts as UTC.
 */
export function zoneOffset(ms: number, zone: string): number {
  // Of nearly every line that is read here: Vietnam has not moved its clocks since 1975.
  if (zone === 'Asia/Ho_Chi_Minh' && ms > 362_800_000_000) return 7 * 3_600_000
  const at = Math.floor(ms / quarter)
  let known = offsets.get(zone)
  if (known === undefined) {
    if (offsets.size >= mostZones) offsets.clear()
    known = new Map()
    offsets.set(zone, known)
  }
  let offset = known.get(at)
  if (offset === undefined) {
    offset = compute(at * quarter, zone)
    if (known.size >= mostQuarters) known.clear()
    known.set(at, offset)
  }
  return offset
}

/** The moment at which the clocks of a zone show what those of UTC show at `local`. */
export function fromLocal(local: number, zone: string): number {
  // The offset of the moment itself, which near a change of clocks is not that of the first guess.
  return local - zoneOffset(local - zoneOffset(local, zone), zone)
}

/** The moment as ISO 8601 with the zone's own clock and offset: `2026-11-23T03:14:07.123+07:00`. */
export function zonedIso(ms: number, timeZone: string): string {
  const offset = zoneOffset(ms, timeZone)
  const minutes = Math.abs(offset) / 60_000
  const two = (value: number) => String(value).padStart(2, '0')
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  return new Date(ms + offset).toISOString().replace('Z', zone)
}

function compute(ms: number, zone: string): number {
  if (zone === 'Z') return 0
  const [, sign, hours, minutes] = fixed.exec(zone) ?? nameOf(ms, zone)
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '-' ? -offset : offset
}

/** Sign, hours and minutes of a name such as `GMT+07:00`; nothing of `GMT`, of an unknown zone and of a moment that no calendar has. */
function nameOf(ms: number, zone: string): readonly string[] {
  const format = formatOf(zone)
  if (format === undefined || Number.isNaN(new Date(ms).getTime())) return []
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) {
    if (formats.size >= mostZones) formats.clear()
    let format: Intl.DateTimeFormat | undefined
    try {
      format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    } catch {
      format = undefined
    }
    formats.set(zone, format)
  }
  return formats.get(zone)
}
