import type { Values } from '../event/path.ts'
import { textOf } from '../event/path.ts'
import type { Facet } from './store.ts'

/** Counts the values of one field; a document counts once for each distinct value that it holds. */
export class ValueCounts {
  readonly #field: string
  readonly #counts = new Map<string, number>()

  constructor(field: string) {
    this.#field = field
  }

  addText(text: string, count = 1): void {
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + count)
  }

  addValues(values: Values): void {
    if (values === undefined) return
    if (typeof values !== 'object') this.addText(textOf(values))
    else for (const text of new Set(values.map(textOf))) this.addText(text)
  }

  /** The texts that came so often at least. */
  textsFrom(least: number): readonly string[] {
    return [...this.#counts].filter(([, count]) => count >= least).map(([text]) => text)
  }

  /** The most frequent values, ties in the order of their text. */
  facet(limit: number, partial: boolean): Facet {
    const sorted = [...this.#counts].sort(([a, m], [b, n]) => (m === n ? (a < b ? -1 : 1) : n - m))
    return { field: this.#field, values: sorted.slice(0, limit).map(([value, count]) => ({ value, count })), partial }
  }
}
