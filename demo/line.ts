import type { Province } from './inventory.ts'
import type { Random } from './random.ts'

/** One raw record as its sender would write it, the moment it speaks of, and the input it goes to. */
export interface Line {
  /** Epoch milliseconds. */
  readonly at: number
  readonly via: 'syslog' | 'bulk'
  /** Without a line end. */
  readonly text: string
}

/** What every generator works from. */
export interface World {
  readonly province: Province
  readonly random: Random
}

/** Something that happens at a moment and what it leaves in logs, in order of time. */
export type Happening = (world: World, at: number) => readonly Line[]

/** The province's clocks: seven hours ahead of UTC, without summer time. */
const ahead = 7 * 3_600_000
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')

/** The moment by the province's clocks, as ISO 8601 without a zone: `2026-11-30T12:04:05.123`. */
export const localIso = (at: number): string => new Date(Math.round(at) + ahead).toISOString().slice(0, -1)

/** Hour of the day (with fraction) and day of the week (0 is Sunday) by the province's clocks. */
export function localHour(at: number): { readonly hour: number; readonly weekday: number } {
  const local = new Date(at + ahead)
  return { hour: local.getUTCHours() + local.getUTCMinutes() / 60, weekday: local.getUTCDay() }
}

/** `Nov 30 12:04:05`, as RFC 3164 has it. */
export function bsdTime(at: number): string {
  const local = new Date(at + ahead)
  return `${months[local.getUTCMonth()]} ${String(local.getUTCDate()).padStart(2, ' ')} ${local.toISOString().slice(11, 19)}`
}

/** `30/Nov/2026:12:04:05 +0700`, as web servers write it. */
export function accessTime(at: number): string {
  const iso = localIso(at)
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0700`
}

/** `Mon Nov 30 12:04:05.123456 2026`, as Apache's error log has it. */
export function errorTime(at: number): string {
  const iso = localIso(at)
  const { weekday } = localHour(at)
  return `${days[weekday]} ${months[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10)} ${iso.slice(11)}000 ${iso.slice(0, 4)}`
}

/** A line as rsyslog forwards it (RSYSLOG_ForwardFormat). */
export function forwarded(at: number, priority: number, host: string, tag: string, message: string): Line {
  return { at, via: 'syslog', text: `<${priority}>${localIso(at)}+07:00 ${host} ${tag}: ${message}` }
}

/** A line as devices send it themselves (RFC 3164): no year, no zone. */
export function fromDevice(at: number, priority: number, host: string, tag: string, message: string): Line {
  return { at, via: 'syslog', text: `<${priority}>${bsdTime(at)} ${host} ${tag}: ${message}` }
}
