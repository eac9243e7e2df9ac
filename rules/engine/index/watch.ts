import { eachOfGuard, guardCost } from './guards.ts'
import type { LeafTable } from './leaf-table.ts'
import type { Program } from './program.ts'
import { Rates } from './rates.ts'

/** Guards are chosen anew after so many events: the first time soon, then less and less often, at last every … */
const firstChoice = 512
const lastChoice = 1 << 17

/** Which rules a signal wakes. Guards follow what the events have shown to be rare. */
export class Watch {
  readonly #rules: readonly (readonly Program[])[]
  readonly #table: LeafTable
  readonly #rates: Rates
  /** The rules without a guard: woken by every event. */
  #always: readonly number[] = []
  /** The rules that a signal wakes: `#watchers` from `#start[signal]` to `#start[signal + 1]`. */
  #start = new Int32Array(0)
  #watchers = new Int32Array(0)
  /** For which event a rule was woken last. */
  readonly #wokenAt: Int32Array
  readonly woken: Int32Array
  count = 0
  #events = 0
  #nextChoice = firstChoice

  /** `rules`: of each, the programs that must all hold for it to fire. */
  constructor(rules: readonly (readonly Program[])[], table: LeafTable) {
    this.#rules = rules
    this.#table = table
    this.#rates = new Rates(table)
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

  /** A signal is given for the event of this turn, the first time. */
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
    const { signalOf, size } = this.#table
    const rate = (leaf: number): number => this.#rates.of(signalOf[leaf]!, this.#events)
    const always: number[] = []
    const pairs: number[] = []
    const start = new Int32Array(size + 1)
    for (const [rule, programs] of this.#rules.entries()) {
      const whole: Program = { all: true, holding: none, failing: none, parts: programs }
      if (guardCost(whole, rate) === Number.POSITIVE_INFINITY) always.push(rule)
      else {
        eachOfGuard(whole, rate, (leaf) => {
          const signal = signalOf[leaf]!
          pairs.push(signal, rule)
          start[signal + 1]!++
        })
      }
    }
    for (let i = 0; i < size; i++) start[i + 1]! += start[i]!
    const at = start.slice()
    const watchers = new Int32Array(pairs.length / 2)
    for (let i = 0; i < pairs.length; i += 2) watchers[at[pairs[i]!]!++] = pairs[i + 1]!
    this.#always = always
    this.#start = start
    this.#watchers = watchers
  }
}

const none = new Int32Array(0)
