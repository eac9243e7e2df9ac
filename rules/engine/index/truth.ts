/**
 * What is known to hold for the event at hand, by the numbers of `LeafTable`. What was stamped with an earlier event's turn
 * is forgotten, so nothing has to be cleared between events.
 */
export class Truth {
  readonly #held: Int32Array
  /** Leaves that were asked, and did not hold. */
  readonly #denied: Int32Array
  /** The place whose looks answer a leaf; -1 for a leaf that is asked. */
  readonly #placeOf: Int32Array
  /** Places that have something in this event and were not looked into yet. */
  readonly #unread: Int32Array
  readonly #answers: Answers
  #turn = 1

  constructor(placeOf: readonly number[], places: number, answers: Answers) {
    this.#placeOf = Int32Array.from(placeOf)
    this.#held = new Int32Array(placeOf.length)
    this.#denied = new Int32Array(placeOf.length)
    this.#unread = new Int32Array(places)
    this.#answers = answers
  }

  /** Forgets everything: another event. */
  next(): void {
    if (this.#turn === 0x7fffffff) {
      for (const stamps of [this.#held, this.#denied, this.#unread]) stamps.fill(0)
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

  /** Looks into the place are put off until a leaf is asked for. Answers whether this is the first time for the event. */
  putOff(place: number): boolean {
    if (this.#unread[place] === this.#turn) return false
    this.#unread[place] = this.#turn
    return true
  }

  /** Whether this leaf holds, found out at most once an event. */
  holds(id: number): boolean {
    const turn = this.#turn
    if (this.#held[id] === turn) return true
    const place = this.#placeOf[id]!
    if (place >= 0) {
      if (this.#unread[place] !== turn) return false
      this.#unread[place] = 0
      this.#answers.read(place)
      return this.#held[id] === turn
    }
    if (this.#denied[id] === turn) return false
    if (this.#answers.ask(id)) {
      this.#held[id] = turn
      return true
    }
    this.#denied[id] = turn
    return false
  }
}

/** Where answers come from that nobody has told yet. */
export interface Answers {
  /** Looks into a place, and tells what is found. */
  read(place: number): void
  /** Asks the event. */
  ask(id: number): boolean
}
