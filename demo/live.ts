import { liveAttacks } from './attacks/attacks.ts'
import type { Line, World } from './line.ts'
import { backupReport } from './lines/linux.ts'
import type { Sender } from './send.ts'
import { ordinary } from './week.ts'

const tick = 500
const minute = 60_000
/** Milliseconds between two attacks. */
const attackEvery = { least: 5 * minute, most: 12 * minute }
/** The backup server reports this often, and falls silent after so long: time enough to be known as steady. */
const backup = { every: 40_000, lives: 34 * minute }
/** The mix of a working morning at all hours, so that no source falls silent but the one that is meant to. */
const busy = 1

/** Goes on with the province's life in real time, a few lines a second and an attack now and then, until stopped. */
export async function goOn(world: World, sender: Sender, stopped: AbortSignal): Promise<void> {
  const { random } = world
  const began = Date.now()
  let waiting: Line[] = []
  let nextAttack = began + minute
  let nextBackup = began
  let played = 0
  while (!stopped.aborted) {
    const now = Date.now()
    waiting.push(...ordinary(world, now, busy))
    if (random.chance(0.5)) waiting.push(...ordinary(world, now, busy))
    if (now >= nextBackup && now - began < backup.lives) {
      waiting.push(...backupReport(world, now))
      nextBackup = now + backup.every
    }
    if (now >= nextAttack) {
      const attack = liveAttacks[played % liveAttacks.length]
      played += 1
      if (attack !== undefined) waiting.push(...attack(world, now))
      nextAttack = now + random.whole(attackEvery.least, attackEvery.most)
    }
    const due = waiting.filter(({ at }) => at <= now)
    waiting = waiting.filter(({ at }) => at > now)
    await sender.send(due.sort((a, b) => a.at - b.at))
    await pause(tick, stopped)
  }
}

function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      stopped.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    stopped.addEventListener('abort', end)
  })
}
