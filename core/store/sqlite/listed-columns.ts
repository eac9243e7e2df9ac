import type { Scope } from '../../access/scope.ts'
import type { Values } from '../../event/path.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { seeDocument } from '../../predicate/sqlite-table.ts'
import { listedFields, listedKind } from '../listed-fields.ts'
import { valuesOf, versionField } from '../record-counts.ts'
import { visible } from './condition.ts'
import type { Connection } from './connection.ts'
import { listedLayout } from './listed-rows.ts'

/** Fields whose values are wanted, by what they hold. */
export interface WantedFields {
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
}

/** A field that holds texts, of the rows that were found: `of` says for each which of the values it has; -1 for none. */
export interface TextColumn {
  readonly values: readonly string[]
  readonly of: Int32Array
}

/** What was found: columns of as many rows, in no order, and the values of the few others whose documents had to be opened. */
export interface Found {
  readonly rows: number
  readonly texts: readonly TextColumn[]
  /** NaN for none. */
  readonly numbers: readonly Float64Array[]
  readonly opened: readonly (readonly (Values | null)[])[]
}

/** Past so many changed rows all are read again: that is quicker than looking each up. */
const mostChanges = 20_000

/**
 * Columns of the narrow rows as codes and numbers in memory, so that who counts takes the numbers of the rows alone out of SQLite:
 * each value that crosses over costs as much as finding its row. The change log, read in the same snapshot as the rows, keeps
 * them exact whoever writes the file. A column is read when it is first asked for. Belongs to one connection.
 */
export class ListedColumns {
  readonly #connection: Connection
  readonly #columns = new Map<string, TextCodes | Numbers>()
  /** The last change that the columns hold. */
  #sequence = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Values of the rows that the scope lets through and for which `where` holds; undefined when a field has no column. */
  find(scope: Scope, where: Predicate, { texts, numbers }: WantedFields): Found | undefined {
    const names = [...texts.map((field) => textColumn(field)), ...numbers.map((field) => numberColumn(field))]
    const known = names.filter((name) => name !== undefined)
    if (known.length < names.length) return undefined
    return this.#connection.snapshot(() => {
      this.#refresh(known)
      const { sql, params } = visible(scope, 'listed', where)
      // One text of all numbers crosses over in a quarter of the time that rows take.
      const hits = this.#connection
        .prepare(`select group_concat(rowid) as hits from listed where ${sql}`)
        .get(...params)
      return this.#valuesOf(numbersIn(String(hits?.hits ?? '')), [...texts, ...numbers], known, texts.length)
    })
  }

  #valuesOf(hits: Int32Array, fields: readonly string[], names: readonly string[], texts: number): Found {
    const columns = names.map((name) => this.#columns.get(name))
    const unfit = columns.filter((column) => column !== undefined && column.unfit.size > 0)
    const isFit = (row: number) => !unfit.some((column) => column?.unfit.has(row))
    const rows = unfit.length === 0 ? hits : hits.filter(isFit)
    const values = valuesOf(fields)
    const opened = rows.length === hits.length ? [] : [...hits].filter((row) => !isFit(row))
    const record = `select ${versionColumn} as version, ${listedLayout.documentColumn} as document from listed where rowid = ?`
    return {
      rows: rows.length,
      texts: columns.slice(0, texts).flatMap((column) => (column instanceof TextCodes ? [column.take(rows)] : [])),
      numbers: columns.slice(texts).flatMap((column) => (column instanceof Numbers ? [column.take(rows)] : [])),
      opened: opened.map((row) => {
        const { version, document } = this.#connection.prepare(record).get(row) ?? {}
        return values(Number(version), JSON.parse(String(document)) as object)
      }),
    }
  }

  /** Holds these columns as they are in the snapshot; what was read by halves is not kept. */
  #refresh(names: readonly string[]): void {
    try {
      this.#catchUp()
      this.#load(names)
    } catch (error) {
      this.#columns.clear()
      throw error
    }
  }

  #catchUp(): void {
    const newest = this.#connection.prepare('select max(sequence) as newest from change').get()?.newest
    const sequence = Number(newest ?? 0)
    if (sequence === this.#sequence) return
    const changed = this.#connection
      .prepare('select distinct id from change where sequence > ? and kind = ? limit ?')
      .all(this.#sequence, listedKind, mostChanges)
    // A log that is shorter than it was is another file's.
    if (changed.length === mostChanges || sequence < this.#sequence) this.#columns.clear()
    const names = [...this.#columns.keys()]
    const one = names.length === 0 ? undefined : this.#rowsOf(names, 'where id = ?')
    // Who was deleted is never found again, so that what it had may stay.
    if (one !== undefined) for (const { id } of changed) this.#take(names, one.all(id as string))
    this.#sequence = sequence
  }

  #load(wanted: readonly string[]): void {
    const names = [...new Set(wanted)].filter((name) => !this.#columns.has(name))
    if (names.length === 0) return
    for (const name of names) this.#columns.set(name, textNames.has(name) ? new TextCodes() : new Numbers())
    this.#take(names, this.#rowsOf(names, '').iterate())
  }

  #rowsOf(names: readonly string[], where: string) {
    const statement = this.#connection.prepare(`select rowid, ${names.join(', ')} from listed ${where}`)
    statement.setReturnArrays(true)
    return statement
  }

  #take(names: readonly string[], rows: Iterable<unknown>): void {
    const columns = names.map((name) => this.#columns.get(name))
    for (const cells of rows as Iterable<readonly [number, ...(string | number | null)[]]>)
      for (const [at, column] of columns.entries()) column?.set(cells[0], cells[at + 1] ?? null)
  }
}

const textNames: ReadonlySet<string> = new Set(Object.values(listedFields.texts))
type Names = Readonly<Record<string, string>>
const textColumn = (field: string): string | undefined =>
  Object.hasOwn(listedFields.texts, field) ? (listedFields.texts as Names)[field] : undefined
const versionColumn = `(select version from record where record.kind = '${listedKind}' and record.id = listed.id)`
const numberColumn = (field: string): string | undefined =>
  field === versionField
    ? versionColumn
    : Object.hasOwn(listedFields.numbers, field)
      ? (listedFields.numbers as Names)[field]
      : undefined

/** The numbers of a text in which commas lie between them. */
function numbersIn(text: string): Int32Array {
  const comma = 44
  const zero = 48
  const numbers = new Int32Array(Math.ceil(text.length / 2))
  let length = 0
  let number = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign !== comma) number = number * 10 + sign - zero
    else {
      numbers[length++] = number
      number = 0
    }
  }
  if (text !== '') numbers[length++] = number
  return numbers.subarray(0, length)
}

/** A column of texts, by the number of the row. */
class TextCodes {
  readonly unfit = new Set<number>()
  readonly #codes = new Map<string, number>()
  readonly #values: string[] = []
  #of = new Int32Array(1_024)

  set(row: number, cell: string | number | null): void {
    if (row >= this.#of.length) this.#of = larger(this.#of, row)
    if (cell === seeDocument) this.unfit.add(row)
    else this.unfit.delete(row)
    this.#of[row] = cell === null ? -1 : this.#codeOf(String(cell))
  }

  #codeOf(text: string): number {
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    this.#codes.set(text, this.#values.length)
    return this.#values.push(text) - 1
  }

  /** The rows' own values alone: who asks may not see all that the column holds. */
  take(rows: Int32Array): TextColumn {
    const codes = this.#of
    const numbers = new Int32Array(this.#values.length).fill(-1)
    const values: string[] = []
    const of = new Int32Array(rows.length)
    for (let at = 0; at < rows.length; at++) {
      const code = codes[rows[at] ?? 0] ?? -1
      if (code >= 0 && numbers[code] === -1) numbers[code] = values.push(this.#values[code] ?? '') - 1
      of[at] = code < 0 ? -1 : (numbers[code] ?? -1)
    }
    return { values, of }
  }
}

/** A column of numbers, by the number of the row. */
class Numbers {
  readonly unfit = new Set<number>()
  #of = new Float64Array(1_024)

  set(row: number, cell: string | number | null): void {
    if (row >= this.#of.length) this.#of = larger(this.#of, row)
    if (typeof cell === 'string') this.unfit.add(row)
    else this.unfit.delete(row)
    this.#of[row] = typeof cell === 'number' ? cell : Number.NaN
  }

  take(rows: Int32Array): Float64Array {
    const numbers = this.#of
    const of = new Float64Array(rows.length)
    for (let at = 0; at < rows.length; at++) of[at] = numbers[rows[at] ?? 0] ?? Number.NaN
    return of
  }
}

/** The same, with room for a row of that number and for as many again. */
function larger<A extends Int32Array | Float64Array>(array: A, row: number): A {
  const room = new (array.constructor as new (length: number) => A)(2 * (row + 1))
  room.set(array)
  return room
}
