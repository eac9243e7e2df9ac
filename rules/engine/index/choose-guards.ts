import { eachOfGuard, guardCost } from './guards.ts'
import type { Program } from './program.ts'

/** What guards are weighed by. */
export interface Weights {
  readonly places: number
  /** The place that a leaf's signal comes from; -1 for none. */
  placeOf(leaf: number): number
  /** The share of events that give a leaf's signal. */
  rateOf(leaf: number): number
  /** What it costs to read a place, in nanoseconds an event. */
  costOf(place: number): number
}

/** Nanoseconds that it takes to look at a rule that was woken. */
const wakingCost = 150
/** Places that cost less are not worth a thought. */
const cheap = 100

/**
 * The leaves of each rule's guard; undefined for a rule that has none. First the rarest of each rule; then, from the dearest
 * place on, those places are given up whose reading costs more than the rules that would be woken more often.
 */
export function chooseGuards(rules: readonly Program[], weights: Weights): readonly (readonly number[] | undefined)[] {
  const givenUp = new Uint8Array(weights.places)
  const rate = (leaf: number): number => {
    const place = weights.placeOf(leaf)
    return place >= 0 && givenUp[place] === 1 ? Number.POSITIVE_INFINITY : weights.rateOf(leaf)
  }
  const users = Array.from({ length: weights.places }, () => new Set<number>())
  const guardOf = (rule: Program, number: number): readonly number[] | undefined => {
    if (guardCost(rule, rate) === Number.POSITIVE_INFINITY) return undefined
    const leaves: number[] = []
    eachOfGuard(rule, rate, (leaf) => {
      leaves.push(leaf)
      users[weights.placeOf(leaf)]?.add(number)
    })
    return leaves
  }
  const guards = rules.map(guardOf)
  const dear = Array.from(users.keys()).filter((place) => weights.costOf(place) > cheap)
  for (const place of dear.sort((a, b) => weights.costOf(b) - weights.costOf(a))) {
    const those = [...(users[place] ?? [])]
    const before = those.map((rule) => guardCost(rules[rule]!, rate))
    givenUp[place] = 1
    let loss = 0
    for (const [i, rule] of those.entries()) loss += guardCost(rules[rule]!, rate) - before[i]!
    // Infinite where a rule would have no guard left: it would read the place for every event all the same.
    if (loss * wakingCost > weights.costOf(place)) givenUp[place] = 0
    else for (const rule of those) guards[rule] = guardOf(rules[rule]!, rule)
  }
  return guards
}
