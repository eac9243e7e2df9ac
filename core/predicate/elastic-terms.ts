import type { Scalar } from '../event/path.ts'
import { isScalar, isStamp, textOf } from '../event/path.ts'
import { foldCase, foldSearch } from '../lib/fold-text.ts'
import type { Address } from '../lib/ip.ts'
import { parseAddress } from '../lib/ip.ts'
import { momentOf, numberOf } from './measure.ts'
import type { Fold } from './predicate.ts'

/**
 * How a document is laid out in an Elasticsearch index so that every kind of leaf finds it, whatever its fields are: each
 * value is a term `name NUL kind text` of one of a few keyword fields. All folding happens here, at write; Elasticsearch
 * compares bytes (docs/adr/0006).
 */
export interface ElasticTerms {
  /** Terms of the vendor's leaves, and of our own stamps (see `vendorLeaves` in `event/path.ts`). */
  readonly vendor: readonly string[]
  readonly own: readonly string[]
  /** Every dotted name under which there is something. */
  readonly names: readonly string[]
  /** `name NUL n|t|i` and a number, a moment or an address in hexadecimal digits that sort as it does. */
  readonly measures: readonly string[]
  /** Names whose terms do not tell all: long values of which a prefix stands there, text with half a surrogate pair. */
  readonly cut: readonly string[]
}

/** In `cut`: any name at all. */
export const cutWhole = '*'
/** UTF-16 units of a text that stand in its term. A term ends at 32,766 bytes (Lucene), and a unit takes up to three. */
export const longestText = 8_000
/** Names past this, and nesting and leaves past these, are left out of the terms, and the document is cut as a whole. */
const longestName = 500
const deepest = 100
const mostLeaves = 5_000

/**
 * The kinds of a term say under which folds its text is the value's: most values are the same under two or three and
 * stand once. `a` none, case and search; `b` none and case; `d` case and search; `r` none; `c` case; `s` search.
 */
export const kindsOf: { readonly [F in Fold]: string } = { none: 'abr', case: 'abcd', search: 'ads' }

/** The longest texts of an event, and its times, which are all one form. They stand without `r`, which would double them. */
export const foldedOnly: ReadonlySet<string> = new Set(['message', 'event.original', '@timestamp', 'event.ingested'])

/** The terms of a text under a name, without the name. */
function textTerms(text: string, withRaw: boolean): readonly string[] {
  const folded = cutText(foldCase(text))
  const search = cutText(foldSearch(text))
  const raw = cutText(text)
  if (raw === folded) return raw === search ? [`a${raw}`] : [`b${raw}`, `s${search}`]
  const terms = folded === search ? [`d${folded}`] : [`c${folded}`, `s${search}`]
  if (withRaw) terms.push(`r${raw}`)
  return terms
}

/** The terms that a value whose folded text is `text` can have, without the name; for asking. */
export function termsOfText(text: string, fold: Fold): readonly string[] {
  const stands = (kinds: string): readonly string[] => [...kinds].map((kind) => kind + text)
  if (fold === 'search') return stands(kindsOf.search)
  const sameInSearch = foldSearch(text) === text
  if (fold === 'case') return stands(sameInSearch ? 'ad' : 'bc')
  return stands(foldCase(text) !== text ? 'r' : sameInSearch ? 'a' : 'b')
}

const cutText = (text: string): string => (text.length > longestText ? text.slice(0, longestText).toWellFormed() : text)

/** Lays a document out. */
export function elasticTerms(document: object): ElasticTerms {
  const writer = new TermWriter()
  for (const key of Object.keys(document)) {
    const value = (document as Record<string, unknown>)[key]
    if (key === 'event' && typeof value === 'object' && value !== null) writer.addEvent(value)
    else writer.add(key, value, isStamp(key) ? 'own' : 'vendor', 1)
  }
  return writer.terms()
}

class TermWriter {
  readonly #vendor = new Set<string>()
  readonly #own = new Set<string>()
  readonly #names = new Set<string>()
  readonly #measures = new Set<string>()
  readonly #cut = new Set<string>()
  #leaves = 0

  /** `event` itself: what stands under `original` is the vendor's, the rest ours. */
  addEvent(event: object): boolean {
    let held = false
    for (const one of Array.isArray(event) ? event : [event]) {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) held = this.add('event', one, 'own', 1) || held
      else
        for (const [key, value] of Object.entries(one))
          held = this.add(`event.${key}`, value, key === 'original' ? 'vendor' : 'own', 2) || held
    }
    if (held) this.#names.add('event')
    return held
  }

  /** Adds what stands under a name; true if there was anything. */
  add(name: string, value: unknown, side: 'vendor' | 'own', depth: number): boolean {
    let held = false
    if (isScalar(value)) held = this.#leaf(name, value, side)
    else if (typeof value !== 'object' || value === null) return false
    else if (depth > deepest) {
      this.#cut.add(cutWhole)
      return true
    } else if (Array.isArray(value)) {
      for (const element of value) held = this.add(name, element, side, depth + 1) || held
      return held
    } else {
      for (const key of Object.keys(value)) {
        const child = (value as Record<string, unknown>)[key]
        held = this.add(`${name}.${key}`, child, side, depth + 1) || held
      }
    }
    if (held) this.#names.add(name.isWellFormed() ? name : name.toWellFormed())
    return held
  }

  #leaf(name: string, value: Scalar, side: 'vendor' | 'own'): boolean {
    this.#leaves++
    if (this.#leaves > mostLeaves || name.length > longestName || name.includes('\0') || !name.isWellFormed()) {
      this.#cut.add(cutWhole)
      return name.length <= longestName
    }
    const written = textOf(value)
    const text = written.isWellFormed() ? written : written.toWellFormed()
    // Folding may lengthen a text threefold.
    if (text.length > longestText / 3 && (text.length > longestText || foldCase(text).length > longestText))
      this.#cut.add(name)
    else if (text !== written) this.#cut.add(name)
    const terms = side === 'vendor' ? this.#vendor : this.#own
    for (const term of textTerms(text, !foldedOnly.has(name))) terms.add(`${name}\0${term}`)
    const number = numberOf(value)
    if (number !== undefined) this.#measures.add(`${name}\0n${sortableNumber(number)}`)
    if (typeof value !== 'string') return true
    const moment = momentOf(value)
    if (moment !== undefined) this.#measures.add(`${name}\0t${sortableNumber(moment)}`)
    const address = parseAddress(value)
    if (address !== undefined) this.#measures.add(`${name}\0i${sortableAddress(address)}`)
    return true
  }

  terms(): ElasticTerms {
    return {
      vendor: [...this.#vendor],
      own: [...this.#own],
      names: [...this.#names],
      measures: [...this.#measures],
      cut: [...this.#cut],
    }
  }
}

const bits = new DataView(new ArrayBuffer(8))

/** Sixteen hexadecimal digits that sort as the numbers do (IEEE 754 binary64, its sign turned round). */
export function sortableNumber(value: number): string {
  // Minus zero is zero.
  bits.setFloat64(0, value + 0)
  let high = bits.getUint32(0)
  let low = bits.getUint32(4)
  if (high >>> 31 === 1) {
    high = ~high >>> 0
    low = ~low >>> 0
  } else high = (high | 0x80000000) >>> 0
  return hex(high) + hex(low)
}

/** Thirty-two hexadecimal digits that sort as the addresses do. */
export function sortableAddress(address: Address): string {
  return address.map(hex).join('')
}

const hex = (word: number): string => word.toString(16).padStart(8, '0')
