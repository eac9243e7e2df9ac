import { Buffer } from 'node:buffer'

/** A field keeps two generations of so many values and characters: what is asked for again moves to the younger one. */
const mostValues = 1024
const mostCharacters = 1 << 17
/** Longer values are seldom the same. */
const longestValue = 2048
/** How many values a field is watched for before it is judged whether remembering pays. */
const trial = 1024
/** How many values pass without memory after it did not pay. */
const pause = 32 * trial

/**
 * What was found in values that come again (images, parents, registry roots: most do). It only ever holds what follows from
 * the value alone, so nothing of one event can reach another. A field whose values seldom repeat does without.
 */
export class Memo {
  #young = new Map<string, readonly number[]>()
  #old: ReadonlyMap<string, readonly number[]> = new Map()
  #characters = 0
  #asked = 0
  #known = 0
  #pause = 0

  /** True while the field's values repeat. Counts the value. */
  pays(value: string): boolean {
    if (value.length > longestValue) return false
    if (this.#pause > 0) {
      this.#pause--
      return false
    }
    if (++this.#asked < trial) return true
    if (this.#known * 3 < trial) this.#stop()
    this.#asked = 0
    this.#known = 0
    return this.#pause === 0
  }

  get(value: string): readonly number[] | undefined {
    let found = this.#young.get(value)
    if (found === undefined) {
      found = this.#old.get(value)
      if (found !== undefined) this.set(value, found)
      else return undefined
    }
    this.#known++
    return found
  }

  set(value: string, ids: readonly number[]): void {
    if (this.#young.size >= mostValues || this.#characters > mostCharacters) {
      this.#old = this.#young
      this.#young = new Map()
      this.#characters = 0
    }
    this.#characters += value.length
    // A copy: a value that was cut out of a line would keep the whole line in memory.
    this.#young.set(value.length < 13 ? value : Buffer.from(value).toString(), ids)
  }

  #stop(): void {
    this.#pause = pause
    this.#young = new Map()
    this.#old = new Map()
    this.#characters = 0
  }
}
