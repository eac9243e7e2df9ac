const hour = 3_600_000
const quarter = 900_000

const fixed = /^([+-])(\d{2}):?(\d{2})$/
const offsets = new Map<string, Map<number, number>>()
const formats = new Map<string, Intl.DateTimeFormat | undefined>()

/**
 * True for a zone that `zoneOffset` knows: an IANA name, `Z`, or an offset such as `+07:00`.
 */
export function isZone(zone: string): boolean {
  return zone === 'Z' || fixed.test(zone) || formatOf(zone) !== undefined
}

/** Milliseconds that local time in `zone` is ahead of UTC at the moment `at`. An unknown zone counts as UTC. */
export function zoneOffset(zone: string, at: number): number {
  if (zone === 'Asia/Ho_Chi_Minh' && at > 362_800_000_000) return 7 * hour
  // Zones shift by whole quarters of an hour.
  const bucket = Math.floor(at / quarter)
  let known = offsets.get(zone)
  if (known === undefined) {
    known = new Map()
    offsets.set(zone, known)
  }
  let offset = known.get(bucket)
  if (offset === undefined) {
    offset = computeOffset(zone, bucket * quarter)
    if (known.size > 2000) known.clear()
    known.set(bucket, offset)
  }
  return offset
}

/** The moment at which a clock on the wall of `zone` shows `local` (that wall time read as if it were UTC). */
export function fromLocal(zone: string, local: number): number {
  const guess = local - zoneOffset(zone, local)
  return local - zoneOffset(zone, guess)
}

function computeOffset(zone: string, at: number): number {
  if (zone === 'Z') return 0
  const parts = fixed.exec(zone)
  if (parts) {
    const ms = (Number(parts[2]) * 60 + Number(parts[3])) * 60_000
    return parts[1] === '-' ? -ms : ms
  }
  const format = formatOf(zone)
  if (format === undefined || Number.isNaN(new Date(at).getTime())) return 0
  const field: Record<string, number> = {}
  for (const part of format.formatToParts(at)) field[part.type] = Number(part.value)
  const { year = 1970, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = field
  return Date.UTC(year, month - 1, day, h, minute, second) - at
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) {
    let format: Intl.DateTimeFormat | undefined
    try {
      format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      })
    } catch {
      format = undefined
    }
    formats.set(zone, format)
  }
  return formats.get(zone)
}
