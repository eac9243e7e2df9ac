import type { Program } from './program.ts'

/**
 * A guard of a rule is a set of signals of which at least one is given by every event that the rule fires on. A rule is
 * looked at only when one of its guard is given, so its guard should be the rarest that there is.
 */

/** How often the signals of the best guard are given, together; infinite for a rule without a guard. */
export function guardCost(program: Program, rate: (id: number) => number): number {
  if (program.all) {
    let least = Number.POSITIVE_INFINITY
    for (const id of program.holding) least = Math.min(least, rate(id))
    for (const part of program.parts) least = Math.min(least, guardCost(part, rate))
    return least
  }
  // One that holds by something's absence holds without a signal.
  if (program.failing.length > 0) return Number.POSITIVE_INFINITY
  let sum = 0
  for (const id of program.holding) sum += rate(id)
  for (const part of program.parts) sum += guardCost(part, rate)
  return sum
}

/** Gives the leaves of the guard that `guardCost` has weighed. There must be one. */
export function eachOfGuard(program: Program, rate: (id: number) => number, give: (id: number) => void): void {
  if (!program.all) {
    program.holding.forEach(give)
    for (const part of program.parts) eachOfGuard(part, rate, give)
    return
  }
  let least = Number.POSITIVE_INFINITY
  let best: number | Program | undefined
  for (const id of program.holding) {
    const cost = rate(id)
    if (cost < least) [least, best] = [cost, id]
  }
  for (const part of program.parts) {
    const cost = guardCost(part, rate)
    if (cost < least) [least, best] = [cost, part]
  }
  if (typeof best === 'number') give(best)
  else if (best !== undefined) eachOfGuard(best, rate, give)
}
