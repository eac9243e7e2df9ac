import { attacks } from './attacks/attacks.ts'
import { type Happening, type Line, localHour, type World } from './line.ts'
import { antivirus } from './lines/antivirus.ts'
import { administration, backupReport, knocking, routine } from './lines/linux.ts'
import { message, reading } from './lines/mail.ts'
import { communeRouter, departmentWall, remoteWork, sensor, traffic, turnedAway } from './lines/network.ts'
import { robot, visit } from './lines/web.ts'
import { deskWork, domain } from './lines/windows.ts'

const hour = 3_600_000
const week = 7 * 24

/** What happens on any day, by how often; `always` does not care for office hours. */
const everyday: readonly (readonly [weight: number, happening: Happening, always: boolean])[] = [
  [28, traffic, false],
  [12, visit, false],
  [11, deskWork, false],
  [8, departmentWall, false],
  [8, communeRouter, false],
  [6, domain, false],
  [3, reading, false],
  [1.2, message, false],
  [1, remoteWork, false],
  [0.25, administration, false],
  [1.5, antivirus, false],
  [5, turnedAway, true],
  [3, routine, true],
  [1, sensor, true],
  [0.4, backupReport, true],
  [0.3, robot, true],
  [0.3, knocking, true],
]

/** How busy the province is at that moment; 1 in the middle of a working morning. */
export function busyness(at: number): number {
  const { hour: clock, weekday } = localHour(at)
  const peak = (middle: number, width: number) => Math.exp(-(((clock - middle) / width) ** 2))
  const office = Math.max(peak(9.5, 1.8), 0.9 * peak(14.8, 1.8), 0.3 * peak(20, 2.5))
  const weekend = weekday === 0 ? 0.12 : weekday === 6 ? 0.25 : 1
  return 0.06 + 0.94 * office * weekend
}

/** One thing of an ordinary day, at that moment; the busier, the less of it goes by the clock alone. */
export function ordinary(world: World, at: number, busy = busyness(at)): readonly Line[] {
  const happening = world.random.weighted(
    everyday.map(([weight, what, always]) => [always ? weight * 0.3 : weight * busy, what] as const),
  )
  return happening(world, at)
}

/**
 * The week before `now`, hour by hour, each hour's lines in order of time: about `events` lines of ordinary days, fewer at
 * night and at weekends, and the attacks besides. The same world and moment give the same lines.
 */
export function* theWeek(world: World, now: number, events: number): Generator<readonly Line[]> {
  const start = now - week * hour
  const shares = Array.from({ length: week }, (_, index) => busyness(start + (index + 0.5) * hour))
  const total = shares.reduce((sum, share) => sum + share, 0)
  let waiting: Line[] = attacks.flatMap((attack) => [...attack(world, now)])
  for (const [index, share] of shares.entries()) {
    const from = start + index * hour
    const until = from + hour
    for (let left = (events * share) / total; left > 0; ) {
      const lines = ordinary(world, from + world.random.next() * hour)
      waiting.push(...lines)
      left -= Math.max(1, lines.length)
    }
    const due = waiting.filter(({ at }) => at < until && at < now)
    waiting = waiting.filter(({ at }) => at >= until && at < now)
    yield due.sort((a, b) => a.at - b.at)
  }
}
