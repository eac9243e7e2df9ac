import type { Predicate } from './predicate.ts'

/** A piece of SQL with the parameters of its `?` in order, and how dear it is to evaluate. */
export interface Fragment {
  /** An expression that yields 0 or 1; in parentheses where it needs them. */
  readonly sql: string
  readonly params: readonly Param[]
  readonly cost: Cost
}

/** A value, or a predicate that is to be handed to a function as one. */
export type Param = string | number | Predicate

/** Reads a column, opens the document, or calls out of SQL. */
export type Cost = 0 | 1 | 2

/** A piece from SQL text; the `?` in it are filled by `params` in order. */
export function fragment(cost: Cost, sql: string, ...params: Param[]): Fragment {
  return { sql, params, cost }
}

/** Joins text and pieces to one piece: ``piece`case when ${a} then ${b} else 0 end` ``. The dearest part sets its cost. */
export function piece(texts: TemplateStringsArray, ...parts: (Fragment | string)[]): Fragment {
  let sql = texts[0]!
  const params: Param[] = []
  let cost: Cost = 0
  parts.forEach((part, i) => {
    if (typeof part === 'string') sql += part
    else {
      sql += part.sql
      // Not spread: there may be more than a call takes arguments.
      for (const param of part.params) params.push(param)
      if (part.cost > cost) cost = part.cost
    }
    sql += texts[i + 1]!
  })
  return { sql, params, cost }
}

/** Holds always, or never. */
export function constant(value: boolean): Fragment {
  return fragment(0, value ? '1' : '0')
}

/** Holds when the part does not. */
export function negate(part: Fragment): Fragment {
  return piece`(not ${part})`
}

/**
 * Joins the parts, the cheapest first, as a balanced tree: SQLite allows an expression a depth of 1,000, and a plain chain
 * of n terms is n deep.
 */
export function join(word: 'and' | 'or', parts: readonly Fragment[]): Fragment {
  if (parts.length === 0) return constant(word === 'and')
  return balanced(
    word,
    parts.toSorted((a, b) => a.cost - b.cost),
  )
}

function balanced(word: 'and' | 'or', parts: readonly Fragment[]): Fragment {
  if (parts.length === 1) return parts[0]!
  const half = Math.ceil(parts.length / 2)
  return piece`(${balanced(word, parts.slice(0, half))} ${word} ${balanced(word, parts.slice(half))})`
}
