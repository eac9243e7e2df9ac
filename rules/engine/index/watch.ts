import { chooseGuards } from './choose-guards.ts'
import type { FieldIndex } from './field-index.ts'
import type { LeafTable, Signals } from './leaf-table.ts'
import type { Program } from './program.ts'
import { Rates } from './rates.ts'

/** Guards are chosen anew after so many events: the first time soon, then less and less often, at last every `lastChoice`. */
const firstChoice = 512
const lastChoice = 1 << 17

/**
 * Which rules a signal wakes. Guards follow what the events have shown to be rare, and what it costs to look for them:
 * where no rule waits for a signal, the values are not read at all unless a rule that was woken asks for them.
 */
export class Watch {
  readonly #rules: readonly Program[]
  readonly #signals: Signals
  readonly #indexes: readonly FieldIndex[]
  readonly #rates: Rates
  /** During how many events signals of a place were awaited. */
  readonly #watched: Float64Array
  /** The rules without a guard: woken by every event. */
  #always: readonly number[] = []
  /** The rules that a signal wakes: `#watchers` from `#start[signal]` to `#start[signal + 1]`. */
  #start = new Int32Array(0)
  #watchers = new Int32Array(0)
  /** For which event a rule was woken last. */
  readonly #wokenAt: Int32Array
  /** The rules woken by the event at hand: the first `count`. */
  readonly woken: Int32Array
  count = 0
  #events = 0
  #chosenAt = 0
  #nextChoice = firstChoice

  constructor(rules: readonly Program[], table: LeafTable, indexes: readonly FieldIndex[]) {
    this.#rules = rules
    this.#signals = table.signals()
    this.#indexes = indexes
    this.#rates = new Rates(table)
    this.#watched = new Float64Array(indexes.length)
    this.#wokenAt = new Int32Array(rules.length)
    this.woken = new Int32Array(rules.length)
    this.#choose()
  }

  /** Before another event. */
  begin(): void {
    if (++this.#events >= this.#nextChoice) {
      this.#choose()
      this.#nextChoice = Math.min(this.#events * 4, this.#events + lastChoice)
    }
    this.count = 0
    for (let i = 0; i < this.#always.length; i++) this.woken[this.count++] = this.#always[i]!
  }

  /** An awaited signal is given for the event of this turn, the first time. */
  signal(id: number, turn: number): void {
    this.#rates.count(id)
    const end = this.#start[id + 1]!
    for (let i = this.#start[id]!; i < end; i++) {
      const rule = this.#watchers[i]!
      if (this.#wokenAt[rule] === turn) continue
      this.#wokenAt[rule] = turn
      this.woken[this.count++] = rule
    }
  }

  #choose(): void {
    const passed = this.#events - this.#chosenAt
    this.#chosenAt = this.#events
    for (const [place, { awaited }] of this.#indexes.entries()) if (awaited) this.#watched[place]! += passed
    const { signalOf, placeOf, size } = this.#signals
    const guards = chooseGuards(this.#rules, {
      places: this.#indexes.length,
      placeOf: (leaf) => placeOf[signalOf[leaf]!]!,
      rateOf: (leaf) => {
        const signal = signalOf[leaf]!
        const place = placeOf[signal]!
        return this.#rates.of(signal, place < 0 ? this.#events : this.#watched[place]!)
      },
      costOf: (place) => (this.#indexes[place]?.work ?? 0) / Math.max(1, this.#watched[place]!),
    })
    const start = new Int32Array(size + 1)
    const always: number[] = []
    for (const [rule, leaves] of guards.entries()) {
      if (leaves === undefined) always.push(rule)
      else for (const leaf of leaves) start[signalOf[leaf]! + 1]!++
    }
    for (let i = 0; i < size; i++) start[i + 1]! += start[i]!
    const at = start.slice()
    const watchers = new Int32Array(start[size]!)
    for (const index of this.#indexes) index.awaited = false
    for (const [rule, leaves] of guards.entries()) {
      for (const leaf of leaves ?? []) {
        const signal = signalOf[leaf]!
        watchers[at[signal]!++] = rule
        const index = this.#indexes[placeOf[signal]!]
        if (index !== undefined) index.awaited = true
      }
    }
    this.#always = always
    this.#start = start
    this.#watchers = watchers
  }
}
