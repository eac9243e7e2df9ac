import { compilePath, textOf } from '../../event/path.ts'
import { foldSearch } from '../../lib/fold-text.ts'
import type { WildcardPart } from '../../predicate/predicate.ts'

/** The fields whose words a segment knows: the two that free text is looked for in. */
export const wordFields = ['event.original', 'message'] as const

const paths = wordFields.map(compilePath)

/**
 * Calls `take` with every word of a document's lines: runs of ASCII letters and digits in the text folded for searching.
 * Where one blank stands between two letters, what the letters before and after it spell is taken as a pair, `failed_password`.
 */
export function eachWord(document: object, take: (word: string) => void): void {
  let before: string | undefined
  for (const path of paths) {
    const values = path.values(document)
    if (values === undefined) continue
    for (const value of typeof values === 'object' ? values : [values]) {
      const text = foldSearch(textOf(value))
      if (text !== before) wordsIn(text, take)
      before = text
    }
  }
}

function wordsIn(text: string, take: (word: string) => void): void {
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isLetter(code) || isDigit(code)) {
      if (start < 0) start = at
      continue
    }
    if (start >= 0) {
      take(text.slice(start, at))
      start = -1
    }
    if (code === blank && isLetter(text.charCodeAt(at - 1)) && isLetter(text.charCodeAt(at + 1))) {
      take(pairAround(text, at))
    }
  }
  if (start >= 0) take(text.slice(start))
}

function pairAround(text: string, at: number): string {
  let from = at
  while (isLetter(text.charCodeAt(from - 1))) from--
  let to = at + 1
  while (isLetter(text.charCodeAt(to))) to++
  return `${text.slice(from, at)}_${text.slice(at + 1, to)}`
}

const blank = 32
const isLetter = (code: number): boolean => code >= 97 && code <= 122
const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** What must stand in the list of words (each between two blanks) for a text to match. */
export interface WordQuestion {
  /** Each of them is in some word of the text; a blank at an end says that the word begins or ends there. */
  readonly needles: readonly string[]
  /** True when a text that has such words matches for certain. */
  readonly sure: boolean
}

/**
 * The words that a pattern asks for, whatever its fold: the search fold takes together all that the others do. Undefined
 * when it asks for none. A piece's first and last word may be parts of longer ones in the text.
 */
export function wordQuestion(pattern: readonly WildcardPart[]): WordQuestion | undefined {
  const needles: string[] = []
  for (const part of pattern) {
    if (typeof part !== 'string') continue
    const text = foldSearch(part)
    for (const { 0: word, index } of text.matchAll(/[a-z0-9]+/g)) {
      const end = index + word.length
      needles.push(`${index > 0 ? ' ' : ''}${word}${end < text.length ? ' ' : ''}`)
    }
    for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
      if (isLetter(text.charCodeAt(at - 1)) && isLetter(text.charCodeAt(at + 1))) needles.push(pairAround(text, at))
    }
  }
  if (needles.length === 0) return undefined
  const [first, literal, last] = pattern
  const contains = pattern.length === 3 && isRun(first) && isRun(last) && typeof literal === 'string'
  const text = contains ? foldSearch(literal) : ''
  if (/^[a-z]+ [a-z]+$/.test(text)) return { needles: [pairAround(text, text.indexOf(' '))], sure: true }
  return { needles, sure: /^[a-z0-9]+$/.test(text) }
}

function isRun(part: WildcardPart | undefined): boolean {
  return typeof part === 'object' && part.any === 'run'
}
