/**
 * What is known to hold for the event at hand, by the numbers of `LeafTable`. What was stamped with an earlier event's turn
 * is forgotten, so nothing has to be cleared between events.
 */
export class Truth {
  readonly #held: Int32Array
  /** Leaves that were asked, and did not hold. */
  readonly #denied: Int32Array
  readonly #ask: readonly ((() => boolean) | undefined)[]
  #turn = 1

  /** `ask`: the question behind a number that no look answers. */
  constructor(ask: readonly ((() => boolean) | undefined)[]) {
    this.#ask = ask
    this.#held = new Int32Array(ask.length)
    this.#denied = new Int32Array(ask.length)
  }

  /** Forgets everything: another event. */
  next(): void {
    if (this.#turn === 0x7fffffff) {
      this.#held.fill(0)
      this.#denied.fill(0)
      this.#turn = 0
    }
    this.#turn++
  }

  /** The number of the event at hand: no two that are remembered at once have the same. */
  get turn(): number {
    return this.#turn
  }

  /** Records what a look has found. Answers whether it is news. */
  tell(id: number): boolean {
    if (this.#held[id] === this.#turn) return false
    this.#held[id] = this.#turn
    return true
  }

  /** Whether this leaf holds, asked at most once an event. */
  holds(id: number): boolean {
    if (this.#held[id] === this.#turn) return true
    const ask = this.#ask[id]
    if (ask === undefined || this.#denied[id] === this.#turn) return false
    if (ask()) {
      this.#held[id] = this.#turn
      return true
    }
    this.#denied[id] = this.#turn
    return false
  }
}
