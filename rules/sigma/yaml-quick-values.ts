import type { Leaf, TreeList } from './yaml-tree.ts'
import { leaf } from './yaml-tree.ts'

// Values of the quick reader that stand on one line, each read from its first character to the end of the line.

/** Thrown at what the quick reader does not know: not an error, no trace needed. */
export const beyond = Symbol('beyond the subset')

/** What a plain value may begin with: no indicator of YAML's (YAML 1.2.2 §5.3), but for a dash before a character. */
const plainBeginning = /[^\s\-?:,[\]{}#&*!|>'"%@`]/

/** The value on this line, whatever its style. */
export function lineValue(text: string, at: number, lineEnd: number): Leaf | TreeList {
  switch (text[at]) {
    case "'":
      return single(text, at, lineEnd)
    case '"':
      return double(text, at, lineEnd)
    case '[':
      return words(text, at, lineEnd)
    default:
      return plain(text, at, lineEnd)
  }
}

function plain(text: string, at: number, lineEnd: number): Leaf {
  if (!plainBeginning.test(text[at]!) && !(text[at] === '-' && /[^\s]/.test(text[at + 1] ?? ' '))) throw beyond
  let end = lineEnd
  for (let i = at; i < end; i++) {
    const sign = text[i]
    if (sign === '\t') throw beyond
    if (sign === ':' && (i + 1 === end || text[i + 1] === ' ')) throw beyond
    if (sign === '#' && text[i - 1] === ' ') end = i
  }
  while (text[end - 1] === ' ') end--
  const source = text.slice(at, end)
  return leaf(constantOf(source), source, true, at, end)
}

function single(text: string, at: number, lineEnd: number): Leaf {
  let end = text.indexOf("'", at + 1)
  let doubled = false
  while (end >= 0 && text[end + 1] === "'") {
    doubled = true
    end = text.indexOf("'", end + 2)
  }
  if (end < 0 || end >= lineEnd) throw beyond
  nothingBehind(text, lineEnd, end + 1)
  const inner = text.slice(at + 1, end)
  const value = doubled ? inner.replaceAll("''", "'") : inner
  return leaf(value, value, false, at, end + 1)
}

function double(text: string, at: number, lineEnd: number): Leaf {
  let value = ''
  let i = at + 1
  for (; text[i] !== '"'; i++) {
    if (i >= lineEnd) throw beyond
    if (text[i] !== '\\') value += text[i]
    else {
      const escaped = escapes.get(text[++i] ?? '')
      if (escaped === undefined) throw beyond
      value += escaped
    }
  }
  nothingBehind(text, lineEnd, i + 1)
  return leaf(value, value, false, at, i + 1)
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['"', '"'],
  ['/', '/'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** A list in brackets, of words alone. */
function words(text: string, at: number, lineEnd: number): TreeList {
  const end = text.indexOf(']', at)
  if (end < 0 || end > lineEnd) throw beyond
  nothingBehind(text, lineEnd, end + 1)
  const items: Leaf[] = []
  let from = at + 1
  for (const piece of text.slice(from, end).split(',')) {
    const source = piece.trim()
    if (!/^[A-Za-z_][\w.-]*$/.test(source)) throw beyond
    const itemAt = from + piece.indexOf(source)
    items.push(leaf(constantOf(source), source, true, itemAt, itemAt + source.length))
    from += piece.length + 1
  }
  return { kind: 'list', items, at }
}

/** Behind a value only a comment may follow. */
function nothingBehind(text: string, lineEnd: number, at: number): void {
  const next = skipBlanks(text, at)
  if (next < lineEnd && (text[next] !== '#' || next === at)) throw beyond
}

/** The next character that is no blank. */
export function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at++
  if (text[at] === '\t') throw beyond
  return at
}

/** null, true and false as the core schema writes them (YAML 1.2.2 §10.3.2); any other text as it is. */
function constantOf(source: string): string | boolean | null {
  if (/^(?:~|null|Null|NULL)$/.test(source)) return null
  if (/^(?:true|True|TRUE)$/.test(source)) return true
  return /^(?:false|False|FALSE)$/.test(source) ? false : source
}
