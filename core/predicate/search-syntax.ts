import type { Result } from '../lib/result.ts'
import { fail, ok } from '../lib/result.ts'
import type { SearchProblem } from './search-problem.ts'
import { problem, searchLimits } from './search-problem.ts'
import type { LiteralPart, RangeOp, SearchToken } from './search-tokens.ts'
import { tokenize } from './search-tokens.ts'

/** What was written: its shape, without the meaning that a field's type gives it. Offsets as in the tokens. */
export type SearchNode = SearchTerm | SearchList | SearchNot
interface SearchList {
  readonly kind: 'and' | 'or'
  readonly of: readonly SearchNode[]
  /** In brackets of its own, or a list of values: its parts cannot be taken out one by one. */
  readonly bracketed: boolean
  readonly start: number
  readonly end: number
}
interface SearchNot {
  readonly kind: 'not'
  readonly of: SearchNode
  readonly start: number
  readonly end: number
}
/** A word or phrase anywhere, `field: value`, or `field < value`. A list of values is as many terms. */
export interface SearchTerm {
  readonly kind: 'term'
  /** Absent for free text; `any` for `*: value`. */
  readonly field: SearchField | undefined
  /** `:` asks for the value itself. */
  readonly op: ':' | RangeOp
  readonly value: SearchValue
  readonly start: number
  readonly end: number
}
export interface SearchField {
  readonly name: string
  readonly any: boolean
  readonly start: number
  readonly end: number
}
export interface SearchValue {
  readonly parts: readonly LiteralPart[]
  readonly quoted: boolean
  readonly doubtfulStar: boolean
  readonly start: number
  readonly end: number
}

/** The shape of a text; undefined when it is blank. The first fault ends the reading. */
export function parseSyntax(text: string): Result<SearchNode | undefined, SearchProblem> {
  if (text.length > searchLimits.length)
    return fail(problem('too-long', searchLimits.length, text.length, { n: searchLimits.length }))
  try {
    return ok(new Parser(text).read())
  } catch (stop) {
    if (stop instanceof Stop) return fail(stop.problem)
    throw stop
  }
}

/** Ends the reading from however deep it is. */
class Stop {
  readonly problem: SearchProblem
  constructor(found: SearchProblem) {
    this.problem = found
  }
}

/** What other languages write; a word here, and hardly meant as one. */
const foreign: Readonly<Record<string, string>> = {
  '!=': 'not field: value',
  '=': 'field: value',
  '==': 'field: value',
  '&&': 'and',
  '||': 'or',
  '!': 'not',
}

class Parser {
  readonly #text: string
  readonly #tokens: readonly SearchToken[]
  #at = 0
  #depth = 0
  #terms = 0
  #words = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text).tokens
  }

  read(): SearchNode | undefined {
    if (this.#tokens.length === 0) return undefined
    const node = this.#or(undefined)
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) throw stop('close-alone', rest)
    return node
  }

  /** `field` is set within its list of values. */
  #or(field: SearchField | undefined): SearchNode {
    const of = [this.#and(field)]
    while (this.#take('or')) of.push(this.#and(field))
    return listOf('or', of)
  }

  #and(field: SearchField | undefined): SearchNode {
    const of = [this.#not(field)]
    while (true) {
      const token = this.#tokens[this.#at]
      if (token === undefined || token.kind === 'or' || token.kind === 'close') return listOf('and', of)
      if (token.kind === 'and') this.#at++
      // In a list of values nobody can tell which of the two was meant.
      else if (field !== undefined) throw stop('values-not-joined', token)
      of.push(this.#not(field))
    }
  }

  #not(field: SearchField | undefined): SearchNode {
    const token = this.#tokens[this.#at]
    if (!this.#take('not') || token === undefined) return this.#primary(field)
    const of = this.#deeper(token, () => this.#not(field))
    return { kind: 'not', of, start: token.start, end: of.end }
  }

  #primary(field: SearchField | undefined): SearchNode {
    const token = this.#tokens[this.#at]
    if (token === undefined) {
      const last = this.#tokens[this.#at - 1]
      const end = this.#text.length
      throw new Stop(
        problem(last?.kind === 'open' ? 'open-not-closed' : 'nothing-after', last?.start ?? 0, last?.end ?? end),
      )
    }
    switch (token.kind) {
      case 'open':
        return this.#bracket(token, field)
      case 'close':
        throw stop(this.#tokens[this.#at - 1]?.kind === 'open' ? 'empty-brackets' : this.#before(token), token)
      case 'and':
      case 'or':
      case 'not':
        throw stop('nothing-before', token, { word: token.kind })
      case 'colon':
      case 'range':
        throw stop('no-field', token)
      case 'word':
      case 'phrase':
        return field === undefined ? this.#term(token) : this.#value(field, ':', token)
    }
  }

  /** Why a closing bracket cannot stand here: something before it waits for more, or nothing was opened. */
  #before(token: SearchToken): 'nothing-after' | 'close-alone' {
    const last = this.#tokens[this.#at - 1]
    return last !== undefined && last.end <= token.start && this.#depth > 0 ? 'nothing-after' : 'close-alone'
  }

  #bracket(open: SearchToken, field: SearchField | undefined): SearchNode {
    this.#at++
    const inner = this.#deeper(open, () => this.#or(field))
    const close = this.#tokens[this.#at]
    if (!this.#take('close') || close === undefined) throw stop('open-not-closed', open)
    // The brackets belong to what they hold: it is moved and cut as one.
    const placed = { ...inner, start: open.start, end: close.end }
    return placed.kind === 'and' || placed.kind === 'or' ? { ...placed, bracketed: true } : placed
  }

  #term(token: SearchToken & { kind: 'word' | 'phrase' }): SearchNode {
    const operator = this.#tokens[this.#at + 1]
    if (operator?.kind !== 'colon' && operator?.kind !== 'range') {
      const sign = token.kind === 'word' ? foreign[this.#text.slice(token.start, token.end)] : undefined
      if (sign !== undefined) throw stop('foreign-operator', token, { instead: sign })
      if (token.literal.parts.length === 0) throw stop('empty-phrase', token)
      this.#words++
      if (this.#words > searchLimits.words) throw stop('too-many-words', token, { n: searchLimits.words })
      return this.#value(undefined, ':', token)
    }
    if (token.kind === 'phrase') throw stop('field-in-quotes', token)
    const field = fieldOf(token)
    this.#at += 2
    const value = this.#tokens[this.#at]
    if (operator.kind === 'range') return this.#value(field, operator.op, this.#valueToken(value, operator))
    // `field: >5`, as some write it.
    if (value?.kind === 'range') {
      this.#at++
      return this.#value(field, value.op, this.#valueToken(this.#tokens[this.#at], value))
    }
    if (value?.kind !== 'open') return this.#value(field, ':', this.#valueToken(value, operator))
    const list = this.#bracket(value, field)
    return { ...list, start: field.start }
  }

  #valueToken(value: SearchToken | undefined, after: SearchToken): SearchToken & { kind: 'word' | 'phrase' } {
    if (value?.kind === 'word' || value?.kind === 'phrase') return value
    throw value === undefined || value.kind === 'close' ? stop('no-value', after) : stop('no-value', value)
  }

  #value(
    field: SearchField | undefined,
    op: ':' | RangeOp,
    token: SearchToken & { kind: 'word' | 'phrase' },
  ): SearchTerm {
    const { parts, quoted, closed, badEscape, doubtfulStar } = token.literal
    if (badEscape !== undefined) throw stop('bad-escape', badEscape)
    if (!closed) throw new Stop(problem('quote-not-closed', token.start, token.start + 1))
    this.#terms++
    if (this.#terms > searchLimits.terms) throw stop('too-many-terms', token, { n: searchLimits.terms })
    this.#at++
    const { start, end } = token
    const value = { parts, quoted, doubtfulStar, start, end }
    return { kind: 'term', field, op, value, start: field?.start ?? start, end }
  }

  #take(kind: SearchToken['kind']): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false
    this.#at++
    return true
  }

  #deeper<T>(token: SearchToken, read: () => T): T {
    this.#depth++
    if (this.#depth > searchLimits.depth) throw stop('too-deep', token, { n: searchLimits.depth })
    const result = read()
    this.#depth--
    return result
  }
}

function fieldOf(token: SearchToken & { kind: 'word' | 'phrase' }): SearchField {
  const { parts, badEscape } = token.literal
  if (badEscape !== undefined) throw stop('bad-escape', badEscape)
  const any = parts.length === 1 && typeof parts[0] === 'object'
  if (!any && parts.some((part) => typeof part === 'object')) throw stop('field-with-star', token)
  return { name: any ? '*' : parts.join(''), any, start: token.start, end: token.end }
}

function listOf(kind: 'and' | 'or', of: readonly SearchNode[]): SearchNode {
  const [first] = of
  if (of.length === 1 && first !== undefined) return first
  return { kind, of, bracketed: false, start: first?.start ?? 0, end: of.at(-1)?.end ?? 0 }
}

function stop(
  code: SearchProblem['code'],
  { start, end }: { start: number; end: number },
  params: SearchProblem['params'] = {},
): Stop {
  return new Stop(problem(code, start, end, params))
}
