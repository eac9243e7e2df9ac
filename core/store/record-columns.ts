import { type Cell, firstNumber, firstText } from './record-counts.ts'
import type { ColumnsOf, RecordColumns } from './store.ts'

/** The values of columns, a record after another; NaN for a number that is none. */
export function* eachRow({
  rows,
  texts,
  numbers,
}: RecordColumns): Generator<{ readonly texts: readonly (string | null)[]; readonly numbers: readonly number[] }> {
  for (let row = 0; row < rows; row++) {
    yield {
      texts: texts.map(({ values, of }) => values[of[row] ?? -1] ?? null),
      numbers: numbers.map((column) => column[row] ?? Number.NaN),
    }
  }
}

/** Lays the values of records out in columns, one record after another. */
export class ColumnBuilder {
  readonly #texts: { readonly values: Map<string, number>; readonly of: number[] }[]
  readonly #numbers: number[][]
  readonly #most: number
  #rows = 0
  #more = false

  constructor({ texts, numbers }: ColumnsOf, most: number) {
    this.#texts = texts.map(() => ({ values: new Map(), of: [] }))
    this.#numbers = numbers.map(() => [])
    this.#most = most
  }

  /** True once there is no room for another record. */
  get isFull(): boolean {
    return this.#more
  }

  /** A record with its values, texts first. */
  add(cells: readonly Cell[]): void {
    if (this.#rows >= this.#most) {
      this.#more = true
      return
    }
    this.#rows++
    for (const [at, { values, of }] of this.#texts.entries()) {
      const text = firstText(cells[at])
      if (text === null) of.push(-1)
      else {
        const known = values.get(text)
        of.push(known ?? values.size)
        if (known === undefined) values.set(text, values.size)
      }
    }
    for (const [at, column] of this.#numbers.entries())
      column.push(firstNumber(cells[this.#texts.length + at]) ?? Number.NaN)
  }

  columns(): RecordColumns {
    return {
      rows: this.#rows,
      more: this.#more,
      texts: this.#texts.map(({ values, of }) => ({ values: [...values.keys()], of: Int32Array.from(of) })),
      numbers: this.#numbers.map((column) => Float64Array.from(column)),
    }
  }
}
