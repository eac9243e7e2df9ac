import type { SourceState } from '../../core/event/source-state.ts'

const minute = 60_000
const hour = 3_600_000

/** Events in each hour that was seen whole, by the hour's number since the epoch; the last two weeks'. */
export type Hours = Readonly<Record<number, number>>

/** Hours that are remembered. */
export const rememberedHours = 14 * 24

/** What makes a source stand out. Sensible floors: a source of a few lines a day is never called silent for an hour. */
export interface SilenceLimits {
  /** A source that sent in most minutes, and whose usual hours are not known yet, is silent after this, milliseconds. */
  readonly steadyAfter: number
}

/** Silence shorter than this is none, milliseconds. */
const shortest = 15 * minute
/** Events that must be missing before anybody is told. */
const fewestMissing = 20
/** An hour is unusually quiet below this part of what is usual, and only when so many were usual. */
const quietPart = 0.2
const quietFloor = 100
/** Minutes of an hour in which a steady source sends at least. */
const steadyMinutes = 30

/**
 * What a source sends in an hour of the day, by its own last two weeks: the lower quartile of that hour on the days that
 * are known; undefined when none is. The quartile leaves weekends and holidays room.
 */
export function usualIn(hours: Hours, at: number): number | undefined {
  const counts: number[] = []
  for (let day = 1; day <= 14; day++) {
    const count = hours[at - day * 24]
    if (count !== undefined) counts.push(count)
  }
  counts.sort((a, b) => a - b)
  return counts[Math.floor((counts.length - 1) / 4)]
}

/**
 * Whether a source has fallen silent: `stopped` when by its usual hours at least 20 events are missing since it last
 * sent, and at least 15 minutes; `quiet` when it sends, but its last whole hour held less than a fifth of a usual 100 or
 * more. `missing` is how many events would have been usual.
 */
export function silenceOf(
  state: Pick<SourceState, 'lastSeen' | 'minutes'>,
  hours: Hours,
  now: number,
  limits: SilenceLimits,
): { readonly kind: 'stopped' | 'quiet'; readonly missing: number } | undefined {
  const silent = now - state.lastSeen
  if (silent >= shortest) {
    const { expected, known } = expectedSince(state, hours, now)
    if (known) return expected >= fewestMissing ? { kind: 'stopped', missing: Math.round(expected) } : undefined
    if (silent < limits.steadyAfter) return undefined
    const last = Math.floor(state.lastSeen / minute)
    const active = Object.keys(state.minutes).filter((one) => Number(one) > last - 60).length
    const sent = Object.values(state.minutes).reduce((sum, count) => sum + count, 0)
    return active >= steadyMinutes ? { kind: 'stopped', missing: Math.round((sent * silent) / hour) } : undefined
  }
  const last = Math.floor(now / hour) - 1
  const usual = usualIn(hours, last)
  const sent = hours[last]
  if (usual === undefined || sent === undefined || usual < quietFloor || sent >= usual * quietPart) return undefined
  return { kind: 'quiet', missing: usual - sent }
}

/** Events that would have been usual since the source last sent; of the hour it stopped in, those it had not sent yet. */
function expectedSince(
  { lastSeen, minutes }: Pick<SourceState, 'lastSeen' | 'minutes'>,
  hours: Hours,
  now: number,
): { expected: number; known: boolean } {
  let expected = 0
  let known = false
  const first = Math.floor(lastSeen / hour)
  for (let at = first; at * hour < now; at++) {
    const usual = usualIn(hours, at)
    if (usual === undefined) continue
    known = true
    const from = Math.max(lastSeen, at * hour)
    const left = at === first ? Math.max(0, usual - sentIn(minutes, at)) : usual
    expected += (left * (Math.min(now, (at + 1) * hour) - from)) / ((at + 1) * hour - from)
  }
  return { expected, known }
}

const sentIn = (minutes: SourceState['minutes'], at: number) =>
  Object.entries(minutes).reduce((sum, [one, count]) => (Math.floor(Number(one) / 60) === at ? sum + count : sum), 0)
