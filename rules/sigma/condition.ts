import type { Predicate } from '../../core/predicate/predicate.ts'
import { namesOf } from './selection-names.ts'

/** What is wrong with a condition, at a character of it (from 0). */
interface ConditionProblem {
  readonly code:
    | 'condition-syntax'
    | 'condition-aggregation'
    | 'condition-count'
    | 'condition-too-deep'
    | 'unknown-selection'
    | 'uppercase-operator'
  readonly level: 'error' | 'warning'
  readonly at: number
  readonly message: string
  readonly hint?: string
}

/** A condition read: what it asks for, which selections it names, and what was wrong. */
export interface Condition {
  /** Undefined if there was an error. */
  readonly predicate: Predicate | undefined
  readonly used: ReadonlySet<string>
  readonly problems: readonly ConditionProblem[]
}

interface Token {
  readonly kind: 'word' | '(' | ')' | 'end'
  readonly text: string
  readonly at: number
}

const maxDepth = 64
const operators = new Set(['and', 'or', 'not', 'of'])
const quantifiers = new Set(['1', 'any', 'all'])

class Fault extends Error {
  readonly problem: ConditionProblem
  constructor(code: ConditionProblem['code'], at: number, message: string, hint?: string) {
    super(message)
    this.problem = { code, level: 'error', at, message, ...(hint === undefined ? {} : { hint }) }
  }
}

/**
 * Reads a condition (Sigma 2.1, Condition): `not` binds before `and`, `and` before `or`; `1 of`, `any of` and `all of`
 * take `them` or a pattern. Both pass over names that begin with `_`, unless the pattern itself begins so.
 */
export function parseCondition(text: string, selections: ReadonlyMap<string, Predicate>): Condition {
  const problems: ConditionProblem[] = []
  const used = new Set<string>()
  try {
    const tokens = tokenize(text)
    const parser = { tokens, next: 0, depth: 0, selections, used, problems }
    const predicate = either(parser)
    const rest = peek(parser)
    if (rest.kind !== 'end') {
      const hint = rest.kind === ')' ? 'there is no ( for it' : 'write and, or or not between selections'
      throw new Fault('condition-syntax', rest.at, `“${rest.text}” is not expected here`, hint)
    }
    return { predicate, used, problems }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { predicate: undefined, used, problems: [...problems, error.problem] }
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const piece = /\s+|[()]|[\p{L}\p{N}_.*?-]+|./gsu
  for (const { 0: found, index: at } of text.matchAll(piece)) {
    if (found === '(' || found === ')') tokens.push({ kind: found, text: found, at })
    else if (found === '|') {
      const hint = 'write a correlation rule instead'
      throw new Fault('condition-aggregation', at, 'aggregations in the condition are no longer part of Sigma', hint)
    } else if (/^[\p{L}\p{N}_.*?-]/u.test(found)) tokens.push({ kind: 'word', text: found, at })
    else if (!/^\s/.test(found)) {
      throw new Fault(
        'condition-syntax',
        at,
        `“${found}” has no meaning in a condition`,
        'use names, and, or, not, of, ( and )',
      )
    }
  }
  tokens.push({ kind: 'end', text: 'end of the condition', at: text.trimEnd().length })
  return tokens
}

interface Parser {
  readonly tokens: readonly Token[]
  next: number
  depth: number
  readonly selections: ReadonlyMap<string, Predicate>
  readonly used: Set<string>
  readonly problems: ConditionProblem[]
}

const peek = (parser: Parser, ahead = 0): Token =>
  parser.tokens[Math.min(parser.next + ahead, parser.tokens.length - 1)] as Token

/** The operator a token stands for. A selection of that very name in upper case is still a name. */
function operator(parser: Parser, token: Token): string | undefined {
  if (token.kind !== 'word') return undefined
  if (operators.has(token.text)) return token.text
  const lower = token.text.toLowerCase()
  return operators.has(lower) && !parser.selections.has(token.text) ? lower : undefined
}

function take(parser: Parser, wanted: string): boolean {
  const token = peek(parser)
  if (operator(parser, token) !== wanted) return false
  parser.next++
  if (token.text !== wanted) {
    const message = `${token.text} should be written ${wanted}`
    parser.problems.push({ code: 'uppercase-operator', level: 'warning', at: token.at, message })
  }
  return true
}

function either(parser: Parser): Predicate {
  const of = [both(parser)]
  while (take(parser, 'or')) of.push(both(parser))
  return of.length === 1 ? (of[0] as Predicate) : { kind: 'any', of }
}

function both(parser: Parser): Predicate {
  const of = [negation(parser)]
  while (take(parser, 'and')) of.push(negation(parser))
  return of.length === 1 ? (of[0] as Predicate) : { kind: 'all', of }
}

function negation(parser: Parser): Predicate {
  let negated = false
  while (take(parser, 'not')) negated = !negated
  const of = operand(parser)
  return negated ? { kind: 'not', of } : of
}

function operand(parser: Parser): Predicate {
  const token = peek(parser)
  if (token.kind === '(') return parenthesis(parser)
  if (token.kind !== 'word' || operator(parser, token) !== undefined) {
    throw new Fault(
      'condition-syntax',
      token.at,
      `a selection is missing before “${token.text}”`,
      'name a selection here',
    )
  }
  if (operator(parser, peek(parser, 1)) === 'of') return quantified(parser)
  parser.next++
  const selection = parser.selections.get(token.text)
  if (selection === undefined) {
    const pattern = /[*?]/.test(token.text)
    const hint = pattern ? `write 1 of ${token.text} or all of ${token.text}` : known(parser)
    throw new Fault('unknown-selection', token.at, `there is no selection “${token.text}”`, hint)
  }
  parser.used.add(token.text)
  return selection
}

function parenthesis(parser: Parser): Predicate {
  const opening = peek(parser)
  if (++parser.depth > maxDepth) {
    throw new Fault(
      'condition-too-deep',
      opening.at,
      `parentheses nested deeper than ${maxDepth}`,
      'name selections instead',
    )
  }
  parser.next++
  const inner = either(parser)
  const closing = peek(parser)
  if (closing.kind !== ')') {
    throw new Fault('condition-syntax', closing.at, 'a ) is missing', `for the ( at character ${opening.at + 1}`)
  }
  parser.next++
  parser.depth--
  return inner
}

function quantified(parser: Parser): Predicate {
  const quantifier = peek(parser)
  parser.next++
  take(parser, 'of')
  const pattern = peek(parser)
  const how = quantifier.text.toLowerCase()
  if (!quantifiers.has(how)) {
    const hint = 'write 1 of, any of or all of; a larger number has no meaning in Sigma'
    throw new Fault('condition-count', quantifier.at, `“${quantifier.text} of” is not possible`, hint)
  }
  if (how !== quantifier.text) {
    const message = `${quantifier.text} should be written ${how}`
    parser.problems.push({ code: 'uppercase-operator', level: 'warning', at: quantifier.at, message })
  }
  if (pattern.kind !== 'word') {
    throw new Fault(
      'condition-syntax',
      pattern.at,
      `“${quantifier.text} of” needs them or a pattern`,
      'for example 1 of selection_*',
    )
  }
  parser.next++
  const names = namesOf(pattern.text, [...parser.selections.keys()])
  if (names.length === 0) {
    throw new Fault('unknown-selection', pattern.at, `“${pattern.text}” names no selection`, known(parser))
  }
  const of = names.map((name) => {
    parser.used.add(name)
    return parser.selections.get(name) as Predicate
  })
  if (of.length === 1) return of[0] as Predicate
  return { kind: how === 'all' ? 'all' : 'any', of }
}

const known = (parser: Parser): string => `there are: ${[...parser.selections.keys()].join(', ')}`
