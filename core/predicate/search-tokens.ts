/**
 * The words of a search text. Never fails: what is wrong with a token stands in it (`closed`, `badEscape`), so that
 * completion can read what is still being typed. What a word may hold depends on where it stands: a colon ends the name of
 * a field and is an ordinary character of a value (`source.ip: fe80::1`).
 */

/** Literal text, or a wildcard: any run of characters. */
export type LiteralPart = string | { readonly any: 'run' }

interface Placed {
  /** Offsets into the text in UTF-16 code units, `end` exclusive. */
  readonly start: number
  readonly end: number
}
export type SearchToken = Placed &
  (
    | { readonly kind: 'word' | 'phrase'; readonly literal: Literal }
    | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'colon' }
    | { readonly kind: 'range'; readonly op: RangeOp }
  )

/** What stands between quotes or as a bare word, its escapes resolved. */
interface Literal {
  readonly parts: readonly LiteralPart[]
  readonly quoted: boolean
  /** False for quotes that are still open at the end of the text. */
  readonly closed: boolean
  /** Where an escape `\u{…}` names no character. */
  readonly badEscape: Placed | undefined
  /** `\*` beside backslashes that stand for themselves: a path, whose writer hardly meant a star. */
  readonly doubtfulStar: boolean
}

/** A range operator and the comparison of the predicate that it stands for. */
export const rangeOps = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const
export type RangeOp = keyof typeof rangeOps

/** Where a token is about to stand. */
export type Position = 'term' | 'value' | 'list'

const run = Object.freeze({ any: 'run' as const })
const space = /\s/
const ending = { term: /[\s():<>"]/, value: /[\s()"]/, list: /[\s()"]/ }
const escapable = /[\s\\():<>"*]/
const named = /^\\u\{([0-9a-fA-F]{1,6})\}/
const namedAnything = /^\\u\{[^}\s"]*\}?/
/** A time, a URL and a drive's path, which hold a colon and are no field's name. */
const textWithColon = /^(?:\d|[a-z][a-z0-9+.-]*:\/\/|[a-z]:\\)/i
/** `fe80::1`, `::ffff:10.0.0.1`. */
const colons = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i
const longestAddress = 50
const keyword = /^(and|or|not)$/i

/** The tokens of the text, and where the next one would stand. */
export function tokenize(text: string): { readonly tokens: readonly SearchToken[]; readonly next: Position } {
  const tokens: SearchToken[] = []
  /** For each open bracket: true when it opened a list of values. */
  const brackets: boolean[] = []
  let next: Position = 'term'
  let at = 0
  while (true) {
    while (at < text.length && space.test(text[at]!)) at++
    if (at >= text.length) return { tokens, next }
    const token = readToken(text, at, next)
    tokens.push(token)
    at = token.end
    if (token.kind === 'open') brackets.push(next !== 'term')
    if (token.kind === 'close') brackets.pop()
    next =
      token.kind === 'colon' || token.kind === 'range'
        ? 'value'
        : token.kind === 'open'
          ? brackets.at(-1) === true
            ? 'list'
            : 'term'
          : brackets.at(-1) === true
            ? 'list'
            : 'term'
  }
}

function readToken(text: string, start: number, position: Position): SearchToken {
  const first = text[start]!
  if (first === '(') return { kind: 'open', start, end: start + 1 }
  if (first === ')') return { kind: 'close', start, end: start + 1 }
  if (first === '"') return readPhrase(text, start)
  if ((first === '<' || first === '>') && position !== 'list') {
    const op: RangeOp = text[start + 1] === '=' ? `${first}=` : first
    return { kind: 'range', op, start, end: start + op.length }
  }
  if (position === 'term' && isTextWithColon(text, start)) return readWord(text, start, ending.value)
  if (first === ':' && position === 'term') return { kind: 'colon', start, end: start + 1 }
  return readWord(text, start, ending[position])
}

function isTextWithColon(text: string, start: number): boolean {
  let end = start
  while (end < text.length && !ending.value.test(text[end]!)) end++
  const whole = text.slice(start, end)
  return textWithColon.test(whole) || (whole.length <= longestAddress && colons.test(whole))
}

function readWord(text: string, start: number, ends: RegExp): SearchToken {
  const { literal, end } = readLiteral(text, start, false, (at) => ends.test(text[at]!))
  const bare = keyword.exec(text.slice(start, end))?.[1]?.toLowerCase()
  if (bare === 'and' || bare === 'or' || bare === 'not') return { kind: bare, start, end }
  return { kind: 'word', literal, start, end }
}

function readPhrase(text: string, start: number): SearchToken {
  const { literal, end } = readLiteral(text, start + 1, true, (at) => text[at] === '"')
  return { kind: 'phrase', literal, start, end: literal.closed ? end + 1 : end }
}

function readLiteral(
  text: string,
  start: number,
  quoted: boolean,
  ends: (at: number) => boolean,
): { literal: Literal; end: number } {
  const parts: LiteralPart[] = []
  let badEscape: Placed | undefined
  let loneBackslash = false
  let escapedStar = false
  let plain = ''
  let at = start
  while (at < text.length && !ends(at)) {
    const sign = text[at]!
    if (sign === '*') {
      if (plain !== '') parts.push(plain)
      plain = ''
      if (typeof parts.at(-1) !== 'object') parts.push(run)
      at++
    } else if (sign !== '\\') {
      plain += sign
      at++
    } else if (text[at + 1] === 'u' && text[at + 2] === '{') {
      const digits = named.exec(text.slice(at, at + 10))?.[1]
      const code = digits === undefined ? Number.NaN : Number.parseInt(digits, 16)
      if (code <= 0x10ffff) {
        plain += String.fromCodePoint(code)
        at += digits!.length + 4
      } else {
        const length = namedAnything.exec(text.slice(at, at + 30))?.[0].length ?? 3
        badEscape ??= { start: at, end: at + length }
        at += length
      }
    } else if (at + 1 < text.length && escapable.test(text[at + 1]!)) {
      if (text[at + 1] === '*') escapedStar = true
      plain += text[at + 1]
      at += 2
    } else {
      loneBackslash = true
      plain += sign
      at++
    }
  }
  if (plain !== '') parts.push(plain)
  const drive = /^[a-z]:\\\*/i.test(text.slice(start, start + 4))
  const doubtfulStar = escapedStar && (loneBackslash || drive)
  return { literal: { parts, quoted, closed: !quoted || at < text.length, badEscape, doubtfulStar }, end: at }
}
