import type { Hits } from './hits.ts'

/** More texts have too many triplets for those of any value to be rare. */
const mostTexts = 512
/** Triplets of characters fall into so many classes, for many texts and for few. */
const manyClasses = 1 << 15
const fewClasses = 1 << 12
const fewTexts = 24
/** The triplets are chosen anew after so many were met in vain, at most so many times. */
const patience = 2048
const mostChoices = 64

interface Marked {
  readonly text: string
  readonly id: number
  /** How far from its beginning the triplet stands in the text. */
  readonly at: number
}

/**
 * Finds which of some hundred texts stand somewhere in a value, by reading triplets of characters at every second or third
 * place. Of every text neighbouring triplets are marked, as many as a step is wide, so that a step falls on one of them
 * wherever the text stands; there the text is compared. Reading so is several times as quick as following an automaton, as
 * no step waits for the one before. Which triplets are rare shows by those that are met in vain: others of the same text
 * then take their place.
 */
export class Sampling {
  readonly #texts: readonly { readonly text: string; readonly id: number }[]
  readonly #step: number
  readonly #mask: number
  /** The number of a triplet's list, from 1; 0 where it has none. */
  #listOf = new Uint16Array(0)
  #lists: Marked[][] = []
  /** How often a triplet was met without its text. */
  readonly #vain = new Map<number, number>()
  #sinceChoice = 0
  #choices = 0

  /** The texts are folded. */
  constructor(texts: readonly { readonly text: string; readonly id: number }[]) {
    this.#texts = texts
    this.#mask = (texts.length > fewTexts ? manyClasses : fewClasses) - 1
    this.#step = Math.min(3, texts.reduce((least, { text }) => Math.min(least, text.length), 5) - 2)
    this.#choose()
  }

  /** Whether it is worth its while: few texts, none of them shorter than a triplet. */
  static suits(texts: readonly { readonly text: string }[]): boolean {
    return texts.length <= mostTexts && texts.every(({ text }) => text.length >= 3)
  }

  /** As `Containment` does. */
  find(value: string, folded: boolean, hits: Hits): boolean {
    // Not within a value: what was read by the old choice would be missed by the new one.
    if (this.#sinceChoice > patience && this.#choices < mostChoices) this.#choose()
    const listOf = this.#listOf
    const step = this.#step
    const mask = this.#mask
    const { length } = value
    if (step === 2) {
      // The most usual step: the last of a triplet is the first of the next.
      let codes = length > 0 ? value.charCodeAt(0) : 0
      let a = codes
      let i = 2
      for (; i < length; i += 2) {
        const b = value.charCodeAt(i - 1)
        const c = value.charCodeAt(i)
        codes |= b | c
        const triplet = classOf(a, b, c) & mask
        if (listOf[triplet] !== 0) this.#meet(triplet, value, i - 2, hits)
        a = c
      }
      if (i === length) codes |= value.charCodeAt(i - 1)
      return folded || codes < 128
    }
    let codes = 0
    let i = 0
    for (; i < length - 2; i += step) {
      const a = value.charCodeAt(i)
      const b = value.charCodeAt(i + 1)
      const c = value.charCodeAt(i + 2)
      codes |= a | b | c
      const triplet = classOf(a, b, c) & mask
      if (listOf[triplet] !== 0) this.#meet(triplet, value, i, hits)
    }
    for (; i < length; i++) codes |= value.charCodeAt(i)
    return folded || codes < 128
  }

  #meet(triplet: number, value: string, i: number, hits: Hits): void {
    for (const { text, id, at } of this.#lists[this.#listOf[triplet]! - 1] ?? []) {
      if (standsAt(text, value, i - at)) hits.add(id)
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
      const triplet = (i: number) =>
        classOf(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)) & this.#mask
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

/** Whether the folded text stands at that place in the value, ASCII letters in either case. */
function standsAt(text: string, value: string, from: number): boolean {
  if (from < 0 || from + text.length > value.length) return false
  for (let i = 0; i < text.length; i++) {
    const code = value.charCodeAt(from + i)
    if ((code >= 65 && code <= 90 ? code | 32 : code) !== text.charCodeAt(i)) return false
  }
  return true
}
