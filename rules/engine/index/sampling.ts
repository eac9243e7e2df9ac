import type { Hits } from './hits.ts'
import type { Utf8Text } from './utf8-text.ts'

/** More texts have too many triplets for those of any value to be rare. */
const mostTexts = 512
/** Triplets of bytes fall into so many classes, for many texts and for few. */
const manyClasses = 1 << 15
const fewClasses = 1 << 12
const fewTexts = 24
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
 * Finds which of some hundred texts stand somewhere in a value, by reading triplets of bytes at every second or third
 * place. Of every text neighbouring triplets are marked, as many as a step is wide, so that a step falls on one of them
 * wherever the text stands; there the text is compared. Reading so is several times as quick as following an automaton, as
 * no step waits for the one before. Which triplets are rare shows by those that are met in vain: others of the same text
 * then take their place.
 */
export class Sampling {
  readonly #texts: readonly { readonly text: Uint8Array; readonly id: number }[]
  readonly #step: number
  readonly #mask: number
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
    this.#mask = (texts.length > fewTexts ? manyClasses : fewClasses) - 1
    this.#step = Math.min(3, texts.reduce((least, { text }) => Math.min(least, text.length), 5) - 2)
    this.#choose()
  }

  /** Whether it is worth its while: few texts, none of them shorter than a triplet. */
  static suits(texts: readonly { readonly text: Uint8Array }[]): boolean {
    return texts.length <= mostTexts && texts.every(({ text }) => text.length >= 3)
  }

  /** As `Containment` does. */
  find({ bytes, length }: Utf8Text, hits: Hits): void {
    // Not within a value: what was read by the old choice would be missed by the new one.
    if (this.#sinceChoice > patience && this.#choices < mostChoices) this.#choose()
    const listOf = this.#listOf
    const step = this.#step
    const mask = this.#mask
    for (let i = 2; i < length; i += step) {
      const triplet = classOf(bytes[i - 2]!, bytes[i - 1]!, bytes[i]!) & mask
      if (listOf[triplet] !== 0) this.#meet(triplet, bytes, length, i - 2, hits)
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
    const listOf = new Uint16Array(this.#mask + 1)
    const lists: Marked[][] = []
    for (const { text, id } of this.#texts) {
      const triplet = (i: number) => classOf(text[i]!, text[i + 1]!, text[i + 2]!) & this.#mask
      let best = 0
      let least = Number.POSITIVE_INFINITY
      for (let from = 0; from + this.#step + 2 <= text.length; from++) {
        let vain = 0
        for (let i = from; i < from + this.#step; i++) vain += this.#vain.get(triplet(i)) ?? 0
        if (vain < least) [least, best] = [vain, from]
      }
      for (let at = best; at < best + this.#step; at++) {
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

/** Capitals and small letters of ASCII are in one class. */
function classOf(a: number, b: number, c: number): number {
  return ((a | 32) << 10) ^ ((b | 32) << 5) ^ (c | 32)
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
