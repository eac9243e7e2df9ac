import type { ValueCounts } from '../value-counts.ts'
import { type Codes, documentCode, firstValueCode, type SegmentHead } from './segment.ts'
import type { SegmentReads, Selection } from './segment-selection.ts'
import type { Dictionary } from './segments.ts'

/** By code, how often each came. */
type Tally = Uint32Array

/** How often the codes of some columns came in some segments of a file, as they are kept from one read to the next. */
export interface KeptTallies {
  /** Numbers of the segments that are in it. */
  readonly counted: Set<number>
  /** Numbers of those that documents must be opened for, which are never in it. */
  readonly left: Set<number>
  /** One a column. */
  readonly tallies: Tally[]
}

/** Adds the rows' codes to the tallies of their columns, or with -1 takes them away again. */
function tallyRows(tallies: readonly Tally[], columns: readonly Codes[], rows: Selection, sign: 1 | -1): void {
  for (const [at, codes] of columns.entries()) {
    const tally = tallies[at]
    if (tally === undefined) continue
    if (rows === 'all') for (let i = 0; i < codes.length; i++) tally[codes[i] ?? 0]! += sign
    else for (let i = 0; i < rows.length; i++) tally[codes[rows[i] ?? 0] ?? 0]! += sign
  }
}

/** Tallies of one read's segments that lie whole within its range, of which most were counted by a read before. */
export class WholeTallies {
  readonly #reads: SegmentReads
  readonly #columns: readonly string[]
  readonly #kept: KeptTallies | undefined
  readonly #whole: ReadonlySet<number>

  /** `whole`: the segments that lie within the range. */
  constructor(reads: SegmentReads, columns: readonly string[], whole: readonly SegmentHead[]) {
    this.#reads = reads
    this.#columns = columns
    this.#whole = new Set(whole.map(({ number }) => number))
    this.#kept = reads.segments.tallies(reads.question, columns)
    this.#takeOutOthers()
  }

  /** Whether the segment has been counted already. */
  has({ number }: SegmentHead): boolean {
    return this.#kept?.counted.has(number) ?? false
  }

  /** By column; undefined where none are kept. */
  tallies(): readonly Tally[] {
    return this.#kept?.tallies ?? []
  }

  /** Counts the segment, unless it does not lie within the range or only its documents can tell: then it is not taken. */
  take(head: SegmentHead, rows: Selection): boolean {
    const kept = this.#kept
    const { number } = head
    if (kept === undefined || !this.#whole.has(number) || kept.left.has(number)) return false
    const columns = this.#codes(head)
    tallyRows(kept.tallies, columns, rows, 1)
    if (kept.tallies.some((tally) => tally[documentCode] !== 0)) {
      tallyRows(kept.tallies, columns, rows, -1)
      kept.left.add(number)
      return false
    }
    kept.counted.add(number)
    return true
  }

  /** A range that has moved on leaves some segments behind; where that is most of them, it is counted anew. */
  #takeOutOthers(): void {
    const kept = this.#kept
    if (kept === undefined) return
    const others = [...kept.counted].filter((number) => !this.#whole.has(number))
    if (others.length > kept.counted.size / 2) {
      kept.counted.clear()
      for (const tally of kept.tallies) tally.fill(0)
      return
    }
    for (const number of others) {
      const head = this.#reads.segments.heads()[number - 1]
      if (head === undefined) throw new Error(`segment ${number} has gone`)
      const rows = this.#reads.select(head, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY })
      const columns = this.#codes(head)
      tallyRows(kept.tallies, columns, rows, -1)
      kept.counted.delete(number)
    }
  }

  /** All of them are read before one is counted: a file that goes meanwhile leaves nothing half counted. */
  #codes(head: SegmentHead): readonly Codes[] {
    return this.#columns.map((column) => this.#reads.segments.codes(head, column))
  }
}

/**
 * Adds what several files' tallies say to the counts, as far as the `limit` most frequent values need it. A value whose sum
 * reaches the least of those has its share in one of the files at least, so the texts of all that is seldom everywhere need
 * not be looked at.
 */
export function addTallies(
  counts: ValueCounts,
  parts: readonly { readonly tally: Tally; readonly dictionary: Dictionary }[],
  limit: number,
): void {
  const least = Math.ceil(Math.max(0, ...parts.map(({ tally }) => leastOfTop(tally, limit))) / (parts.length + 1))
  const wanted = least > 1 ? new Set(counts.textsFrom(least)) : undefined
  if (wanted !== undefined) {
    for (const { tally, dictionary } of parts) {
      for (let code = firstValueCode; code < tally.length; code++)
        if ((tally[code] ?? 0) >= least) wanted.add(String(dictionary[code]))
    }
  }
  for (const { tally, dictionary } of parts) {
    for (let code = firstValueCode; code < tally.length; code++) {
      const count = tally[code] ?? 0
      if (count === 0) continue
      const text = String(dictionary[code])
      if (wanted === undefined || wanted.has(text)) counts.addText(text, count)
    }
  }
}

/** A power of two that `limit` values of the tally reach; 0 where there are not so many. */
function leastOfTop(tally: Tally, limit: number): number {
  const byBits = new Uint32Array(33)
  for (let code = firstValueCode; code < tally.length; code++) byBits[32 - Math.clz32(tally[code] ?? 0)]! += 1
  let values = 0
  for (let bits = 32; bits > 0; bits--) {
    values += byBits[bits] ?? 0
    if (values >= limit) return 2 ** (bits - 1)
  }
  return 0
}
