import type { LeafTable } from './leaf-table.ts'
import type { Look } from './look.ts'

/** As many events the guess counts for, against what is seen. */
const weight = 64

/** How often an event gives a signal: a guess by the text, corrected by what events have shown. */
export class Rates {
  readonly #guess: Float64Array
  readonly #seen: Float64Array

  constructor(table: LeafTable) {
    this.#seen = new Float64Array(table.size)
    // A field's being there, and what has no text.
    this.#guess = new Float64Array(table.size).fill(0.5)
    for (const { looks } of table.places) for (const { look, id } of looks) this.#guess[id] = guess(look)
  }

  /** The signal was given. */
  count(id: number): void {
    this.#seen[id]!++
  }

  /** The share of events that give it, where so many were watched for it. */
  of(id: number, events: number): number {
    return (this.#seen[id]! + this.#guess[id]! * weight) / (events + weight)
  }
}

/** The longer the text, the rarer. */
function guess({ where, text }: Look): number {
  switch (where) {
    case 'whole':
      return 0.04 / (1 + text.length)
    case 'end':
      return 0.1 / (1 + text.length)
    case 'begin':
      return 0.4 / (1 + text.length)
    case 'inside':
      return 0.5 / (1 + text.length)
  }
}
