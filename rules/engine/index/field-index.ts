import { foldCase } from '../../../core/lib/fold-text.ts'
import { Affixes } from './affixes.ts'
import { Containment } from './containment.ts'
import type { Hits } from './hits.ts'
import type { Look } from './look.ts'
import { rawWriting } from './look.ts'
import { Memo } from './memo.ts'
import { Sampling } from './sampling.ts'

type Looked = { readonly look: Look; readonly id: number }

/** All looks into one field's values, answered together. */
export class FieldIndex {
  readonly #inside: Containment | Sampling | undefined
  /** Of texts with characters beyond ASCII, which are in no value that has none: tables as wide as all emoji would slow the rest. */
  readonly #beyondAscii: Containment | undefined
  readonly #begin: Affixes | undefined
  readonly #end: Affixes | undefined
  /** The numbers of looks for a whole value as it came, by the value. */
  readonly #same = new Map<string, number>()
  /** The numbers of looks at the raw writing. */
  readonly #raw: ReadonlySet<number>
  readonly memo = new Memo()
  /** Of values that are read when they are asked for, and of keywords in values that are not read at once. */
  readonly unreadMemo = new Memo()
  readonly keywordMemo = new Memo()
  /** Roughly the nanoseconds that were spent on values so far, while some rule waited for a signal. */
  work = 0
  /** True while some rule waits for a signal from here, so that the values of every event are read. */
  awaited = false
  /** The values of the event at hand, where they are not read at once. */
  readonly unread: string[] = []
  readonly marks: number
  readonly #shortest: number

  /** `marks`: from which number on the field may mark in `Hits`; it takes `marks` of them. */
  constructor(looks: readonly Looked[], marks: number) {
    const texts = (...where: readonly Look['where'][]) =>
      looks
        .filter(({ look }) => look.writing !== 'same' && where.includes(look.where))
        .map(({ look, id }) => ({ text: look.text, id, whole: look.where === 'whole' }))
    const inside = texts('inside').filter(({ text }) => isAscii(text))
    const beyond = texts('inside').filter(({ text }) => !isAscii(text))
    const begin = texts('begin', 'whole')
    const end = texts('end')
    if (inside.length > 0) {
      this.#inside = Sampling.suits(inside) ? new Sampling(inside) : new Containment(inside, marks)
    }
    this.marks = this.#inside instanceof Containment ? this.#inside.size : 0
    if (beyond.length > 0) {
      this.#beyondAscii = new Containment(beyond, marks + this.marks)
      this.marks += this.#beyondAscii.size
    }
    if (begin.length > 0) this.#begin = new Affixes(begin, false)
    if (end.length > 0) this.#end = new Affixes(end, true)
    for (const { look, id } of looks) if (look.writing === 'same') this.#same.set(look.text, id)
    this.#shortest = looks.reduce((least, { look }) => Math.min(least, look.text.length), Number.POSITIVE_INFINITY)
    this.#raw = new Set(looks.filter(({ look }) => look.writing === 'raw').map(({ id }) => id))
  }

  /** True where no look can find anything, since every text is longer than the value. */
  isTooShort(value: string): boolean {
    if (value.length >= this.#shortest) return false
    // Folding makes some letters beyond ASCII longer.
    return isAscii(value)
  }

  /** Puts the numbers of all looks that find something in the value into `hits`; of those of `also`, too. */
  find(value: string, hits: Hits, also?: FieldIndex): void {
    hits.clear()
    this.#collect(value, hits)
    if (also !== undefined) also.#collect(value, hits)
  }

  #collect(value: string, hits: Hits): void {
    if (this.awaited) this.work += 50 + 2 * value.length
    const before = hits.count
    // Plain ASCII is read as it is, and its two writings are the same.
    if (!this.#read(value, false, hits)) {
      hits.shrink(before)
      this.#collectFolded(value, hits)
    }
    if (this.#same.size === 0) return
    const same = this.#same.get(value)
    if (same !== undefined) hits.add(same)
  }

  #collectFolded(value: string, hits: Hits): void {
    const before = hits.count
    const folded = foldCase(value)
    this.#read(folded, true, hits)
    this.#beyondAscii?.find(folded, true, hits)
    if (this.#raw.size === 0) return
    hits.sift(before, (id) => !this.#raw.has(id))
    const raw = hits.count
    hits.again()
    this.#read(rawWriting(value), true, hits)
    hits.sift(raw, (id) => this.#raw.has(id))
  }

  #read(value: string, folded: boolean, hits: Hits): boolean {
    // Nothing else reads the value to its end.
    if (!folded && this.#inside === undefined && this.#beyondAscii !== undefined && !isAscii(value)) return false
    return (
      (this.#inside?.find(value, folded, hits) ?? true) &&
      (this.#end?.find(value, folded, hits) ?? true) &&
      (this.#begin?.find(value, folded, hits) ?? true)
    )
  }
}

function isAscii(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127) return false
  return true
}
