import type { KeptTallies } from './code-tallies.ts'
import type { Connection } from './connection.ts'
import {
  aligned,
  type Codes,
  codesOf,
  codesPart,
  fieldPart,
  fieldsPart,
  type SegmentHead,
  timesPart,
  valuesPart,
  wordParts,
} from './segment.ts'
import { type FieldList, type FieldValues, fieldValues } from './segment-fields.ts'

/** Bytes that a thread keeps in memory of columns and words, and of what it found in them. */
const partBytes = 128 * 1024 * 1024
const findingBytes = 32 * 1024 * 1024
/** Tallies that would take up more than that of it are not kept. */
const tallyBytes = findingBytes / 8

/** What a thread keeps of the segments of all files: their parts, and apart from those what was found in them. */
export class SegmentCache {
  readonly parts = new LastUsed(partBytes)
  readonly findings = new LastUsed(findingBytes)
  #lastOwner = 0

  /** A name for what belongs to one file. */
  owner(): string {
    this.#lastOwner += 1
    return String(this.#lastOwner)
  }
}

/** Keeps what was used last, up to so many bytes. Segments never change, so neither does what is kept. */
class LastUsed {
  readonly #limit: number
  readonly #kept = new Map<string, { readonly value: unknown; readonly bytes: number }>()
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What was kept under the key, or what `read` gives; `size` is its bytes. */
  get<T>(key: string, size: (value: T) => number, read: () => T): T {
    const known = this.#kept.get(key)
    if (known !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known.value as T
    }
    const value = read()
    this.set(key, value, size(value))
    return value
  }

  /** Keeps the value in place of what was kept under the key. */
  set(key: string, value: unknown, size: number): void {
    const bytes = size + 2 * key.length + 100
    this.#bytes += bytes - (this.#kept.get(key)?.bytes ?? 0)
    this.#kept.delete(key)
    this.#kept.set(key, { value, bytes })
    for (const [oldest, one] of this.#kept) {
      if (this.#bytes <= this.#limit) break
      this.#kept.delete(oldest)
      this.#bytes -= one.bytes
    }
  }
}

/** The values of a column by their codes; the first two codes are no values. */
export type Dictionary = readonly (string | number | undefined)[]

/** The segments of one file. */
export class PartitionSegments {
  readonly #open: () => Connection
  readonly #cache: SegmentCache
  readonly #owner: string
  readonly #heads: SegmentHead[] = []
  #asOf: object | undefined
  #tail = { after: 0, upTo: 0, oldest: Number.POSITIVE_INFINITY }

  /** `open` gives the file, which may be closed between two questions. */
  constructor(open: () => Connection, cache: SegmentCache) {
    this.#open = open
    this.#cache = cache
    this.#owner = cache.owner()
  }

  /** Looks for new segments, unless it did for that summary of the file. */
  lookFor(summary: object): void {
    if (this.#asOf === summary) return
    this.#asOf = summary
    const rows = this.#open()
      .prepare('select number, first, last, oldest, newest from segment where number > ? order by number')
      .all(this.#heads.length)
    for (const row of rows) {
      const [number, first, last, oldest, newest] = Object.values(row).map(Number)
      if (number === undefined || first === undefined || last === undefined) continue
      this.#heads.push({ number, first, last, oldest: oldest ?? 0, newest: newest ?? 0 })
    }
  }

  /** The segments that are known, in the order of rows. */
  heads(): readonly SegmentHead[] {
    return this.#heads
  }

  /** The time before which no event has a row past `after`; -Infinity where finding out would take long. */
  oldestAfter(after: number, last: number): number {
    if (this.#tail.after !== after) this.#tail = { after, upTo: after, oldest: Number.POSITIVE_INFINITY }
    if (last <= this.#tail.upTo) return this.#tail.oldest
    if (last - this.#tail.upTo > 200_000) return Number.NEGATIVE_INFINITY
    const row = this.#open()
      .prepare('select min(ts) as oldest, max(row) as last from event not indexed where row > ?')
      .get(this.#tail.upTo)
    if (typeof row?.oldest === 'number' && typeof row.last === 'number') {
      this.#tail = { after, upTo: row.last, oldest: Math.min(this.#tail.oldest, row.oldest) }
    }
    return this.#tail.oldest
  }

  times(head: SegmentHead): Float64Array {
    return this.#part(head, timesPart, (blob) => new Float64Array(aligned(blob)))
  }

  codes(head: SegmentHead, column: string): Codes {
    return this.#part(head, codesPart(column), (blob) => codesOf(blob, head.last - head.first + 1))
  }

  /** The values of a field without a column; undefined when only the documents can tell. */
  field(head: SegmentHead, field: string): FieldValues | undefined {
    const list = this.#cache.parts.get<FieldList | null>(
      `${this.#owner} ${head.number} ${fieldsPart}`,
      () => 50_000,
      () => JSON.parse(Buffer.from(this.#find(head, fieldsPart) ?? Buffer.from('null')).toString()),
    )
    if (list === null) return undefined
    const rows = head.last - head.first + 1
    return this.#cache.parts.get(
      `${this.#owner} ${head.number} ${fieldPart(field)}`,
      (values) => values?.codes.byteLength ?? 0,
      () => fieldValues(list, field, rows, () => this.#read(head, fieldPart(field))),
    )
  }

  /** The words of a segment, each between two blanks. */
  words(head: SegmentHead): string {
    return this.#cache.parts.get(
      `${this.#owner} ${head.number} ${wordParts.words}`,
      (text) => text.length,
      () => Buffer.from(this.#read(head, wordParts.words)).toString('latin1'),
    )
  }

  /**
   * Where each word begins, where its rows begin, and the rows. Not kept: they are as large as all else together, and only
   * segments that have the word are asked.
   */
  wordRows(head: SegmentHead): { starts: Uint32Array; offsets: Uint32Array; rows: Uint8Array } {
    return {
      starts: new Uint32Array(aligned(this.#read(head, wordParts.starts))),
      offsets: new Uint32Array(aligned(this.#read(head, wordParts.offsets))),
      rows: this.#read(head, wordParts.rows),
    }
  }

  /** Every value that a column has in the segments that are known. */
  dictionary(column: string): Dictionary {
    const key = `${this.#owner} ${valuesPart(column)}`
    const dictionary = this.#cache.parts.get<{ values: (string | number | undefined)[]; upTo: number }>(
      key,
      () => 0,
      () => ({ values: [undefined, undefined], upTo: 0 }),
    )
    const last = this.#heads.length
    if (dictionary.upTo < last) {
      const parts = this.#open()
        .prepare('select content from segment_part where part = ? and segment > ? and segment <= ? order by segment')
        .all(valuesPart(column), dictionary.upTo, last)
      for (const { content } of parts) {
        for (const value of JSON.parse(Buffer.from(content as Uint8Array).toString())) dictionary.values.push(value)
      }
      dictionary.upTo = last
      this.#cache.parts.set(key, dictionary, dictionary.values.length * 60)
    }
    return dictionary.values
  }

  /**
   * What a question says of each value of a column's dictionary, by their codes. Kept for whoever asks it again, as all parts
   * of a page do; of values that came meanwhile `judge` is asked.
   */
  answers(column: string, question: string, judge: (value: Dictionary[number], code: number) => number): Uint8Array {
    const dictionary = this.dictionary(column)
    const key = `${this.#owner} ${column} ${question}`
    const known = this.#cache.findings.get(
      key,
      ({ byteLength }) => byteLength,
      () => new Uint8Array(0),
    )
    if (known.length === dictionary.length) return known
    const answers = new Uint8Array(dictionary.length)
    answers.set(known)
    for (let code = known.length; code < answers.length; code++) answers[code] = judge(dictionary[code], code)
    this.#cache.findings.set(key, answers, answers.byteLength)
    return answers
  }

  /** What was counted of the columns for that question, to go on with; undefined where that is too much to be kept. */
  tallies(question: string, columns: readonly string[]): KeptTallies | undefined {
    const sizes = columns.map((column) => this.dictionary(column).length)
    const bytes = sizes.reduce((sum, size) => sum + size * Uint32Array.BYTES_PER_ELEMENT, 0)
    if (bytes > tallyBytes) return undefined
    const key = `${this.#owner} tallies ${columns.join()} ${question}`
    const kept = this.#cache.findings.get<KeptTallies>(
      key,
      () => bytes,
      () => ({ counted: new Set(), left: new Set(), tallies: sizes.map((size) => new Uint32Array(size)) }),
    )
    for (const [at, size] of sizes.entries()) {
      const tally = kept.tallies[at]
      if (tally === undefined || tally.length === size) continue
      // Values came since, with codes of their own.
      const longer = new Uint32Array(size)
      longer.set(tally)
      kept.tallies[at] = longer
    }
    this.#cache.findings.set(key, kept, bytes)
    return kept
  }

  /** Keeps what was found out about a segment. */
  keep<T>(head: SegmentHead, question: string, size: (value: T) => number, find: () => T): T {
    return this.#cache.findings.get(`${this.#owner} ${head.number} ${question}`, size, find)
  }

  #part<T extends ArrayBufferView>(head: SegmentHead, part: string, read: (blob: Uint8Array) => T): T {
    return this.#cache.parts.get(
      `${this.#owner} ${head.number} ${part}`,
      ({ byteLength }) => byteLength,
      () => read(this.#read(head, part)),
    )
  }

  #read(head: SegmentHead, part: string): Uint8Array {
    const content = this.#find(head, part)
    if (content === undefined) throw new Error(`segment ${head.number} has no ${part}`)
    return content
  }

  #find(head: SegmentHead, part: string): Uint8Array | undefined {
    const row = this.#open()
      .prepare('select content from segment_part where part = ? and segment = ?')
      .get(part, head.number)
    return row?.content instanceof Uint8Array ? row.content : undefined
  }
}
