import { Buffer } from 'node:buffer'

/** Places for values, each for one at a time. */
const places = 512
/** Longer values are seldom the same, and reading them to the end costs less than keeping them. */
const longestValue = 2048
/** How many values are watched before it is judged whether remembering pays. */
const trial = 2048
/** How many values pass without memory after it did not pay. */
const pause = 8 * trial

/**
 * What was found in values that come again (images, parents, registry roots: most do). It holds only what follows from the
 * value alone, so nothing of one event can reach another. A value has one place, by its length and a few of its
 * characters, so nothing is hashed, moved or thrown away. A field whose values seldom repeat does without.
 */
export class Memo {
  /** Empty until the first value comes again. */
  #values: (string | undefined)[] = []
  #found: (readonly number[])[] = []
  /** Of the value that last failed to be known at a place. */
  readonly #marks = new Uint16Array(places)
  #asked = 0
  #known = 0
  #pause = 0

  /** The place of a value; -1 where it is not to be remembered. Counts the value. */
  placeOf(value: string): number {
    const { length } = value
    if (this.#pause > 0) {
      this.#pause--
      return -1
    }
    if (length > longestValue) return -1
    if (++this.#asked === trial) this.#judge()
    if (length < 4) return length === 0 ? 0 : (value.charCodeAt(0) * 31 + value.charCodeAt(length - 1)) % places
    // Images differ before their `.exe`, paths towards their end, SIDs and GUIDs in between.
    let place = length
    place = (place * 31 + value.charCodeAt(length - 1)) | 0
    place = (place * 31 + value.charCodeAt(length >> 1)) | 0
    place = (place * 31 + value.charCodeAt(length - (length >> 2))) | 0
    place = (place * 31 + value.charCodeAt(length >> 2)) | 0
    if (length > 8) {
      place = (place * 31 + value.charCodeAt(length - 5)) | 0
      place = (place * 31 + value.charCodeAt(length - 7)) | 0
    }
    // Stacks of calls differ in a few digits here or there.
    if (length > 64) {
      const step = length >> 4
      for (let i = step >> 1; i < length; i += step) place = (place * 31 + value.charCodeAt(i)) | 0
    }
    return (place ^ (place >>> 9)) & (places - 1)
  }

  /** What was found in the value, if it is the one that was last put there. */
  at(place: number, value: string): readonly number[] | undefined {
    if (this.#values[place] !== value) return undefined
    this.#known++
    return this.#found[place]
  }

  /**
   * Whether the value is to be taken up, which it is when it comes the second time: one that never comes again leaves no
   * copy behind.
   */
  wants(place: number, value: string): boolean {
    const mark = markOf(value)
    if (this.#marks[place] === mark) return true
    this.#marks[place] = mark
    return false
  }

  /** Takes the value up. */
  put(place: number, value: string, ids: readonly number[]): void {
    if (this.#values.length === 0) {
      this.#values = Array.from({ length: places })
      this.#found = Array.from({ length: places }, () => nothing)
    }
    // A copy: a value that was cut out of a line would keep the whole line in memory.
    this.#values[place] = value.length < 13 ? value : Buffer.from(value).toString()
    this.#found[place] = ids
  }

  forget(): void {
    this.#values = []
    this.#found = []
  }

  #judge(): void {
    if (this.#known * 3 < trial) {
      this.#pause = pause
      this.forget()
    }
    this.#asked = 0
    this.#known = 0
  }
}

/** Tells values of one place apart, mostly. */
function markOf(value: string): number {
  let mark = value.length
  for (let i = 1; i < 12 && i <= value.length; i++) mark = (mark * 31 + value.charCodeAt(value.length - i)) & 0xffff
  return mark
}

const nothing: readonly number[] = []
