import type { SearchNode, SearchTerm } from './search-syntax.ts'
import { parseSyntax } from './search-syntax.ts'
import type { LiteralPart } from './search-tokens.ts'

/** Bare where it can be nothing else, else in quotes. */
const bare = /^[\p{L}\p{N}_@./+-]+$/u
const keyword = /^(?:and|or|not)$/i
/** Cannot be seen, turns the direction of a line, or does not survive an input field or an address. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** The shape as text that reads back to the same. */
export function printSearch(node: SearchNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of.map(bracketed).join(` ${node.kind} `)
    case 'not':
      return `not ${bracketed(node.of)}`
    case 'term':
      return printTerm(node)
  }
}

/** `field: "value"`, the value taken as it is: its stars are stars, and it is in quotes always. */
function exactTerm(field: string, value: string): string {
  return `${printField(field)}: ${inQuotes([value])}`
}

/**
 * The text with one more condition at its end: that the field holds the value (`only`), or that it does not. The same pair
 * stands once among the conditions that must all hold, and the newer side of it wins. A text with a fault in it keeps it.
 */
export function addTerm(text: string, field: string, value: string, side: 'only' | 'not'): string {
  const term = exactTerm(field, value)
  const added = side === 'not' ? `not ${term}` : term
  const syntax = parseSyntax(text)
  if (text.trim() === '') return added
  if (!syntax.ok || syntax.value === undefined) return `${text.trim()} and ${added}`
  const node = syntax.value
  const parts = node.kind === 'and' && !node.bracketed ? node.of : [node]
  const others = parts.filter((part) => !isTerm(part, term))
  if (others.length === 0) return added
  const kept =
    others.length === parts.length ? text.trim() : others.map(({ start, end }) => text.slice(start, end)).join(' and ')
  return node.kind === 'or' && !node.bracketed ? `(${kept}) and ${added}` : `${kept} and ${added}`
}

function bracketed(part: SearchNode): string {
  return part.kind === 'and' || part.kind === 'or' ? `(${printSearch(part)})` : printSearch(part)
}

/** True for the condition or its opposite. */
function isTerm(node: SearchNode, printed: string): boolean {
  const term = node.kind === 'not' ? node.of : node
  if (term.kind !== 'term' || term.field === undefined || term.field.any || term.op !== ':') return false
  return `${printField(term.field.name)}: ${inQuotes(term.value.parts)}` === printed
}

function printTerm({ field, op, value }: SearchTerm): string {
  const written = printValue(value.parts)
  if (field === undefined) return written
  const name = field.any ? '*' : printField(field.name)
  return op === ':' ? `${name}: ${written}` : `${name} ${op} ${written}`
}

/** A value as it may stand after a field or alone; `[text]` is one without wildcards. */
export function printValue(parts: readonly LiteralPart[]): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : '')).join('')
  const plain = (text === '' && parts.length > 0) || (bare.test(text) && !keyword.test(text))
  return plain ? parts.map((part) => (typeof part === 'string' ? part : '*')).join('') : inQuotes(parts)
}

function inQuotes(parts: readonly LiteralPart[]): string {
  const inner = parts.map((part) => (typeof part === 'string' ? part.replace(/[\\"*]/g, '\\$&') : '*')).join('')
  return `"${inner.replace(unseen, byCode)}"`
}

/** The name of a field as it has to be written. */
export function printField(name: string): string {
  const escaped = name
    .replace(/[\\():<>"*]/g, '\\$&')
    .replace(/\s/g, byCode)
    .replace(unseen, byCode)
  // A digit begins a time or an address, and these three words are operators: by its code a letter is nothing but a letter.
  return /^\d/.test(name) || keyword.test(name) ? byCode(name.slice(0, 1)) + escaped.slice(1) : escaped
}

const byCode = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`
