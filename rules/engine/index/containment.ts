import type { Classes } from './classes.ts'
import type { Hits } from './hits.ts'
import { Trie } from './trie.ts'

/** Nodes so near the root have a row in the table: most characters of a text that matches nothing are read there. */
const nearRoot = 3

/**
 * Finds which of many texts stand somewhere in a value, reading it once (Aho and Corasick, 1975). Nodes near the root and
 * nodes that branch have a row with a target for each class; the others, by far the most, have one character that leads
 * on and a node to fall back to. So 22,000 texts take a few megabytes, and the rows in use stay in the cache.
 */
export class Containment {
  readonly #classes: Uint16Array
  readonly #width: number
  /** Nodes below this number have a row. A target is node × 2, plus 1 where some text ends at the node. */
  readonly #dense: number
  readonly #rows: Int32Array
  /** Of the nodes without a row: the class that leads on, and whereto. */
  readonly #sign: Uint16Array
  readonly #next: Int32Array
  /** Where the longest other text goes on that the characters so far may be a part of. */
  readonly #fall: Int32Array
  /** The nearest node at which a text ends, this one or one it falls back to; 0 where there is none. */
  readonly #ending: Int32Array
  /** Where the ids of the texts that end at a node begin in `#ids`; they go on to the next -1. */
  readonly #start: Int32Array
  readonly #ids: Int32Array
  /** Nodes are marked in `Hits` from here on, so that each tells its ids once a value. */
  readonly #marks: number

  /** `texts`: folded, none empty, with their ids. Numbers from `marks` on are its own in `Hits`, as many as it has `size`. */
  constructor(texts: readonly { readonly text: string; readonly id: number }[], classes: Classes, marks: number) {
    const trie = new Trie(classes)
    const idsAt = new Map<number, number[]>()
    for (const { text, id } of texts) {
      const node = trie.insert(text)
      const ids = idsAt.get(node)
      if (ids === undefined) idsAt.set(node, [id])
      else ids.push(id)
    }
    const { size } = trie
    this.#classes = classes.of
    this.#width = classes.count
    this.#marks = marks
    const hasRow = (node: number) => trie.depthOf(node) <= nearRoot || trie.branches(node)
    const number = new Int32Array(size)
    let numbered = 0
    for (let node = 0; node < size; node++) if (hasRow(node)) number[node] = numbered++
    this.#dense = numbered
    for (let node = 0; node < size; node++) if (!hasRow(node)) number[node] = numbered++
    this.#rows = new Int32Array(this.#dense * this.#width)
    this.#sign = new Uint16Array(size - this.#dense)
    this.#next = new Int32Array(size - this.#dense)
    this.#fall = new Int32Array(size)
    this.#ending = new Int32Array(size)
    this.#start = new Int32Array(size).fill(-1)
    const ids: number[] = []
    for (const [node, ending] of idsAt) {
      this.#start[number[node]!] = ids.length
      ids.push(...ending, -1)
    }
    this.#ids = Int32Array.from(ids)
    this.#link(trie, number)
    for (const targets of [this.#rows, this.#next]) {
      for (let i = 0; i < targets.length; i++) if (this.#ending[targets[i]! >> 1] !== 0) targets[i]! |= 1
    }
  }

  /** Breadth first, since a node falls back to one nearer the root. */
  #link(trie: Trie, number: Int32Array): void {
    const order = new Int32Array(trie.size)
    let filled = 1
    for (let at = 0; at < filled; at++) {
      const old = order[at]!
      const node = number[old]!
      const fall = this.#fall[node]!
      this.#ending[node] = this.#start[node]! >= 0 ? node : this.#ending[fall]!
      for (let child = trie.firstChild(old); child !== 0; child = trie.nextSibling(child)) {
        order[filled++] = child
        this.#fall[number[child]!] = node === 0 ? 0 : this.#step(fall, trie.signOf(child)) >> 1
      }
      if (node < this.#dense && node !== 0) {
        const row = node * this.#width
        if (fall < this.#dense) this.#rows.copyWithin(row, fall * this.#width, (fall + 1) * this.#width)
        else for (let sign = 0; sign < this.#width; sign++) this.#rows[row + sign] = this.#step(fall, sign)
      }
      for (let child = trie.firstChild(old); child !== 0; child = trie.nextSibling(child)) {
        const target = number[child]! * 2
        if (node < this.#dense) this.#rows[node * this.#width + trie.signOf(child)] = target
        else {
          this.#sign[node - this.#dense] = trie.signOf(child)
          this.#next[node - this.#dense] = target
        }
      }
    }
  }

  /** How many marks it takes. */
  get size(): number {
    return this.#start.length
  }

  /**
   * Adds the ids of all texts that stand in the value. Answers false, with what was added of no use, where the value is
   * not in plain ASCII and not known to be folded.
   */
  find(value: string, folded: boolean, hits: Hits): boolean {
    const classes = this.#classes
    const rows = this.#rows
    const width = this.#width
    const dense = this.#dense
    const { length } = value
    let codes = 0
    let node = 0
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      codes |= code
      const sign = classes[code]!
      const target = node < dense ? rows[node * width + sign]! : this.#step(node, sign)
      node = target >> 1
      if ((target & 1) === 1) this.#tell(node, hits)
    }
    return folded || codes < 128
  }

  #step(from: number, sign: number): number {
    let node = from
    while (node >= this.#dense) {
      const i = node - this.#dense
      // Class 0 leads nowhere, and a leaf has no other.
      if (this.#sign[i] === sign && sign !== 0) return this.#next[i]!
      node = this.#fall[node]!
    }
    return this.#rows[node * this.#width + sign]!
  }

  #tell(at: number, hits: Hits): void {
    for (let node = this.#ending[at]!; node !== 0; node = this.#ending[this.#fall[node]!]!) {
      // What this one falls back to was told together with it.
      if (!hits.first(this.#marks + node)) return
      for (let i = this.#start[node]!; this.#ids[i]! >= 0; i++) hits.add(this.#ids[i]!)
    }
  }
}
