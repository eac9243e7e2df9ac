import type { Classes } from './classes.ts'

/** A list of numbers that grows, without a box around each. */
class Numbers {
  #values = new Int32Array(64)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  get values(): Int32Array {
    return this.#values
  }
}

/**
 * A tree of texts by their bytes, as it is built: first child and next sibling of every node. Node 0 is the root.
 * What reads it (`Containment`, `Affixes`) first turns it into tables.
 */
export class Trie {
  readonly #classes: Classes
  readonly #backwards: boolean
  readonly #child = new Numbers()
  readonly #sibling = new Numbers()
  readonly #sign = new Numbers()
  readonly #depth = new Numbers()

  /** `backwards`: texts are entered from their last byte. */
  constructor(classes: Classes, backwards = false) {
    this.#classes = classes
    this.#backwards = backwards
    this.#add(0, 0)
  }

  get size(): number {
    return this.#child.length
  }

  /** Enters a folded text; answers the node it ends at. */
  insert(text: Uint8Array): number {
    let node = 0
    for (let i = 0; i < text.length; i++) {
      const sign = this.#classes.of[text[this.#backwards ? text.length - 1 - i : i]!]!
      node = this.childAt(node, sign) || this.#grow(node, sign)
    }
    return node
  }

  /** The child over this class; 0 if there is none. */
  childAt(node: number, sign: number): number {
    let child = this.#child.values[node]!
    while (child !== 0 && this.#sign.values[child] !== sign) child = this.#sibling.values[child]!
    return child
  }

  firstChild = (node: number): number => this.#child.values[node]!
  nextSibling = (node: number): number => this.#sibling.values[node]!
  /** The class that leads from the parent to the node. */
  signOf = (node: number): number => this.#sign.values[node]!
  depthOf = (node: number): number => this.#depth.values[node]!

  /** True for a node with two children or more. */
  branches(node: number): boolean {
    const child = this.#child.values[node]!
    return child !== 0 && this.#sibling.values[child] !== 0
  }

  #grow(parent: number, sign: number): number {
    const node = this.#add(sign, this.#depth.values[parent]! + 1)
    this.#sibling.values[node] = this.#child.values[parent]!
    this.#child.values[parent] = node
    return node
  }

  #add(sign: number, depth: number): number {
    this.#child.push(0)
    this.#sibling.push(0)
    this.#sign.push(sign)
    this.#depth.push(depth)
    return this.#child.length - 1
  }
}
