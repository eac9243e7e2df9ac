import { facetColumns } from '../facet-columns.ts'

/**
 * A segment is some ten thousand rows of a partition, one after another, laid out column by column, with an index of the
 * words in their lines. Rows are only ever added, so what a segment says of its rows stays true for ever: an event that
 * comes late is in a later row, and a later segment. Rows past the last segment are read from the table itself.
 */
export interface SegmentHead {
  /** 1, 2, … in the order of rows. */
  readonly number: number
  /** First and last row, both within. */
  readonly first: number
  readonly last: number
  /** Times of the oldest and the newest event. */
  readonly oldest: number
  readonly newest: number
}

/** Rows of a segment; so many, less one, are scanned at most where nothing holds up the writer. */
export const segmentRows = 32_768

/** Columns of the event table that a segment holds as codes. */
export const codedColumns = ['unit', 'unit_ids', 'severity', ...Object.values(facetColumns)] as const

/** Codes with a meaning of their own; those of values begin after them, and are the same in all segments of a file. */
export const absentCode = 0
export const documentCode = 1
export const firstValueCode = 2

/** Names of a segment's parts: the codes of a column, and the values that had no code in the segments before. */
export const codesPart = (column: string): string => column
export const valuesPart = (column: string): string => `${column}+`
export const timesPart = 'ts'
/** What is known of the other fields (`FieldList`), and the codes of one of them. */
export const fieldsPart = 'fields'
export const fieldPart = (field: string): string => `field ${field}`
/** The words, each between two blanks; where each begins; where its rows begin in `rows`; the rows. */
export const wordParts = { words: 'words', starts: 'word starts', offsets: 'word offsets', rows: 'word rows' } as const

export type Codes = Uint8Array | Uint16Array | Uint32Array

/** Codes in the narrowest form that holds them. */
export function narrowed(codes: Uint32Array): Codes {
  const highest = codes.reduce((most, code) => Math.max(most, code), 0)
  return highest < 2 ** 8 ? Uint8Array.from(codes) : highest < 2 ** 16 ? Uint16Array.from(codes) : codes
}

/** Codes as they were written for so many rows; their width follows from their size. */
export function codesOf(blob: Uint8Array, rows: number): Codes {
  const width = blob.byteLength / rows
  return width === 1 ? blob : width === 2 ? new Uint16Array(aligned(blob)) : new Uint32Array(aligned(blob))
}

/** The bytes of a blob in a buffer of their own, as arrays of wider elements need them. */
export function aligned(blob: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = blob
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength) return buffer
  return Uint8Array.from(blob).buffer
}

/** The bytes of an array of any width. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
}
