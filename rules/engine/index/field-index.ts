import { Buffer } from 'node:buffer'
import { foldCase } from '../../../core/lib/fold-text.ts'
import { Affixes } from './affixes.ts'
import { Containment } from './containment.ts'
import type { Hits } from './hits.ts'
import type { Look } from './look.ts'
import { rawWriting } from './look.ts'
import { Memo } from './memo.ts'
import { Sampling } from './sampling.ts'
import type { Utf8Text } from './utf8-text.ts'
import { border } from './utf8-text.ts'

type Looked = { readonly look: Look; readonly id: number }

/** All looks into one field's values, answered together. */
export class FieldIndex {
  readonly #inside: Containment | Sampling | undefined
  readonly #begin: Affixes | undefined
  readonly #end: Affixes | undefined
  /** The numbers of looks for a whole value as it came, by the value. */
  readonly #same = new Map<string, number>()
  /** The numbers of looks at the raw writing. */
  readonly #raw: ReadonlySet<number>
  readonly memo = new Memo()
  /** Of values that are read when they are asked for. */
  readonly unreadMemo = new Memo()
  /** Roughly the nanoseconds that were spent on values so far, while some rule waited for a signal. */
  work = 0
  /** True while some rule waits for a signal from here, so that the values of every event are read. */
  awaited = false
  /** The values of the event at hand, where they are not read at once: the first `unreadCount`. */
  readonly unread: string[] = []
  unreadCount = 0
  readonly marks: number
  /** True where no text but those of whole values as they came has anything beyond ASCII. */
  readonly #ascii: boolean
  readonly #shortest: number
  /** True where every look is for a text that may stand anywhere and has no border in it, so that values can be read in a row. */
  readonly anywhere: boolean

  /** `marks`: from which number on the field may mark in `Hits`; it takes `marks` of them. */
  constructor(looks: readonly Looked[], marks: number) {
    const texts = (...where: readonly Look['where'][]) =>
      looks
        .filter(({ look }) => look.writing !== 'same' && where.includes(look.where))
        .map(({ look, id }) => ({ text: Buffer.from(look.text), id, whole: look.where === 'whole' }))
    const inside = texts('inside')
    const begin = texts('begin', 'whole')
    const end = texts('end')
    if (inside.length > 0) {
      this.#inside = Sampling.suits(inside) ? new Sampling(inside) : new Containment(inside, marks)
    }
    this.marks = this.#inside instanceof Containment ? this.#inside.size : 0
    if (begin.length > 0) this.#begin = new Affixes(begin, false)
    if (end.length > 0) this.#end = new Affixes(end, true)
    for (const { look, id } of looks) if (look.writing === 'same') this.#same.set(look.text, id)
    this.#shortest = looks.reduce((least, { look }) => Math.min(least, look.text.length), Number.POSITIVE_INFINITY)
    this.#ascii = looks.every(({ look }) => look.writing === 'same' || isAscii(look.text))
    this.#raw = new Set(looks.filter(({ look }) => look.writing === 'raw').map(({ id }) => id))
    this.anywhere = inside.length === looks.length && looks.every(({ look }) => !look.text.includes(border))
  }

  /** True where no look can find anything, since every text is longer than the value. */
  isTooShort(value: string): boolean {
    if (value.length >= this.#shortest) return false
    // Folding makes some letters beyond ASCII longer.
    return isAscii(value)
  }

  /** Puts the numbers of all looks that find something in the value into `hits`; of those of `also`, too. Uses `text`. */
  find(value: string, text: Utf8Text, hits: Hits, also?: FieldIndex): void {
    hits.clear()
    // Plain ASCII is read as it is, and its two writings are the same.
    const plain = text.write(value)
    this.#collect(value, plain, text, hits)
    if (also !== undefined) also.#collect(value, plain, text, hits)
  }

  #collect(value: string, plain: boolean, text: Utf8Text, hits: Hits): void {
    this.#spent(value.length)
    if (plain) this.#read(text, hits)
    else if (this.#ascii && apart.test(value)) {
      text.write(value)
      this.#read(text, hits)
    } else this.#collectFolded(value, text, hits)
    if (this.#same.size === 0) return
    const same = this.#same.get(value)
    if (same !== undefined) hits.add(same)
  }

  #collectFolded(value: string, text: Utf8Text, hits: Hits): void {
    const before = hits.count
    text.write(foldCase(value))
    this.#read(text, hits)
    if (this.#raw.size === 0) return
    hits.sift(before, (id) => !this.#raw.has(id))
    const raw = hits.count
    hits.again()
    text.write(rawWriting(value))
    this.#read(text, hits)
    hits.sift(raw, (id) => this.#raw.has(id))
  }

  #read(text: Utf8Text, hits: Hits): void {
    this.#inside?.find(text, hits)
    this.#end?.find(text, hits)
    this.#begin?.find(text, hits)
  }

  #spent(length: number): void {
    if (this.awaited) this.work += 50 + length
  }
}

/**
 * Signs that stand as they are beside ASCII: folding makes none of them ASCII, and none joins the one before it. In a text of
 * them what is ASCII can be looked for without folding the rest.
 */
const apart = /^[\x00-\xde\xe0-\u012f\u0132-\u0148\u014a-\u017e\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2010-\u2027]*$/

function isAscii(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127) return false
  return true
}
