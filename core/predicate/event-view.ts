import type { Path, Scalar, Values } from '../event/path.ts'
import { compilePath, textOf, vendorLeaves } from '../event/path.ts'
import { foldCase, foldSearch } from '../lib/fold-text.ts'
import type { Address } from '../lib/ip.ts'
import { parseAddress } from '../lib/ip.ts'
import { momentOf, numberOf } from './measure.ts'
import type { Fold } from './predicate.ts'

/** What is read of a field: none, one, or a list. */
export type Reading<T> = T | readonly T[] | undefined

/** A question to the event that the view stands at. */
export type Read<T> = () => Reading<T>

/** Stands for the vendor's whole document where a field name is asked for. */
export const anyField = Symbol('any field')

/**
 * One event as many matchers look at it. Each reading (a field's text in some fold, its numbers, its addresses) is taken
 * at most once an event, however many leaves of however many rules share it. A view is the scratch of one thread: matchers
 * are built on it once, then it is turned from event to event. It keeps the last event until it is turned again.
 */
export class EventView {
  #event: object = {}
  /** Counts the turns; a reading is fresh when it was taken in this one. */
  #turn = 0
  readonly #reads = new Map<string, Read<unknown>>()
  readonly #paths = new Map<string, Path>()
  readonly #leavesOf: (document: object) => readonly Scalar[]

  /** `leavesOf` gives what `anyField` looks at; by default the vendor's document, without our stamps. */
  constructor(leavesOf: (document: object) => readonly Scalar[] = vendorLeaves) {
    this.#leavesOf = leavesOf
  }

  /** The event the view stands at. */
  get event(): object {
    return this.#event
  }

  /** Points the view at the next event. */
  turnTo(event: object): void {
    this.#event = event
    this.#turn++
  }

  /** The texts of a field's values, or of every leaf of the vendor's document, folded. */
  texts(field: string | typeof anyField, fold: Fold): Read<string> {
    const name = typeof field === 'string' ? `=${field}` : '*'
    if (fold === 'none') {
      const values = typeof field === 'string' ? this.#values(field) : this.#leaves()
      return this.#once(`text${name}`, () => mapped(values(), textOf))
    }
    const plain = this.texts(field, 'none')
    const folded = fold === 'case' ? foldCase : foldSearch
    return this.#once(`${fold}${name}`, () => mapped(plain(), folded))
  }

  /** The field's values as numbers; those that are none are left out. */
  numbers(field: string): Read<number> {
    const values = this.#values(field)
    return this.#once(`number=${field}`, () => mapped(values(), numberOf))
  }

  /** The field's values as moments in epoch milliseconds; those that are none are left out. */
  moments(field: string): Read<number> {
    const values = this.#values(field)
    return this.#once(`moment=${field}`, () => mapped(values(), momentOf))
  }

  /** The field's values as addresses; those that are none are left out. */
  addresses(field: string): Read<Address> {
    const texts = this.texts(field, 'none')
    // Wrapped: an address is itself a list.
    return this.#once(`address=${field}`, () => {
      const found = texts()
      if (found === undefined) return undefined
      const list = typeof found === 'string' ? [found] : found
      const addresses = list.map(parseAddress).filter((address) => address !== undefined)
      return addresses.length === 0 ? undefined : addresses
    })
  }

  /** Whether the field is present. */
  presence(field: string): () => boolean {
    const path = this.#path(field)
    return this.#once(`present=${field}`, () => path.present(this.#event)) as () => boolean
  }

  #values(field: string): () => Values {
    const path = this.#path(field)
    return this.#once(`value=${field}`, () => path.values(this.#event)) as () => Values
  }

  #leaves(): Read<Scalar> {
    return this.#once('leaves', () => this.#leavesOf(this.#event))
  }

  #path(field: string): Path {
    let path = this.#paths.get(field)
    if (path === undefined) {
      path = compilePath(field)
      this.#paths.set(field, path)
    }
    return path
  }

  /** The reading under this name, taken anew only after a turn. */
  #once<T>(name: string, take: Read<T>): Read<T> {
    const before = this.#reads.get(name)
    if (before !== undefined) return before as Read<T>
    let turn = -1
    let taken: Reading<T>
    const read: Read<T> = () => {
      if (turn !== this.#turn) {
        taken = take()
        turn = this.#turn
      }
      return taken
    }
    this.#reads.set(name, read)
    return read
  }
}

function mapped<A extends Scalar, B>(reading: Reading<A>, change: (value: A) => B | undefined): Reading<B> {
  if (reading === undefined) return undefined
  if (typeof reading !== 'object') return change(reading)
  const results: B[] = []
  for (const value of reading) {
    const result = change(value)
    if (result !== undefined) results.push(result)
  }
  return results.length === 0 ? undefined : results
}
