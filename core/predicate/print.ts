import { handle } from './fold.ts'
import type { AnyField, Cases, Compare, FieldEquals, Predicate, WildcardPart } from './predicate.ts'

/**
 * A predicate as text that a person reads, the same in every language: fields and values as they are, the rest in the
 * signs and words of query languages. For display; nothing reads it back.
 *
 * `process.name: *\cmd.exe AND NOT source.ip IN 10.0.0.0/8`
 */
export function print(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'true':
      return '*'
    case 'false':
      return 'NOT *'
    case 'not':
      return `NOT ${bracketed(predicate.of)}`
    case 'all':
      return predicate.of.length === 0 ? '*' : predicate.of.map(bracketed).join(' AND ')
    case 'any':
      return predicate.of.length === 0 ? 'NOT *' : predicate.of.map(bracketed).join(' OR ')
    default:
      return handle(words, predicate, false)
  }
}

function bracketed(part: Predicate): string {
  const many = (part.kind === 'all' || part.kind === 'any') && part.of.length > 1
  return many ? `(${print(part)})` : print(part)
}

const words: Cases<string> = {
  equals: (leaf) => `${leaf.field}: ${quoted(leaf.value)}`,
  wildcard: (leaf) => `${leaf.field}: ${patternText(leaf.pattern)}`,
  regex: (leaf) => `${leaf.field}: /${leaf.pattern}/${leaf.flags}`,
  compare: (leaf) => `${leaf.field}${leaf.as === 'number' ? '' : `|${leaf.as}`} ${signs[leaf.op]} ${bound(leaf)}`,
  cidr: (leaf) => `${leaf.field} IN ${leaf.network}`,
  exists: (leaf) => `${leaf.field}: *`,
  fieldEquals: (leaf) => `${leaf.field}: ${around[leaf.how].replace('x', `{${leaf.other}}`)}`,
  anyField: (leaf) => testText(leaf.test),
}

const signs: { readonly [K in Compare['op']]: string } = { lt: '<', lte: '≤', gt: '>', gte: '≥', eq: '=' }
const around: { readonly [K in FieldEquals['how']]: string } = {
  equals: 'x',
  startswith: 'x*',
  endswith: '*x',
  contains: '*x*',
}

function bound(leaf: Compare): string {
  return leaf.as === 'time' && Math.abs(leaf.value) <= 8.64e15 ? new Date(leaf.value).toISOString() : String(leaf.value)
}

function testText(test: AnyField['test']): string {
  if (test.kind === 'equals') return quoted(test.value)
  return test.kind === 'regex' ? `/${test.pattern}/${test.flags}` : patternText(test.pattern)
}

/** Bare where it cannot be misread, else in quotes with JSON's escapes. */
function quoted(value: string): string {
  return /^[\p{L}\p{N}_@./\\:-]+$/u.test(value) ? value : JSON.stringify(value)
}

/** The pattern with `*` and `?`; a literal one of these has a backslash before it. */
function patternText(pattern: readonly WildcardPart[]): string {
  const text = pattern
    .map((part) => (typeof part === 'string' ? part.replace(/[*?]/g, '\\$&') : part.any === 'run' ? '*' : '?'))
    .join('')
  return /[\s"()]|^$/.test(text) ? `"${text.replace(/["\n\r\t]/g, (sign) => JSON.stringify(sign).slice(1, -1))}"` : text
}
