import { seeDocument } from '../../predicate/sqlite-table.ts'
import type { Connection } from './connection.ts'
import { documentOf } from './event-columns.ts'
import {
  absentCode,
  bytesOf,
  codedColumns,
  codesPart,
  documentCode,
  fieldPart,
  fieldsPart,
  firstValueCode,
  narrowed,
  timesPart,
  valuesPart,
  wordParts,
} from './segment.ts'
import { FieldCodes } from './segment-fields.ts'
import { eachWord } from './segment-words.ts'

/** Rows read at once. */
const rowsAtOnce = 64

type Value = string | number

/** The codes of a column's values throughout a partition. */
export type ColumnCodes = Map<Value, number>

interface Word {
  /** Row numbers within the segment, ascending, as differences in a variable number of bytes. */
  bytes: number[]
  last: number
}

/** Lays out one segment, a few rows at a time so that whoever writes in between need not wait. */
export class SegmentBuilder {
  readonly #first: number
  readonly #rows: number
  readonly #codes: readonly ColumnCodes[]
  readonly #columns: readonly Uint32Array[]
  readonly #fresh: readonly Value[][]
  readonly #times: Float64Array
  readonly #words = new Map<string, Word>()
  readonly #fields: FieldCodes
  #done = 0

  /** A segment of `rows` rows from row `first` on; `codes`, one a column, are added to. */
  constructor(first: number, rows: number, codes: readonly ColumnCodes[]) {
    this.#first = first
    this.#rows = rows
    this.#codes = codes
    this.#columns = codedColumns.map(() => new Uint32Array(rows))
    this.#fresh = codedColumns.map(() => [])
    this.#times = new Float64Array(rows)
    this.#fields = new FieldCodes(rows)
  }

  /** Takes in some more rows; true once all are in. */
  step(connection: Connection): boolean {
    const sql = `select ts, irregular, document, ${codedColumns.join(', ')} from event where row >= ? order by row limit ?`
    const statement = connection.prepare(sql)
    statement.setReturnArrays(true)
    const count = Math.min(rowsAtOnce, this.#rows - this.#done)
    const rows = statement.all(this.#first + this.#done, count) as unknown as (Value | null)[][]
    if (rows.length !== count) throw new Error('a partition has fewer rows than it had')
    for (const [ts, irregular, document, ...cells] of rows) {
      const row = this.#done
      this.#take(Number(ts), cells)
      const parsed = documentOf(document)
      this.#fields.take(row, parsed, irregular === 1)
      this.#takeWords(row, parsed)
    }
    return this.#done === this.#rows
  }

  #take(ts: number, cells: readonly (Value | null | undefined)[]): void {
    const row = this.#done
    this.#done += 1
    this.#times[row] = ts
    cells.forEach((cell, i) => {
      const codes = this.#columns[i]
      if (codes !== undefined) codes[row] = this.#codeOf(i, cell)
    })
  }

  #takeWords(row: number, document: object): void {
    eachWord(document, (text) => {
      let word = this.#words.get(text)
      if (word === undefined) {
        word = { bytes: [], last: -1 }
        this.#words.set(text, word)
      }
      if (word.last === row) return
      let step = row - word.last
      while (step > 127) {
        word.bytes.push((step & 127) | 128)
        step >>>= 7
      }
      word.bytes.push(step)
      word.last = row
    })
  }

  #codeOf(column: number, value: Value | null | undefined): number {
    if (value === null || value === undefined) return absentCode
    if (value === seeDocument) return documentCode
    const codes = this.#codes[column]
    const known = codes?.get(value)
    if (known !== undefined) return known
    const code = firstValueCode + (codes?.size ?? 0)
    codes?.set(value, code)
    this.#fresh[column]?.push(value)
    return code
  }

  /** Writes the finished segment; within the caller's transaction. */
  write(connection: Connection, number: number): void {
    const last = this.#first + this.#rows - 1
    let oldest = Number.POSITIVE_INFINITY
    let newest = Number.NEGATIVE_INFINITY
    for (const ts of this.#times) {
      if (ts < oldest) oldest = ts
      if (ts > newest) newest = ts
    }
    connection
      .prepare('insert into segment (number, first, last, oldest, newest) values (?, ?, ?, ?, ?)')
      .run(number, this.#first, last, oldest, newest)
    const insert = connection.prepare('insert into segment_part (segment, part, content) values (?, ?, ?)')
    const put = (part: string, content: ArrayBufferView): void => {
      insert.run(number, part, bytesOf(content))
    }
    put(timesPart, this.#times)
    codedColumns.forEach((column, i) => {
      put(codesPart(column), narrowed(this.#columns[i] ?? new Uint32Array(0)))
      put(valuesPart(column), Buffer.from(JSON.stringify(this.#fresh[i])))
    })
    const fields = this.#fields.finish()
    put(fieldsPart, Buffer.from(JSON.stringify(fields?.list ?? null)))
    for (const [field, codes] of fields?.kept ?? []) put(fieldPart(field), codes)
    const texts = [...this.#words.keys()]
    const starts = new Uint32Array(texts.length)
    const offsets = new Uint32Array(texts.length + 1)
    let start = 1
    let offset = 0
    let at = 0
    for (const [text, { bytes }] of this.#words) {
      starts[at] = start
      offsets[at] = offset
      start += text.length + 1
      offset += bytes.length
      at += 1
    }
    offsets[at] = offset
    const rows = new Uint8Array(offset)
    at = 0
    for (const { bytes } of this.#words.values()) rows.set(bytes, offsets[at++])
    put(wordParts.words, Buffer.from(` ${texts.join(' ')} `, 'latin1'))
    put(wordParts.starts, starts)
    put(wordParts.offsets, offsets)
    put(wordParts.rows, rows)
  }
}
