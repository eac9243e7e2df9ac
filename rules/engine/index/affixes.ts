import { Classes } from './classes.ts'
import type { Hits } from './hits.ts'
import { Trie } from './trie.ts'
import type { Utf8Text } from './utf8-text.ts'

/** A text to be looked for at one end of a value, folded and in UTF-8. `whole`: the value is to be that text. */
export interface Affix {
  readonly text: Uint8Array
  readonly id: number
  readonly whole: boolean
}

/**
 * Finds which of many texts a value begins with (or, backwards, ends with) and which it equals, by walking a tree from
 * that end: a few bytes in, most values have left the tree.
 */
export class Affixes {
  readonly #classes: Classes
  readonly #backwards: boolean
  readonly #width: number
  /** A node with several children has a row, numbered by `row`; -1 where it has none. */
  readonly #row: Int32Array
  readonly #rows: Int32Array
  /** A node with one child: the class that leads to it. */
  readonly #sign: Uint8Array
  readonly #next: Int32Array
  /** Where the ids of a node begin, for texts that end at it and for texts that the value is to equal; -1 for none. */
  readonly #ends: Int32Array
  readonly #wholes: Int32Array
  readonly #ids: Int32Array

  constructor(affixes: readonly Affix[], backwards: boolean) {
    const classes = new Classes(affixes.map(({ text }) => text))
    const trie = new Trie(classes, backwards)
    const ends = new Map<number, number[]>()
    const wholes = new Map<number, number[]>()
    for (const { text, id, whole } of affixes) {
      const node = trie.insert(text)
      const of = whole ? wholes : ends
      const ids = of.get(node)
      if (ids === undefined) of.set(node, [id])
      else ids.push(id)
    }
    this.#classes = classes
    this.#backwards = backwards
    this.#width = classes.count
    const { size } = trie
    this.#row = new Int32Array(size).fill(-1)
    this.#sign = new Uint8Array(size)
    this.#next = new Int32Array(size)
    let rows = 0
    for (let node = 0; node < size; node++) if (trie.branches(node)) this.#row[node] = rows++ * this.#width
    this.#rows = new Int32Array(rows * this.#width)
    for (let node = 0; node < size; node++) {
      const row = this.#row[node]!
      for (let child = trie.firstChild(node); child !== 0; child = trie.nextSibling(child)) {
        if (row >= 0) this.#rows[row + trie.signOf(child)] = child
        else {
          this.#sign[node] = trie.signOf(child)
          this.#next[node] = child
        }
      }
    }
    this.#ends = new Int32Array(size).fill(-1)
    this.#wholes = new Int32Array(size).fill(-1)
    const ids: number[] = []
    for (const [of, starts] of [
      [ends, this.#ends],
      [wholes, this.#wholes],
    ] as const) {
      for (const [node, found] of of) {
        starts[node] = ids.length
        ids.push(...found, -1)
      }
    }
    this.#ids = Int32Array.from(ids)
  }

  /** Adds the ids of all texts that stand at this end of the value, which is folded or plain ASCII. */
  find({ bytes, length }: Utf8Text, hits: Hits): void {
    const { of } = this.#classes
    const backwards = this.#backwards
    let node = 0
    for (let i = 0; ; i++) {
      if (this.#ends[node]! >= 0) this.#tell(this.#ends[node]!, hits)
      if (i === length) {
        if (this.#wholes[node]! >= 0) this.#tell(this.#wholes[node]!, hits)
        return
      }
      const sign = of[bytes[backwards ? length - 1 - i : i]!]!
      const row = this.#row[node]!
      if (row >= 0) node = this.#rows[row + sign]!
      else node = sign !== 0 && this.#sign[node] === sign ? this.#next[node]! : 0
      if (node === 0) return
    }
  }

  #tell(start: number, hits: Hits): void {
    const ids = this.#ids
    for (let i = start; ids[i]! >= 0; i++) hits.add(ids[i]!)
  }
}
