import { Classes } from './classes.ts'
import type { Hits } from './hits.ts'
import { Trie } from './trie.ts'
import type { Utf8Text } from './utf8-text.ts'

/** Nodes so near the root have a row in the table: most bytes of a text that matches nothing are read there. */
const nearRoot = 3

/**
 * Finds which of many texts stand somewhere in a value, reading it once (Aho and Corasick, 1975). Nodes near the root and
 * nodes that branch have a row with a target for each class; the others, by far the most, have one byte that leads
 * on and a node to fall back to. So 22,000 texts take a few megabytes, and the rows in use stay in the cache.
 *
 * Nodes are numbered so that one comparison tells what is to be done at them: first those with a row at which no text
 * ends, then those with a row at which one does, then those without a row. A *state* is where a node's row begins, or for a
 * node without one, as far behind the rows as it stands behind the nodes with rows.
 */
export class Containment {
  readonly #classes: Classes
  readonly #width: number
  /** How many nodes have a row. */
  readonly #dense: number
  /** States below it have a row and tell nothing. */
  readonly #quiet: number
  /** A state for each class. */
  readonly #rows: Int32Array
  /** Of the nodes without a row: the class that leads on, and the state it leads to. */
  readonly #sign: Uint8Array
  readonly #next: Int32Array
  /** The node where the longest other text goes on that the bytes so far may be a part of. */
  readonly #fall: Int32Array
  /** The nearest node at which a text ends, this one or one it falls back to; 0 where there is none. */
  readonly #ending: Int32Array
  /** Where the ids of the texts that end at a node begin in `#ids`; they go on to the next -1. */
  readonly #start: Int32Array
  readonly #ids: Int32Array
  /** Nodes are marked in `Hits` from here on, so that each tells its ids once a value. */
  readonly #marks: number

  /** `texts`: folded, in UTF-8, none empty, with their ids. Numbers from `marks` on are its own in `Hits`, as many as it has `size`. */
  constructor(texts: readonly { readonly text: Uint8Array; readonly id: number }[], marks: number) {
    const classes = new Classes(texts.map(({ text }) => text))
    const trie = new Trie(classes)
    const idsAt = new Map<number, number[]>()
    for (const { text, id } of texts) {
      const node = trie.insert(text)
      const ids = idsAt.get(node)
      if (ids === undefined) idsAt.set(node, [id])
      else ids.push(id)
    }
    const { size } = trie
    this.#classes = classes
    this.#width = classes.count
    this.#marks = marks
    const { order, falls, endings } = links(trie, idsAt)
    const number = new Int32Array(size)
    let numbered = 0
    const hasRow = (node: number) => trie.depthOf(node) <= nearRoot || trie.branches(node)
    for (let node = 0; node < size; node++) if (hasRow(node) && endings[node] === 0) number[node] = numbered++
    this.#quiet = numbered * this.#width
    for (let node = 0; node < size; node++) if (hasRow(node) && endings[node] !== 0) number[node] = numbered++
    this.#dense = numbered
    for (let node = 0; node < size; node++) if (!hasRow(node)) number[node] = numbered++
    this.#rows = new Int32Array(this.#dense * this.#width)
    this.#sign = new Uint8Array(size - this.#dense)
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
    for (let node = 0; node < size; node++) {
      this.#fall[number[node]!] = number[falls[node]!]!
      this.#ending[number[node]!] = number[endings[node]!]!
    }
    for (const node of order) this.#fill(node, trie, number)
  }

  /** A node's row, or the one step on from it. What it falls back to is nearer the root and filled before. */
  #fill(node: number, trie: Trie, number: Int32Array): void {
    const at = number[node]!
    const row = at * this.#width
    if (at >= this.#dense) {
      const child = trie.firstChild(node)
      if (child === 0) return
      this.#sign[at - this.#dense] = trie.signOf(child)
      this.#next[at - this.#dense] = this.#stateOf(number[child]!)
      return
    }
    if (node !== 0) {
      const fall = this.#fall[at]!
      if (fall < this.#dense) this.#rows.copyWithin(row, fall * this.#width, (fall + 1) * this.#width)
      else for (let sign = 0; sign < this.#width; sign++) this.#rows[row + sign] = this.#step(fall, sign)
    }
    for (let child = trie.firstChild(node); child !== 0; child = trie.nextSibling(child)) {
      this.#rows[row + trie.signOf(child)] = this.#stateOf(number[child]!)
    }
  }

  #stateOf(node: number): number {
    return node < this.#dense ? node * this.#width : this.#dense * (this.#width - 1) + node
  }

  /** How many marks it takes. */
  get size(): number {
    return this.#start.length
  }

  /** Adds the ids of all texts that stand in the value, which is folded or plain ASCII. */
  find({ bytes, length }: Utf8Text, hits: Hits): void {
    const { of } = this.#classes
    const rows = this.#rows
    const quiet = this.#quiet
    const sparse = rows.length
    let state = 0
    for (let i = 0; i < length; i++) {
      const sign = of[bytes[i]!]!
      state = state < sparse ? rows[state + sign]! : this.#step(state - sparse + this.#dense, sign)
      if (state >= quiet) this.#tell(state, hits)
    }
  }

  /** The state after one more byte at a node. */
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

  #tell(state: number, hits: Hits): void {
    const sparse = this.#rows.length
    const at = state < sparse ? state / this.#width : state - sparse + this.#dense
    for (let node = this.#ending[at]!; node !== 0; node = this.#ending[this.#fall[node]!]!) {
      // What this one falls back to was told together with it.
      if (!hits.first(this.#marks + node)) return
      for (let i = this.#start[node]!; this.#ids[i]! >= 0; i++) hits.add(this.#ids[i]!)
    }
  }
}

/** The nodes breadth first; of each, the node it falls back to and the nearest at which a text ends (0: none). */
function links(trie: Trie, texts: ReadonlyMap<number, unknown>) {
  const order = new Int32Array(trie.size)
  const falls = new Int32Array(trie.size)
  const endings = new Int32Array(trie.size)
  let filled = 1
  for (let at = 0; at < filled; at++) {
    const node = order[at]!
    endings[node] = texts.has(node) ? node : endings[falls[node]!]!
    for (let child = trie.firstChild(node); child !== 0; child = trie.nextSibling(child)) {
      order[filled++] = child
      if (node === 0) continue
      const sign = trie.signOf(child)
      let fall = falls[node]!
      let next = trie.childAt(fall, sign)
      while (next === 0 && fall !== 0) {
        fall = falls[fall]!
        next = trie.childAt(fall, sign)
      }
      falls[child] = next
    }
  }
  return { order, falls, endings }
}
