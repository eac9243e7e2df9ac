import type { Hits } from './hits.ts'
import type { Utf8Text } from './utf8-text.ts'

/** More texts have too many triplets for those of any value to be rare. */
const mostTexts = 512
/** Triplets fall into classes by this many bits, for many texts and for few: a mark of a class is a single bit. */
const manyBits = 18
const fewBits = 14
const fewTexts = 24
/** Classes that differ in so many low bits alone share a slot, which has a list of what is to be compared. */
const slotBits = 4
/** A triplet is read at every fourth place: the low three bytes of each four. */
const step = 4
/** Every processor that the product runs on is so; on another, bytes would stand the other way round in their fours. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
/** The triplets are chosen anew after so many were met in vain, at most so many times. */
const patience = 2048
const mostChoices = 64

interface Marked {
  readonly text: Uint8Array
  readonly id: number
  /** How far from its beginning the triplet stands in the text: -1 for one that begins a byte before. */
  readonly at: number
}

/** What is compared where a marked triplet of a slot is met. */
interface List {
  readonly slot: number
  readonly marked: Marked[]
  /** How often one of them did not stand there. */
  vain: number
}

/**
 * Finds which of some hundred texts stand somewhere in a value, by reading a triplet of bytes at every fourth place. Of every
 * text four triplets are marked, one for each way that the text may lie to the fours, so that one of them is read wherever
 * the text stands; there the text is compared. Reading so is several times as quick as following an automaton: a triplet
 * comes with one access to memory, and no step waits for the one before. Which triplets are rare shows by those that are met
 * in vain: others of the same text then take their place.
 */
export class Sampling {
  readonly #texts: readonly { readonly text: Uint8Array; readonly id: number }[]
  /** How far a hash is shifted to leave the bits of its class. */
  readonly #shift: number
  /** A bit for each class, set for one of a marked triplet. */
  #marks = new Int32Array(0)
  /** The number of a slot's list, from 1; 0 where it has none. */
  #listOf = new Uint16Array(0)
  #lists: List[] = []
  /** How often triplets of a slot were met without their text, before the choice at hand. */
  readonly #vain = new Map<number, number>()
  #sinceChoice = 0
  #choices = 0

  /** The texts are folded, in UTF-8. */
  constructor(texts: readonly { readonly text: Uint8Array; readonly id: number }[]) {
    this.#texts = texts
    this.#shift = 32 - (texts.length > fewTexts ? manyBits : fewBits)
    this.#choose()
  }

  /** Whether it is worth its while: few texts, all so long that two bytes of some triplet are their own wherever they stand. */
  static suits(texts: readonly { readonly text: Uint8Array }[]): boolean {
    return littleEndian && texts.length <= mostTexts && texts.every(({ text }) => text.length >= 4)
  }

  /** As `Containment` does. */
  find({ bytes, words, length }: Utf8Text, hits: Hits): void {
    // Not within a value: what was read by the old choice would be missed by the new one.
    if (this.#sinceChoice > patience && this.#choices < mostChoices) this.#choose()
    const marks = this.#marks
    const shift = this.#shift
    const count = (length + 3) >> 2
    // Two at a time; the second may be the four beyond the end.
    for (let i = 0; i < count; i += 2) {
      const one = classOf(words[i]!, shift)
      const two = classOf(words[i + 1]!, shift)
      const first = marks[one >>> 5]! >>> one
      const second = marks[two >>> 5]! >>> two
      if (((first | second) & 1) === 0) continue
      if ((first & 1) !== 0) this.#meet(one, bytes, length, 4 * i, hits)
      if ((second & 1) !== 0) this.#meet(two, bytes, length, 4 * i + 4, hits)
    }
  }

  #meet(triplet: number, bytes: Uint8Array, length: number, i: number, hits: Hits): void {
    const list = this.#lists[this.#listOf[triplet >>> slotBits]! - 1]
    if (list === undefined) return
    const { marked } = list
    for (let k = 0; k < marked.length; k++) {
      const { text, id, at } = marked[k]!
      if (i - at + text.length <= length && standsAt(text, bytes, i - at)) hits.add(id)
      else {
        list.vain++
        this.#sinceChoice++
      }
    }
  }

  #choose(): void {
    for (const { slot, vain } of this.#lists) this.#vain.set(slot, (this.#vain.get(slot) ?? 0) + vain)
    this.#sinceChoice = 0
    this.#choices++
    const marks = new Int32Array(2 ** (32 - this.#shift - 5))
    const listOf = new Uint16Array(2 ** (32 - this.#shift - slotBits))
    const lists: List[] = []
    for (const { text, id } of this.#texts) {
      for (let first = 0; first < step; first++) {
        const { at, triplets } = this.#rarest(text, first)
        for (const triplet of triplets) {
          marks[triplet >>> 5]! |= 1 << triplet
          const slot = triplet >>> slotBits
          const list = lists[listOf[slot]! - 1]
          if (list === undefined) listOf[slot] = lists.push({ slot, marked: [{ text, id, at }], vain: 0 })
          else if (list.marked.every((one) => one.text !== text || one.at !== at)) list.marked.push({ text, id, at })
        }
      }
    }
    this.#marks = marks
    this.#listOf = listOf
    this.#lists = lists
  }

  /** Of the places in the text that are whole steps from the first, the one whose triplet was met in vain least. */
  #rarest(text: Uint8Array, first: number): { readonly at: number; readonly triplets: readonly number[] } {
    // In a text of four or five bytes there may be none for a triplet: one that reaches beyond it by a byte has to do.
    if (first + 3 > text.length) {
      const at = first + 2 > text.length ? first - step : first
      return { at, triplets: this.#tripletsAt(text, at) }
    }
    let best = first
    let least = Number.POSITIVE_INFINITY
    for (let at = first; at + 3 <= text.length; at += step) {
      const vain = this.#vain.get(this.#tripletsAt(text, at)[0]! >>> slotBits) ?? 0
      if (vain < least) [least, best] = [vain, at]
    }
    return { at: best, triplets: this.#tripletsAt(text, best) }
  }

  /** The classes of a triplet of the text; a byte beyond the text may be any. */
  #tripletsAt(text: Uint8Array, at: number): readonly number[] {
    const triplets = new Set<number>()
    const others = at < 0 || at + 3 > text.length ? 256 : 1
    for (let other = 0; other < others; other++) {
      const byte = (i: number) => text[i] ?? other
      triplets.add(classOf(byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16), this.#shift))
    }
    return [...triplets]
  }
}

/**
 * The class of the low three bytes (multiplicative hashing, by the golden ratio, of which the fourth byte is shifted out).
 * Capitals and small letters of ASCII are in one class.
 */
function classOf(four: number, shift: number): number {
  return Math.imul(four | 0x202020, 0x9e3779b1 << 8) >>> shift
}

/** Whether the folded text stands at that place, ASCII letters in either case. */
function standsAt(text: Uint8Array, bytes: Uint8Array, from: number): boolean {
  if (from < 0) return false
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[from + i]!
    if ((byte >= 65 && byte <= 90 ? byte | 32 : byte) !== text[i]) return false
  }
  return true
}
