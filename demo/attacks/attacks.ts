import type { Happening } from '../line.ts'
import { antivirusOutbreak } from './antivirus-outbreak.ts'
import { phishing } from './phishing.ts'
import { scanning } from './scanning.ts'
import { sprayed } from './spam.ts'
import { bruteForce, sudoAbuse } from './ssh.ts'
import { webShell } from './web-shell.ts'

const hour = 3_600_000

const ago =
  (hours: number, attack: Happening): Happening =>
  (world, now) =>
    attack(world, now - hours * hour)

/** The attacks of the week, each a call with the moment the week ends. */
export const attacks: readonly Happening[] = [
  ago(160, scanning),
  ago(141, bruteForce),
  ago(118, antivirusOutbreak),
  ago(97, sprayed),
  ago(74, webShell),
  ago(52, sudoAbuse),
  ago(29.5, phishing),
  ago(11, scanning),
  ago(5.2, bruteForce),
  ago(1.5, sprayed),
]

/** What goes on while the demo runs: short, and over within minutes. */
export const liveAttacks: readonly Happening[] = [
  bruteForce,
  sudoAbuse,
  scanning,
  webShell,
  antivirusOutbreak,
  sprayed,
  phishing,
]
