/** More texts have too many triplets to choose among. */
export const mostTexts = 400
/** Triplets of characters fall into so many classes. */
const classes = 1 << 15
/** After so many values that were let through, the sieve is judged: too many of all, and triplets are chosen anew. */
const patience = 64
/** After so many choices it stays as it is, or is given up if it still lets through every second value. */
const mostChoices = 60

/**
 * A cheap first test of whether any of some texts may stand in a value. Of every text a few neighbouring triplets of
 * characters are marked, as many as the test steps over at a time, so that a step falls on one of them wherever the text
 * stands. Reading so takes half the time of following an automaton, since no step waits for the one before. Which triplets
 * are rare shows by what they let through: those that are met are exchanged for others of their texts.
 */
export class Sieve {
  readonly #texts: readonly string[]
  readonly #stride: number
  #marked = new Uint8Array(classes)
  readonly #met = new Uint32Array(classes)
  #tested = 0
  #passed = 0
  #choices = 0
  #pays = true

  /** The texts are folded; there is a sieve for them only if `Sieve.fits`. */
  constructor(texts: readonly string[]) {
    this.#texts = texts
    this.#stride = Math.min(3, Math.min(...texts.map(({ length }) => length)) - 2)
    this.#choose()
  }

  static fits(texts: readonly string[]): boolean {
    return texts.length <= mostTexts && texts.every(({ length }) => length >= 3)
  }

  /** False once it turned out to let through too much. */
  get pays(): boolean {
    return this.#pays
  }

  /**
   * False where none of the texts stands in the value; undefined where that is so unless the value has characters beyond
   * ASCII, which it has (of a value that is `folded` no such reserve is made).
   */
  passes(value: string, folded: boolean): boolean | undefined {
    const stride = this.#stride
    const marked = this.#marked
    const { length } = value
    let codes = 0
    this.#tested++
    let i = 0
    for (; i < length - 2; i += stride) {
      const a = value.charCodeAt(i)
      const b = value.charCodeAt(i + 1)
      const c = value.charCodeAt(i + 2)
      codes |= a | b | c
      const triplet = classOf(a, b, c)
      if (marked[triplet] !== 0) {
        this.#meet(triplet)
        return true
      }
    }
    for (; i < length; i++) codes |= value.charCodeAt(i)
    return codes > 127 && !folded ? undefined : false
  }

  #meet(triplet: number): void {
    this.#met[triplet]!++
    if (++this.#passed < patience) return
    if (this.#passed * 20 > this.#tested && ++this.#choices < mostChoices) this.#choose()
    this.#pays = this.#choices < mostChoices || this.#passed * 2 < this.#tested
    this.#tested = 0
    this.#passed = 0
  }

  #choose(): void {
    const marked = new Uint8Array(classes)
    for (const text of this.#texts) {
      let best: number[] = []
      let least = Number.POSITIVE_INFINITY
      for (let from = 0; from + this.#stride + 2 <= text.length; from++) {
        const window: number[] = []
        for (let i = from; i < from + this.#stride; i++) {
          window.push(classOf(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)))
        }
        const met = window.reduce((sum, triplet) => sum + this.#met[triplet]!, 0)
        if (met < least) [least, best] = [met, window]
      }
      for (const triplet of best) marked[triplet] = 1
    }
    this.#marked = marked
  }
}

/** Capitals and small letters of ASCII are in one class. */
function classOf(a: number, b: number, c: number): number {
  return (((a | 32) << 10) ^ ((b | 32) << 5) ^ (c | 32)) & (classes - 1)
}
