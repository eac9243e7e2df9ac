import type { Buffer } from 'node:buffer'
import type { Json } from '../../core/lib/json.ts'
import { binaryXml, readValue } from './evtx-values.ts'

/** A piece of an element's content or of an attribute's value. */
export type Piece = string | Element | Substitution | Instance
/** A place that a record's own value fills. */
export interface Substitution {
  readonly kind: 'substitution'
  readonly index: number
}
export interface Attribute {
  readonly name: string
  readonly value: readonly Piece[]
}
export interface Element {
  readonly kind: 'element'
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly content: readonly Piece[]
}
/** A template with the values that fill it. */
export interface Instance {
  readonly kind: 'instance'
  readonly content: readonly Piece[]
  readonly values: readonly (Json | Fragment)[]
}
/** Binary XML that stands as a value. */
export interface Fragment {
  readonly kind: 'fragment'
  readonly content: readonly Piece[]
}

/** Fragments within fragments; Windows needs two. */
const maxFragments = 8
/** Elements within elements of one template. */
const maxDepth = 64

/**
 * Reads the binary XML of one chunk (MS-EVEN6 §2.2.12; offsets are those of the chunk). Templates and names are read
 * once a chunk. Throws a RangeError, whose message says what is wrong, for bytes that are no binary XML.
 */
export class BinaryXml {
  readonly #bytes: Buffer
  readonly #names = new Map<number, { readonly text: string; readonly end: number }>()
  readonly #templates = new Map<number, { readonly content: readonly Piece[]; readonly end: number }>()
  #at = 0

  constructor(chunk: Buffer) {
    this.#bytes = chunk
  }

  /** The content between two offsets of the chunk. */
  read(from: number, end: number): readonly Piece[] {
    this.#at = from
    return this.#fragment(end, 0, false)
  }

  #fragment(end: number, fragments: number, inValue: boolean): readonly Piece[] {
    if (fragments > maxFragments) throw new RangeError('binary XML is nested too deep')
    const content: Piece[] = []
    while (this.#at < end) {
      const token = this.#bytes.readUInt8(this.#at)
      if (token === 0) {
        this.#at++
        break
      }
      if (token === 0x0f) this.#at += 4
      else if (token === 0x0c) content.push(this.#instance(fragments))
      else if (token === 0x01 || token === 0x41) content.push(this.#element(0, inValue))
      else if (token === 0x0a || token === 0x0b) this.#instruction(token)
      else throw new RangeError(`token ${token} is out of place at ${this.#at}`)
    }
    return content
  }

  #instance(fragments: number): Instance {
    const offset = this.#bytes.readUInt32LE(this.#at + 6)
    this.#at += 10
    const inline = offset === this.#at
    const template = this.#template(offset)
    if (inline) this.#at = template.end
    const count = this.#bytes.readUInt32LE(this.#at)
    let value = this.#at + 4 + count * 4
    if (count > 0x4000 || value > this.#bytes.length) throw new RangeError('a template has too many values')
    const descriptors = this.#at + 4
    const values: (Json | Fragment)[] = []
    for (let i = 0; i < count; i++) {
      const size = this.#bytes.readUInt16LE(descriptors + i * 4)
      const type = this.#bytes.readUInt8(descriptors + i * 4 + 2)
      values.push(this.#value(type, value, size, fragments))
      value += size
    }
    this.#at = value
    return { kind: 'instance', content: template.content, values }
  }

  #value(type: number, at: number, size: number, fragments: number): Json | Fragment {
    if (type !== binaryXml) return readValue(this.#bytes, type, at, size)
    if (at + size > this.#bytes.length) throw new RangeError('a value ends outside of its chunk')
    this.#at = at
    return { kind: 'fragment', content: this.#fragment(at + size, fragments + 1, true) }
  }

  /** The definition at an offset: next template, GUID, size, content. */
  #template(offset: number): { readonly content: readonly Piece[]; readonly end: number } {
    const before = this.#templates.get(offset)
    if (before !== undefined) return before
    const size = this.#bytes.readUInt32LE(offset + 20)
    const end = offset + 24 + size
    if (end > this.#bytes.length) throw new RangeError('a template ends outside of its chunk')
    const back = this.#at
    this.#at = offset + 24
    const content: Piece[] = []
    while (this.#at < end) {
      const token = this.#bytes.readUInt8(this.#at)
      if (token === 0) break
      if (token === 0x0f) this.#at += 4
      else if (token === 0x01 || token === 0x41) content.push(this.#element(0, false))
      else if (token === 0x0a || token === 0x0b) this.#instruction(token)
      else throw new RangeError(`token ${token} is out of place in a template at ${this.#at}`)
    }
    this.#at = back
    const template = { content, end }
    this.#templates.set(offset, template)
    return template
  }

  #element(depth: number, inValue: boolean): Element {
    if (depth > maxDepth) throw new RangeError('elements are nested too deep')
    const token = this.#bytes.readUInt8(this.#at)
    // An element that stands in a value has no dependency identifier.
    this.#at += (inValue ? 1 : 3) + 4
    const name = this.#name()
    const attributes: Attribute[] = []
    if (token === 0x41) {
      const size = this.#bytes.readUInt32LE(this.#at)
      this.#at += 4
      const end = this.#at + size
      while (this.#at < end) attributes.push(this.#attribute())
    }
    const close = this.#bytes.readUInt8(this.#at++)
    if (close === 0x03) return { kind: 'element', name, attributes, content: [] }
    if (close !== 0x02) throw new RangeError(`token ${close} does not close a tag at ${this.#at - 1}`)
    const content: Piece[] = []
    for (;;) {
      const next = this.#bytes.readUInt8(this.#at)
      if (next === 0x04) {
        this.#at++
        return { kind: 'element', name, attributes, content }
      }
      if (next === 0x01 || next === 0x41) content.push(this.#element(depth + 1, inValue))
      else if (next === 0x0a || next === 0x0b) this.#instruction(next)
      else if (next === 0x0c) content.push(this.#instance(maxFragments - 1))
      else content.push(this.#text(next))
    }
  }

  #attribute(): Attribute {
    const token = this.#bytes.readUInt8(this.#at)
    if (token !== 0x06 && token !== 0x46) throw new RangeError(`token ${token} is no attribute at ${this.#at}`)
    this.#at++
    const name = this.#name()
    const value: Piece[] = []
    for (;;) {
      const next = this.#bytes.readUInt8(this.#at)
      if (next === 0x06 || next === 0x46 || next === 0x02 || next === 0x03) return { name, value }
      value.push(this.#text(next))
    }
  }

  /** Text, a character, an entity, CDATA, or the place of a value. */
  #text(token: number): string | Substitution {
    const start = this.#at
    switch (token & ~0x40) {
      case 0x05:
        return this.#counted(start + 2)
      case 0x07:
        return this.#counted(start + 1)
      case 0x08:
        this.#at += 3
        return String.fromCharCode(this.#bytes.readUInt16LE(start + 1))
      case 0x09: {
        this.#at++
        const name = this.#name()
        return entities[name] ?? `&${name};`
      }
      case 0x0d:
      case 0x0e:
        this.#at += 4
        return { kind: 'substitution', index: this.#bytes.readUInt16LE(start + 1) }
      default:
        throw new RangeError(`token ${token} is out of place at ${start}`)
    }
  }

  /** Characters behind their number. */
  #counted(at: number): string {
    const end = at + 2 + this.#bytes.readUInt16LE(at) * 2
    if (end > this.#bytes.length) throw new RangeError('a text ends outside of its chunk')
    this.#at = end
    return this.#bytes.toString('utf16le', at + 2, end)
  }

  #instruction(token: number): void {
    this.#at++
    if (token === 0x0a) this.#name()
    else this.#counted(this.#at)
  }

  /** The name that an offset points to; where it points to this very place, the name stands here. */
  #name(): string {
    const offset = this.#bytes.readUInt32LE(this.#at)
    this.#at += 4
    let name = this.#names.get(offset)
    if (name === undefined) {
      const count = this.#bytes.readUInt16LE(offset + 6)
      const end = offset + 8 + count * 2
      if (end + 2 > this.#bytes.length) throw new RangeError('a name ends outside of its chunk')
      name = { text: this.#bytes.toString('utf16le', offset + 8, end), end: end + 2 }
      this.#names.set(offset, name)
    }
    if (offset === this.#at) this.#at = name.end
    return name.text
  }
}

const entities: { readonly [name: string]: string | undefined } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
