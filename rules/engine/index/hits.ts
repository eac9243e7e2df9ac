/**
 * The numbers of what was found in one value, each once; emptied before the next value. Marks come from the same range of
 * numbers, so that one sweep clears both when the count of values wraps around.
 */
export class Hits {
  #ids = new Int32Array(256)
  /** In which value a number was last met. */
  readonly #met: Int32Array
  #value = 0
  #count = 0

  /** Numbers are smaller than `most`. */
  constructor(most: number) {
    this.#met = new Int32Array(most)
  }

  /** What was found; `count` of them count. */
  get ids(): Int32Array {
    return this.#ids
  }
  get count(): number {
    return this.#count
  }

  /** Before another value. */
  clear(): void {
    this.#count = 0
    this.again()
  }

  /** Before the same value in another writing: what was found stays, marks go. */
  again(): void {
    if (this.#value === 0x7fffffff) {
      this.#met.fill(0)
      this.#value = 0
    }
    this.#value++
  }

  add(id: number): void {
    if (!this.first(id)) return
    if (this.#count === this.#ids.length) {
      const larger = new Int32Array(this.#count * 2)
      larger.set(this.#ids)
      this.#ids = larger
    }
    this.#ids[this.#count++] = id
  }

  /** True the first time a number is met in this value. */
  first(mark: number): boolean {
    if (this.#met[mark] === this.#value) return false
    this.#met[mark] = this.#value
    return true
  }

  /** Leaves out what was found since the count was `from` and does not pass. */
  sift(from: number, passes: (id: number) => boolean): void {
    let count = from
    for (let i = from; i < this.#count; i++) {
      const id = this.#ids[i]!
      if (passes(id)) this.#ids[count++] = id
    }
    this.#count = count
  }

  /** A copy that outlives the value. */
  kept(): readonly number[] {
    return this.#count === 0 ? nothing : Array.from(this.#ids.subarray(0, this.#count))
  }
}

const nothing: readonly number[] = []
