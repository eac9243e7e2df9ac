import { foldSearch } from '../lib/fold-text.ts'
import { handle } from './fold.ts'
import type { AnyField, Cases, Compare, Equals, Exists, Predicate } from './predicate.ts'
import type { Fragment } from './sqlite-fragment.ts'
import { constant, fragment, join, negate, piece } from './sqlite-fragment.ts'
import type { SqliteFunction } from './sqlite-functions.ts'
import { asArgument, isLong, sqliteFunctions } from './sqlite-functions.ts'
import type { Column, SqliteTable } from './sqlite-table.ts'
import { isUnfit } from './sqlite-table.ts'
import type { TextQuestion } from './sqlite-text.ts'
import { byFunction, foldSql, jsonPath, longestStretch, oneOf, wildcardSql } from './sqlite-text.ts'

/** A condition for a `where` clause. */
export interface SqliteCondition {
  /** Yields 0 or 1, never null; in parentheses, with a `?` for each of `params` in order. */
  readonly sql: string
  readonly params: readonly (string | number)[]
  /** What it may call: `sqliteFunctions`, the same for every condition. */
  readonly functions: readonly SqliteFunction[]
  /** True when it holds for exactly the rows whose document the matcher accepts. Every kind is exact here. */
  readonly exact: boolean
}

/** More parts, deeper nesting or more parameters than these go through a function as a whole. */
const widest = 256
/** As do more parts than this that open the document; measured, from about here on one call is cheaper. */
const mostLooks = 8
const deepest = 100
const mostParams = 20_000
/** Of the predicates that go to functions, the long ones: fewer than `asArgument` keeps. */
const mostLong = 32
/** From this many alternatives on, values go into one list. */
const listFrom = 4

/**
 * The predicate as a condition on the rows of a table. Columns and SQL's own JSON functions where they say exactly what
 * the matcher says; a registered function for the rest (regex, cidr, time, fieldEquals, anyField) and for the rows whose
 * documents SQL reads differently (irregular ones, floats).
 */
export function toSqlite(predicate: Predicate, table: SqliteTable): SqliteCondition {
  const whole = written(predicate, table)
  return {
    sql: `(${whole.sql})`,
    params: whole.params.map((param) => (typeof param === 'object' ? asArgument(param) : param)),
    functions: sqliteFunctions,
    exact: true,
  }
}

function written(predicate: Predicate, table: SqliteTable): Fragment {
  const writer = new Writer(table)
  const parts = depthOf(predicate) > deepest ? writer.holds(predicate) : writer.write(predicate)
  const handedOver = new Set(parts.params.filter((param) => typeof param === 'object'))
  const long = [...handedOver].filter(isLong).length
  return parts.params.length > mostParams || long > mostLong ? writer.holds(predicate) : parts
}

/**
 * The same condition as one text, its values in place, to be run where it is read: on any connection with the functions
 * that it names (those of `sqliteFunctions`).
 */
export function toSqliteText(
  predicate: Predicate,
  table: SqliteTable,
): { readonly sql: string; readonly functions: readonly string[] } {
  const { sql, params } = written(predicate, table)
  let at = 0
  const literals = params.map((param) => {
    if (typeof param === 'number') return String(param)
    return `'${(typeof param === 'object' ? JSON.stringify(param) : param).replaceAll("'", "''")}'`
  })
  const text = sql.replace(/\?/g, () => literals[at++] ?? '?')
  const functions = sqliteFunctions.map(({ name }) => name).filter((name) => sql.includes(`${name}(`))
  return { sql: `(${text})`, functions }
}

function depthOf(predicate: Predicate): number {
  let depth = 0
  let level: readonly Predicate[] = [predicate]
  while (level.length > 0) {
    depth++
    level = level.flatMap((node) =>
      node.kind === 'all' || node.kind === 'any' ? node.of : node.kind === 'not' ? [node.of] : [],
    )
  }
  return depth
}

/** A part and what it became. */
interface Written {
  readonly part: Predicate
  readonly sql: Fragment
}

class Writer {
  readonly #table: SqliteTable
  readonly #document: string

  constructor(table: SqliteTable) {
    this.#table = table
    this.#document = table.documentColumn
  }

  write(node: Predicate): Fragment {
    switch (node.kind) {
      case 'true':
      case 'false':
        return constant(node.kind === 'true')
      case 'not':
        return negate(this.write(node.of))
      case 'all':
        return this.#joined(
          node.of.map((part) => ({ part, sql: this.write(part) })),
          'all',
        )
      case 'any':
        return this.#inWords(node.of) ?? this.#joined(this.#alternatives(node.of), 'any')
      default:
        return handle(this.#cases, node, false)
    }
  }

  /** The matcher itself, called with the row's document. */
  holds(predicate: Predicate): Fragment {
    return fragment(2, `vg_holds(?, ${this.#document})`, predicate)
  }

  /** The parts as one; those that open the document together when they are many, since each opens it anew. */
  #joined(parts: readonly Written[], kind: 'all' | 'any'): Fragment {
    const word = kind === 'all' ? 'and' : 'or'
    const dear = parts.filter(({ sql }) => sql.cost > 0)
    const cheap = parts.filter(({ sql }) => sql.cost === 0)
    if (cheap.length > widest) return this.holds({ kind, of: parts.map(({ part }) => part) })
    const opened =
      dear.length > mostLooks ? [this.holds({ kind, of: dear.map(({ part }) => part) })] : dear.map(({ sql }) => sql)
    return join(word, [...cheap.map(({ sql }) => sql), ...opened])
  }

  /** Whether any of just those fields that the words are of contains one text; undefined for every other question. */
  #inWords(parts: readonly Predicate[]): Fragment | undefined {
    const { words } = this.#table
    const text = containedText(parts[0])
    if (words === undefined || text === undefined || isUnfit(text) || text.includes('\n')) return undefined
    const asked = parts.flatMap((part) => (containedText(part) === text && 'field' in part ? [part.field] : []))
    if (asked.length !== parts.length || asked.length !== words.fields.length) return undefined
    if (!words.fields.every((field) => asked.includes(field))) return undefined
    const found = fragment(0, `instr(${words.column}, ?) > 0`, foldSearch(text))
    const marked = this.holds({ kind: 'any', of: parts })
    return { ...piece`case when ${words.column} is char(1) then ${marked} else ${found} end`, cost: 0 }
  }

  /** The parts of an `any`, those that ask one field for a text taken together. */
  #alternatives(parts: readonly Predicate[]): readonly Written[] {
    const lists = new Map<string, Equals[]>()
    const rest: Predicate[] = []
    for (const part of parts) {
      if (part.kind !== 'equals' || isUnfit(part.value)) rest.push(part)
      else {
        const key = `${part.fold} ${part.field}`
        const list = lists.get(key)
        if (list === undefined) lists.set(key, [part])
        else list.push(part)
      }
    }
    const written: Written[] = []
    for (const list of lists.values()) {
      if (list.length < listFrom) rest.push(...list)
      else {
        const question = oneOf(list)
        written.push({ part: question.whole, sql: this.#ask(question) })
      }
    }
    return [...written, ...rest.map((part) => ({ part, sql: this.write(part) }))]
  }

  readonly #cases: Cases<Fragment> = {
    equals: (leaf) => {
      if (isUnfit(leaf.value)) return this.holds(leaf)
      return this.#ask(oneOf([leaf]))
    },
    wildcard: (leaf) => {
      const test = wildcardSql(leaf)
      return test === undefined ? this.holds(leaf) : this.#ask({ field: leaf.field, whole: leaf, test })
    },
    regex: (leaf) => this.#ask({ field: leaf.field, whole: leaf, test: byFunction(leaf) }),
    cidr: (leaf) => this.#ask({ field: leaf.field, whole: leaf, test: byFunction(leaf) }),
    compare: (leaf) => this.#compare(leaf),
    exists: (leaf) => this.#exists(leaf),
    fieldEquals: (leaf) => this.holds(leaf),
    anyField: (leaf) => this.#anyField(leaf),
  }

  /** A question to the text of a field: to its column if there is one, else to the document. */
  #ask(question: TextQuestion): Fragment {
    const column = this.#columnOf(question.field)
    if (column?.kind === 'text') return this.#askTextColumn(question, column.column)
    if (column?.kind === 'list') return this.#askListColumn(question, column.column)
    return this.#inDocument(question.field, question.whole, (type, value) => {
      const asText = question.test(`cast(${value} as text)`)
      const safe = `${value} between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`
      return piece`case ${type} when 'text' then ${question.test(value)} when 'integer' then case when ${safe} then ${asText} else ${this.holds(question.whole)} end when 'real' then ${this.holds(question.whole)} when 'true' then ${question.test("'true'")} when 'false' then ${question.test("'false'")} else 0 end`
    })
  }

  #askTextColumn(question: TextQuestion, column: string): Fragment {
    const marked = this.holds(question.whole)
    const { equal } = question
    if (equal?.fold !== 'none') {
      return piece`case when ${column} is null then 0 when ${column} is char(1) then ${marked} else ${question.test(column)} end`
    }
    // Kept to the forms that SQLite can answer from an index.
    const found =
      equal.texts.length === 1
        ? fragment(0, `${column} is ?`, equal.texts[0]!)
        : fragment(
            0,
            `(${column} is not null and ${column} in (select value from json_each(?)))`,
            JSON.stringify(equal.texts),
          )
    return { ...piece`(${found} or (${column} is char(1) and ${marked}))`, cost: 0 }
  }

  #askListColumn(question: TextQuestion, column: string): Fragment {
    const { equal } = question
    if (equal === undefined) return piece`case when ${column} is null then 0 else ${this.holds(question.whole)} end`
    const bars = equal.texts.filter((text) => !text.includes('|')).map((text) => `|${text}|`)
    const list = foldSql(column, equal.fold)
    const found =
      bars.length === 1
        ? fragment(0, `ifnull(instr(${list}, ?) > 0, 0)`, bars[0]!)
        : fragment(
            0,
            `(${column} is not null and exists (select 1 from json_each(?) where instr(${list}, value) > 0))`,
            JSON.stringify(bars),
          )
    return { ...piece`(${found} or (${column} is char(1) and ${this.holds(question.whole)}))`, cost: 0 }
  }

  #compare(leaf: Compare): Fragment {
    if (!Number.isFinite(leaf.value)) return constant(false)
    const column = this.#columnOf(leaf.field)
    const { kind, column: name } = column ?? {}
    if (name !== undefined && kind === 'number' && leaf.as === 'number') {
      const found = fragment(0, `${name} ${operators[leaf.op]} ?`, leaf.value)
      const marked = piece`${name} is char(1) and ${this.holds(leaf)}`
      return { ...piece`((${name} is not null and ${found} and typeof(${name}) <> 'text') or (${marked}))`, cost: 0 }
    }
    const test = byFunction(leaf)
    if (name !== undefined && kind === 'text') return this.#ask({ field: leaf.field, whole: leaf, test })
    return this.#inDocument(leaf.field, leaf, (type, value) => {
      if (leaf.as !== 'number') return piece`case ${type} when 'text' then ${test(value)} else 0 end`
      const whole = fragment(1, `${value} ${operators[leaf.op]} ?`, leaf.value)
      const safe = `${value} between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`
      return piece`case ${type} when 'text' then ${test(value)} when 'integer' then case when ${safe} then ${whole} else ${this.holds(leaf)} end when 'real' then ${this.holds(leaf)} else 0 end`
    })
  }

  #exists(leaf: Exists): Fragment {
    const column = this.#columnOf(leaf.field)
    if (column?.kind === 'text' || column?.kind === 'list') return fragment(0, `(${column.column} is not null)`)
    const path = jsonPath(leaf.field)
    if (path === undefined) return this.holds(leaf)
    const type = `json_type(${this.#document}, ${path})`
    const some = `exists (select 1 from json_each(${this.#document}, ${path}) where type <> 'null')`
    return this.#unlessIrregular(
      leaf,
      piece`case when ${type} is null then 0 else case ${type} when 'null' then 0 when 'array' then ${some} when 'object' then ${this.holds(leaf)} else 1 end end`,
    )
  }

  /** Opens only documents that hold the longest ASCII stretch of what is asked for. */
  #anyField(leaf: AnyField): Fragment {
    const stretch = longestStretch(leaf.test)
    if (stretch === undefined || leaf.test.kind === 'regex') return this.holds(leaf)
    const text = foldSql(this.#document, leaf.test.fold)
    return piece`(${fragment(2, `instr(${text}, ?) > 0`, stretch)} and ${this.holds(leaf)})`
  }

  /** Looks at the value that the document holds at the field's path, or at each element of a list there. */
  #inDocument(field: string, whole: Predicate, test: (type: string, value: string) => Fragment): Fragment {
    const path = jsonPath(field)
    if (path === undefined) return this.holds(whole)
    const type = `json_type(${this.#document}, ${path})`
    const value = `json_extract(${this.#document}, ${path})`
    const elements = piece`exists (select 1 from json_each(${this.#document}, ${path}) as element where ${test('element.type', 'element.value')})`
    return this.#unlessIrregular(
      whole,
      piece`case when ${type} is null then 0 when ${type} = 'array' then ${elements} else ${test(type, value)} end`,
    )
  }

  #unlessIrregular(whole: Predicate, regular: Fragment): Fragment {
    const { irregularColumn } = this.#table
    if (irregularColumn === undefined) return this.holds(whole)
    const opened = piece`case when ${irregularColumn} then ${this.holds(whole)} else ${regular} end`
    return { ...opened, cost: 1 }
  }

  #columnOf(field: string): Column | undefined {
    return Object.hasOwn(this.#table.columns, field) ? this.#table.columns[field] : undefined
  }
}

/** The text that a part looks for anywhere in a field, folded for searching. */
function containedText(part: Predicate | undefined): string | undefined {
  if (part?.kind !== 'wildcard' || part.fold !== 'search' || part.pattern.length !== 3) return undefined
  const [before, text, after] = part.pattern
  const isRun = (piece: typeof before) => typeof piece === 'object' && piece.any === 'run'
  return isRun(before) && isRun(after) && typeof text === 'string' ? text : undefined
}

const operators = { lt: '<', lte: '<=', gt: '>', gte: '>=', eq: '=' } as const
