import type { Cases, Leaf } from '../../../core/predicate/predicate.ts'
import type { Look } from './look.ts'
import { exactLook, neededLook } from './look.ts'

/** Every value of the event, whatever its field: where keywords are looked for. */
export const everywhere = Symbol('every value')
export type Place = string | typeof everywhere

export interface Signals {
  /** The signal without which a leaf does not hold, by the leaf's number. */
  readonly signalOf: Int32Array
  /** The number of the place that a signal comes from; -1 for one that no look gives. */
  readonly placeOf: Int32Array
  readonly size: number
}

/**
 * Everything that rules ask of an event, each once and by a number. Of a *leaf*, a look into the event's values may give
 * the answer (`exact`); other leaves are asked when a rule comes to them. A *signal* is what can wake a rule: an exact leaf,
 * a text without which a leaf cannot hold, or a field's being there.
 */
export class LeafTable {
  readonly #byKey = new Map<string, number>()
  /** The leaf by number; undefined for a number that is only a signal. */
  readonly leaves: (Leaf | undefined)[] = []
  readonly exact: boolean[] = []
  /** The signal without which a leaf does not hold, by the leaf's number. */
  readonly signalOf: number[] = []
  /** Where is looked, and for which texts, with their numbers. A place has its number by its position. */
  readonly places: { readonly place: Place; readonly looks: { readonly look: Look; readonly id: number }[] }[] = []
  /** The number of the place that a signal comes from; -1 for one that no look gives. */
  readonly placeOf: number[] = []
  readonly #placeNumbers = new Map<Place, number>()
  /** The numbers of fields as signals. */
  readonly presence = new Map<string, number>()

  get size(): number {
    return this.leaves.length
  }

  /** The number of a leaf. */
  readonly cases: Cases<number> = {
    equals: (leaf) => this.#tested(leaf, leaf.field, leaf),
    wildcard: (leaf) => this.#tested(leaf, leaf.field, leaf),
    regex: (leaf) => this.#tested(leaf, leaf.field, leaf),
    anyField: (leaf) => this.#tested(leaf, everywhere, leaf.test),
    compare: (leaf) => this.#asked(leaf, () => this.#present(leaf.field)),
    cidr: (leaf) => this.#asked(leaf, () => this.#present(leaf.field)),
    exists: (leaf) => this.#asked(leaf, () => this.#present(leaf.field)),
    fieldEquals: (leaf) => this.#asked(leaf, () => this.#present(leaf.field)),
  }

  #tested(leaf: Leaf, place: Place, test: Parameters<typeof exactLook>[0]): number {
    const look = exactLook(test)
    if (look !== undefined) return this.#looked(place, look, leaf)
    return this.#asked(leaf, () => {
      const needed = neededLook(test)
      if (needed !== undefined) return this.#looked(place, needed, undefined)
      return place === everywhere ? this.#anything() : this.#present(place)
    })
  }

  #looked(place: Place, look: Look, leaf: Leaf | undefined): number {
    const key = `${look.writing} ${look.where} ${place === everywhere ? '*' : `=${place}`}\n${look.text}`
    const known = this.#byKey.get(key)
    if (known !== undefined) {
      this.leaves[known] ??= leaf
      return known
    }
    const id = this.#add(key, leaf, true)
    let number = this.#placeNumbers.get(place)
    if (number === undefined) {
      number = this.places.push({ place, looks: [] }) - 1
      this.#placeNumbers.set(place, number)
    }
    this.places[number]?.looks.push({ look, id })
    this.placeOf[id] = number
    return id
  }

  #asked(leaf: Leaf, signal: () => number): number {
    const key = JSON.stringify(leaf)
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const id = this.#add(key, leaf, false)
    this.signalOf[id] = signal()
    return id
  }

  #present(field: string): number {
    const known = this.presence.get(field)
    if (known !== undefined) return known
    const id = this.#add(`present ${field}`, undefined, true)
    this.presence.set(field, id)
    return id
  }

  /** The signal that every event gives. */
  #anything(): number {
    this.anything ??= this.#add('anything', undefined, true)
    return this.anything
  }
  anything: number | undefined

  /** What is needed of the table once all rules are in: the signal of each number, and the place it comes from. */
  signals(): Signals {
    return { signalOf: Int32Array.from(this.signalOf), placeOf: Int32Array.from(this.placeOf), size: this.size }
  }

  #add(key: string, leaf: Leaf | undefined, exact: boolean): number {
    const id = this.leaves.length
    this.#byKey.set(key, id)
    this.leaves.push(leaf)
    this.exact.push(exact)
    this.signalOf.push(id)
    this.placeOf.push(-1)
    return id
  }
}
