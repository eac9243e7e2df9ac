import type { Hits } from './hits.ts'
import type { Utf8Text } from './utf8-text.ts'

/** More texts have too many triplets for those of any value to be rare. */
const mostTexts = 512
/** Triplets fall into classes by this many bits, for many texts and for few. */
const manyBits = 15
const fewBits = 12
const fewTexts = 24
/** A triplet is read at every second place. */
const step = 2
/** Every processor that the product runs on is so; on another, bytes would stand the other way round in their fours. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
/** The triplets are chosen anew after so many were met in vain, at most so many times. */
const patience = 2048
const mostChoices = 64

interface Marked {
  readonly text: Uint8Array
  readonly id: number
  /** How far from its beginning the triplet stands in the text. */
  readonly at: number
}

/**
 * Finds which of some hundred texts stand somewhere in a value, by reading triplets of bytes at every second place. Of every
 * text two neighbouring triplets are marked, so that one of them is read wherever the text stands; there the text is
 * compared. Reading so is several times as quick as following an automaton: bytes are taken by fours, and no step waits for
 * the one before. Which triplets are rare shows by those that are met in vain: others of the same text then take their place.
 */
export class Sampling {
  readonly #texts: readonly { readonly text: Uint8Array; readonly id: number }[]
  /** How far a hash is shifted to leave the bits of its class. */
  readonly #shift: number
  /** The number of a triplet's list, from 1; 0 where it has none. */
  #listOf = new Uint16Array(0)
  #lists: Marked[][] = []
  /** How often a triplet was met without its text. */
  readonly #vain = new Map<number, number>()
  #sinceChoice = 0
  #choices = 0

  /** The texts are folded, in UTF-8. */
  constructor(texts: readonly { readonly text: Uint8Array; readonly id: number }[]) {
    this.#texts = texts
    this.#shift = 32 - (texts.length > fewTexts ? manyBits : fewBits)
    this.#choose()
  }

  /** Whether it is worth its while: few texts, all of them long enough for two triplets. */
  static suits(texts: readonly { readonly text: Uint8Array }[]): boolean {
    return littleEndian && texts.length <= mostTexts && texts.every(({ text }) => text.length >= 4)
  }

  /** As `Containment` does. */
  find({ bytes, words, length }: Utf8Text, hits: Hits): void {
    // Not within a value: what was read by the old choice would be missed by the new one.
    if (this.#sinceChoice > patience && this.#choices < mostChoices) this.#choose()
    const listOf = this.#listOf
    const shift = this.#shift
    const count = (length + 3) >> 2
    let word = words[0]!
    for (let i = 0; i < count; i++) {
      const next = words[i + 1]!
      const even = classOf(word & 0xffffff, shift)
      if (listOf[even] !== 0) this.#meet(even, bytes, length, 4 * i, hits)
      const odd = classOf((word >>> 16) | ((next & 0xff) << 16), shift)
      if (listOf[odd] !== 0) this.#meet(odd, bytes, length, 4 * i + 2, hits)
      word = next
    }
  }

  #meet(triplet: number, bytes: Uint8Array, length: number, i: number, hits: Hits): void {
    for (const { text, id, at } of this.#lists[this.#listOf[triplet]! - 1] ?? []) {
      if (i - at + text.length <= length && standsAt(text, bytes, i - at)) hits.add(id)
      else {
        this.#vain.set(triplet, (this.#vain.get(triplet) ?? 0) + 1)
        this.#sinceChoice++
      }
    }
  }

  #choose(): void {
    this.#sinceChoice = 0
    this.#choices++
    const listOf = new Uint16Array(2 ** (32 - this.#shift))
    const lists: Marked[][] = []
    for (const { text, id } of this.#texts) {
      const triplet = (i: number) => classOf(text[i]! | (text[i + 1]! << 8) | (text[i + 2]! << 16), this.#shift)
      let best = 0
      let least = Number.POSITIVE_INFINITY
      for (let from = 0; from + step + 2 <= text.length; from++) {
        let vain = 0
        for (let i = from; i < from + step; i++) vain += this.#vain.get(triplet(i)) ?? 0
        if (vain < least) [least, best] = [vain, from]
      }
      for (let at = best; at < best + step; at++) {
        const marked = { text, id, at }
        const list = lists[listOf[triplet(at)]! - 1]
        if (list === undefined) listOf[triplet(at)] = lists.push([marked])
        else list.push(marked)
      }
    }
    this.#listOf = listOf
    this.#lists = lists
  }
}

/** Capitals and small letters of ASCII are in one class (multiplicative hashing, by the golden ratio). */
function classOf(triplet: number, shift: number): number {
  return Math.imul(triplet | 0x202020, 0x9e3779b1) >>> shift
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
