import type { JsonObject } from '../../core/lib/json.ts'
import { isUnsafeKey } from './json.ts'

export interface KeyValues {
  /** Key → value as it stood, quotes taken off. A repeated key is a list. */
  readonly fields: JsonObject
  /** How many pairs were found. */
  readonly count: number
  /** Set when a key was left out or kept that must not become a property unseen. */
  readonly unsafeKey: boolean
}

const equals = 61
const quote = 34
const space = 32
const comma = 44
const backslash = 92

/**
 * `key=value key="value with spaces"`, the pairs apart by spaces, commas or tabs (FortiGate's `default` and `csv`
 * formats, and most home-grown logs). Within quotes `\"` and `\\` are escapes, and a quote that no separator follows is
 * part of the value: devices forget to escape. Words without `=` are passed over. Linear in the text; never throws.
 */
export function decodeKeyValue(text: string): KeyValues {
  const fields: { [key: string]: string | string[] } = {}
  let count = 0
  let unsafeKey = false
  let at = 0
  while (at < text.length) {
    while (isSeparator(text.charCodeAt(at))) at += 1
    const start = at
    while (at < text.length && text.charCodeAt(at) !== equals && !isSeparator(text.charCodeAt(at))) at += 1
    if (text.charCodeAt(at) !== equals || at === start) {
      if (at < text.length) at += 1
      continue
    }
    const key = text.slice(start, at)
    const value = text.charCodeAt(at + 1) === quote ? quoted(text, at + 2) : bare(text, at + 1)
    at = value.end
    if (isUnsafeKey(key)) unsafeKey = true
    if (key !== '__proto__') add(fields, key, value.text)
    count += 1
  }
  return { fields, count, unsafeKey }
}

function bare(text: string, start: number): { text: string; end: number } {
  let end = start
  // A comma within a value that is not quoted ends it only where the next pair begins.
  while (end < text.length && text.charCodeAt(end) !== space && text.charCodeAt(end) !== 9) {
    if (text.charCodeAt(end) === comma && pairFollows(text, end + 1)) break
    end += 1
  }
  return { text: text.slice(start, end), end: end + 1 }
}

/** True when a key and `=` stand at `at`; keys are short, so the look ahead is bounded. */
function pairFollows(text: string, at: number): boolean {
  for (let i = at; i < text.length && i < at + 64; i++) {
    const code = text.charCodeAt(i)
    if (code === equals) return i > at
    if (isSeparator(code)) return false
  }
  return false
}

function quoted(text: string, start: number): { text: string; end: number } {
  let out = ''
  let from = start
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === backslash) {
      const next = text.charCodeAt(i + 1)
      if (next === quote || next === backslash) {
        out += text.slice(from, i)
        from = i + 1
        i += 1
      }
    } else if (code === quote && (i + 1 === text.length || isSeparator(text.charCodeAt(i + 1)))) {
      return { text: out + text.slice(from, i), end: i + 1 }
    }
  }
  // The closing quote was cut off.
  return { text: out + text.slice(from), end: text.length }
}

function isSeparator(code: number): boolean {
  return code === space || code === comma || code === 9 || code === 10 || code === 13
}

/** A key may come again and again: its list grows in place, or a hostile line would cost its length squared. */
function add(fields: { [key: string]: string | string[] }, key: string, value: string): void {
  const before = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (before === undefined) fields[key] = value
  else if (typeof before === 'string') fields[key] = [before, value]
  else before.push(value)
}
