import { hash } from 'node:crypto'
import { compactMinute } from './decode/timestamp.ts'

/** Stands where a line has no time of its own, so that the same line sent again later gets the same id. */
const noMinute = '000000000000'

/**
 * `event.id`: the line's own minute in UTC (`202611301155`), then 132 bits of SHA-1 over sender, `k` and the raw text.
 * Beginning with time keeps a store's inserts in one place; the rest says which of all lines it is. `k` tells apart
 * lines that are equal and must both count (docs/adr/0004). SHA-1 because it is the fastest hash that spreads well here
 * (0.5 µs a line); nobody gains by a collision, who can only hide an event that he sent himself.
 */
export function eventId(time: number | undefined, senderId: string, k: string, raw: string): string {
  const digest = hash('sha1', `${senderId.length}:${senderId}${k.length}:${k}${raw}`, 'base64url')
  return `${time === undefined ? noMinute : compactMinute(time)}-${digest.slice(0, 22)}`
}

/** The id of a line that has one already and is read anew: it is the same line, whatever minute it now names. */
export function eventIdAgain(time: number | undefined, id: string): string {
  return `${time === undefined ? noMinute : compactMinute(time)}${id.slice(noMinute.length)}`
}
