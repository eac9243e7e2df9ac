import { beyond, lineValue, skipBlanks } from './yaml-quick-values.ts'
import type { Entry, Leaf, Tree, TreeList, TreeMap } from './yaml-tree.ts'
import { leaf } from './yaml-tree.ts'

/**
 * Reads the YAML that rules are written in, several times as quickly as the whole language can be read: one document of
 * block maps and lists whose values stand on a line of their own, or are literal blocks. It reads exactly what the parser
 * of the whole language reads, or nothing: at anything else, whatever is wrong included, it answers undefined, and the text
 * is for that parser.
 */
export function quickTree(text: string): TreeMap | undefined {
  if (text.length > longest || !/^[^\s#]/.test(text) || /[\r\ufeff]|^(?:---|\.\.\.|%)/m.test(text)) return undefined
  try {
    const reader = new Reader(text)
    const tree = reader.block(0, 0)
    return tree.kind === 'map' && reader.atEnd ? tree : undefined
  } catch (error) {
    if (error !== beyond) throw error
    return undefined
  }
}

/** Larger files are rare, and the other parser knows what is too much. */
const longest = 1 << 20
const mostNodes = 40_000
const deepest = 30

const keyBeginning = /[A-Za-z0-9_]/

class Reader {
  readonly #text: string
  /** Of the lines with something on them: where they begin, how far they are indented, where they end. */
  readonly #starts: number[] = []
  readonly #indents: number[] = []
  readonly #ends: number[] = []
  #line = 0
  #nodes = 0

  constructor(text: string) {
    this.#text = text
    let comment = false
    for (let start = 0; start < text.length; ) {
      let end = text.indexOf('\n', start)
      if (end < 0) end = text.length
      let at = start
      while (text[at] === ' ') at++
      if (text[at] === '\t') throw beyond
      if (at < end) comment = text[at] === '#'
      if (at < end && !comment) {
        this.#starts.push(start)
        this.#indents.push(at - start)
        this.#ends.push(end)
      }
      start = end + 1
    }
    // The parser does not count a comment behind everything as a part of the document.
    if (comment) throw beyond
  }

  get atEnd(): boolean {
    return this.#line === this.#starts.length
  }

  /** The map or list that begins on this line, at this column or further in. */
  block(least: number, depth: number): TreeMap | TreeList {
    const indent = this.#indents[this.#line]
    if (indent === undefined || indent < least || depth > deepest) throw beyond
    return this.#collection(indent, this.#starts[this.#line]! + indent, depth)
  }

  #collection(indent: number, at: number, depth: number): TreeMap | TreeList {
    return this.#isItem(at) ? this.#list(indent, at, depth) : this.#map(indent, at, depth)
  }

  #isItem(at: number): boolean {
    const next = this.#text[at + 1]
    return this.#text[at] === '-' && (next === ' ' || next === '\n' || next === undefined)
  }

  /** `at`: the first key; a map may begin on the line of the list item that it is. */
  #map(indent: number, at: number, depth: number): TreeMap {
    const entries = new Map<string, Entry>()
    for (let keyAt = at; ; keyAt = this.#starts[this.#line]! + indent) {
      this.#count()
      const colon = this.#colonAfter(keyAt)
      const key = this.#text.slice(keyAt, colon)
      if (entries.has(key)) throw beyond
      const valueAt = skipBlanks(this.#text, colon + 1)
      const value =
        valueAt < this.#ends[this.#line]! && this.#text[valueAt] !== '#'
          ? this.#value(valueAt, indent)
          : this.#below(indent, depth)
      entries.set(key, { key, at: keyAt, value })
      const next = this.#indents[this.#line]
      if (next === undefined || next < indent) break
      if (next > indent || this.#isItem(this.#starts[this.#line]! + indent)) throw beyond
    }
    return { kind: 'map', entries, at }
  }

  /** The value of a key that stands on the lines below it; a list may stand as far out as the key. */
  #below(indent: number, depth: number): Tree {
    this.#line++
    const next = this.#indents[this.#line]
    if (next === undefined || next < indent) throw beyond
    if (next === indent && !this.#isItem(this.#starts[this.#line]! + next)) throw beyond
    return this.block(indent, depth + 1)
  }

  #list(indent: number, at: number, depth: number): TreeList {
    const items: Tree[] = []
    for (let dash = at; ; dash = this.#starts[this.#line]! + indent) {
      this.#count()
      const itemAt = skipBlanks(this.#text, dash + 1)
      if (itemAt >= this.#ends[this.#line]! || this.#text[itemAt] === '#') throw beyond
      items.push(this.#item(itemAt, indent, depth))
      const next = this.#indents[this.#line]
      if (next === undefined || next < indent) break
      if (next > indent) throw beyond
      if (!this.#isItem(this.#starts[this.#line]! + indent)) break
    }
    return { kind: 'list', items, at }
  }

  #item(at: number, indent: number, depth: number): Tree {
    if (this.#isItem(at)) throw beyond
    if (keyBeginning.test(this.#text[at]!) && this.#holdsColon(at)) {
      if (depth > deepest) throw beyond
      return this.#map(at - this.#starts[this.#line]!, at, depth + 1)
    }
    return this.#value(at, indent)
  }

  #holdsColon(at: number): boolean {
    const line = this.#text.slice(at, this.#ends[this.#line])
    return line.includes(': ') || line.endsWith(':')
  }

  #colonAfter(at: number): number {
    if (!keyBeginning.test(this.#text[at] ?? '')) throw beyond
    const end = this.#ends[this.#line]!
    for (let i = at + 1; i < end; i++) {
      const sign = this.#text[i]
      if (sign === '\t' || (sign === '#' && this.#text[i - 1] === ' ')) throw beyond
      if (sign === ':' && (i + 1 === end || this.#text[i + 1] === ' ')) {
        if (this.#text[i - 1] === ' ') throw beyond
        return i
      }
    }
    throw beyond
  }

  /** A value that begins on this line, of a key or item at that indent; goes on to the line behind it. */
  #value(at: number, indent: number): Tree {
    this.#count()
    if (this.#text[at] === '|') return this.#literal(at, indent)
    const value = lineValue(this.#text, at, this.#ends[this.#line]!)
    if (value.kind === 'list') this.#nodes += value.items.length
    this.#line++
    // A line further in would go on with the value.
    const next = this.#indents[this.#line]
    if (next !== undefined && next > indent) throw beyond
    return value
  }

  /** A literal block with clipped, stripped or kept line ends (YAML 1.2.2 §8.1.1.2), its indent that of its first line. */
  #literal(at: number, indent: number): Leaf {
    const text = this.#text
    const header = text.slice(at, this.#ends[this.#line])
    if (!/^\|[-+]?$/.test(header)) throw beyond
    this.#line++
    const inner = this.#indents[this.#line]
    let start = at + header.length + 1
    // Blank lines or comments before the first line would have to be weighed.
    if (inner === undefined || inner <= indent || this.#starts[this.#line] !== start) throw beyond
    let value = ''
    let end = start
    while (start < text.length) {
      let lineEnd = text.indexOf('\n', start)
      if (lineEnd < 0) lineEnd = text.length
      let first = start
      while (first < lineEnd && text[first] === ' ') first++
      if (first < lineEnd && first - start < inner) {
        if (first - start > indent) throw beyond
        break
      }
      if (first === lineEnd && first - start > inner) throw beyond
      value += `${text.slice(Math.min(start + inner, lineEnd), lineEnd)}\n`
      start = lineEnd + 1
      end = start
    }
    while (this.#line < this.#starts.length && this.#starts[this.#line]! < end) this.#line++
    if (header === '|+' || value.trim() === '' || !text.endsWith('\n')) throw beyond
    const body = value.replace(/\n+$/, '')
    const kept = header === '|-' ? body : `${body}\n`
    return leaf(kept, kept, false, at, end)
  }

  #count(): void {
    if (++this.#nodes > mostNodes) throw beyond
  }
}
