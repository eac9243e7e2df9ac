import { isScalar, textOf } from '../../event/path.ts'
import { isUnfit } from '../../predicate/sqlite-table.ts'
import { textFields } from '../../predicate/words.ts'
import { eventColumn } from './condition.ts'
import { absentCode, aligned, type Codes, codesOf, documentCode, firstValueCode, narrowed } from './segment.ts'

/** A field with more values than these in a segment, and more fields than these, are left to the documents. */
const mostValues = 2_048
const mostFields = 400
/** Of so many rows one may be irregular; with more, all fields are left to the documents. */
const regularRows = 8
/** Fields whose values hardly ever come twice. */
const unlikeFields: readonly string[] = ['@timestamp', 'event.id', 'event.ingested', ...textFields]

/** What a segment knows of the fields without a column in the event table, as it is kept. */
export interface FieldList {
  readonly coded: Readonly<Record<string, CodedField>>
  /** Fields that only the documents can tell of. Any other that has no codes is in no regular document. */
  readonly left: readonly string[]
  /** Rows whose documents are irregular (`isIrregular`), by their place in the segment. */
  readonly irregular: readonly number[]
}

interface CodedField {
  /** The first has `firstValueCode`. */
  readonly texts: readonly string[]
  /** Kept as pairs of row and code, since few rows have it. */
  readonly isSparse: boolean
}

interface FieldNode {
  readonly path: string
  readonly children: Map<string, FieldNode>
  isObject: boolean
  /** Undefined while it has none, `left` once it had too many. */
  column: { readonly codes: Uint32Array; readonly values: Map<string, number> } | 'left' | undefined
}

/** Gathers the values of fields, document by document. */
export class FieldCodes {
  readonly #rows: number
  readonly #root: FieldNode = { path: '', children: new Map(), isObject: true, column: undefined }
  readonly #irregular: number[] = []
  readonly #nodes: FieldNode[] = []
  #isTooMuch = false

  constructor(rows: number) {
    this.#rows = rows
  }

  take(row: number, document: object, isIrregular: boolean): void {
    if (this.#isTooMuch) return
    if (isIrregular) {
      this.#irregular.push(row)
      this.#isTooMuch = this.#irregular.length * regularRows > this.#rows + regularRows
    } else this.#walk(row, this.#root, document)
  }

  #walk(row: number, parent: FieldNode, object: object): void {
    for (const key in object) {
      const value = (object as Record<string, unknown>)[key]
      if (value === null || value === undefined) continue
      if (key === '') this.#isTooMuch = true
      const node = parent.children.get(key) ?? this.#add(parent, key)
      if (typeof value === 'object' && !Array.isArray(value)) {
        node.isObject = true
        this.#walk(row, node, value)
      } else if (node.column !== 'left') this.#put(row, node, value)
    }
  }

  #add(parent: FieldNode, key: string): FieldNode {
    const path = parent.path === '' ? key : `${parent.path}.${key}`
    const isLeft = unlikeFields.includes(path) || eventColumn(path) !== undefined
    const node: FieldNode = { path, children: new Map(), isObject: false, column: isLeft ? 'left' : undefined }
    parent.children.set(key, node)
    this.#nodes.push(node)
    if (this.#nodes.length > mostFields) this.#isTooMuch = true
    return node
  }

  #put(row: number, node: FieldNode, value: unknown): void {
    if (node.column === 'left') return
    node.column ??= { codes: new Uint32Array(this.#rows), values: new Map() }
    const { codes, values } = node.column
    const text = isScalar(value) ? textOf(value) : undefined
    if (text === undefined || isUnfit(text)) {
      codes[row] = documentCode
      return
    }
    let code = values.get(text)
    if (code === undefined) {
      if (values.size === mostValues) {
        node.column = 'left'
        return
      }
      code = firstValueCode + values.size
      values.set(text, code)
    }
    codes[row] = code
  }

  /** The list, with each field's codes as they are kept; undefined when the documents are too many kinds of things. */
  finish(): { readonly list: FieldList; readonly kept: ReadonlyMap<string, Codes> } | undefined {
    if (this.#isTooMuch) return undefined
    const coded: Record<string, CodedField> = Object.create(null)
    const kept = new Map<string, Codes>()
    const left: string[] = []
    for (const { path, isObject, column } of this.#nodes) {
      if (column === 'left' || isObject) left.push(path)
      else if (column !== undefined) {
        for (const row of this.#irregular) column.codes[row] = documentCode
        const dense = narrowed(column.codes)
        const pairs = pairsOf(column.codes)
        const isSparse = pairs.byteLength < dense.byteLength
        coded[path] = { texts: [...column.values.keys()], isSparse }
        kept.set(path, isSparse ? pairs : dense)
      }
    }
    return { list: { coded, left, irregular: this.#irregular }, kept }
  }
}

function pairsOf(codes: Uint32Array): Uint32Array {
  const pairs: number[] = []
  codes.forEach((code, row) => {
    if (code !== absentCode) pairs.push(row, code)
  })
  return Uint32Array.from(pairs)
}

/** A field's values within a segment: a code a row, and the text of each code. */
export interface FieldValues {
  readonly codes: Codes
  readonly texts: readonly string[]
}

/** What a list says of a field; undefined when only the documents can. `read` gives the codes as they were kept. */
export function fieldValues(
  list: FieldList,
  field: string,
  rows: number,
  read: () => Uint8Array,
): FieldValues | undefined {
  if (list.left.includes(field) || unlikeFields.includes(field)) return undefined
  if (!Object.hasOwn(list.coded, field)) {
    const codes = new Uint8Array(rows)
    for (const row of list.irregular) codes[row] = documentCode
    return { codes, texts: [] }
  }
  const { texts = [], isSparse } = list.coded[field] ?? {}
  if (!isSparse) return { codes: codesOf(read(), rows), texts }
  const codes = new Uint16Array(rows)
  const pairs = new Uint32Array(aligned(read()))
  for (let i = 0; i < pairs.length; i += 2) codes[pairs[i] ?? 0] = pairs[i + 1] ?? absentCode
  return { codes, texts }
}
