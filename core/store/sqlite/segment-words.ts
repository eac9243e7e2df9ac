import { compilePath, textOf } from '../../event/path.ts'
import { foldSearch } from '../../lib/fold-text.ts'
import type { WildcardPart } from '../../predicate/predicate.ts'
import { textFields, wordsIn } from '../../predicate/words.ts'

const paths = textFields.map(compilePath)

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
      if (text !== before) {
        wordsIn(text, { word: take, joins: isBlank, pair: (first, _, second) => take(`${first}_${second}`) })
      }
      before = text
    }
  }
}

const isBlank = (code: number): boolean => code === 32

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
    wordsIn(text, {
      word: () => undefined,
      joins: isBlank,
      pair: (first, _, second) => void needles.push(`${first}_${second}`),
    })
  }
  if (needles.length === 0) return undefined
  const [first, literal, last] = pattern
  const contains = pattern.length === 3 && isRun(first) && isRun(last) && typeof literal === 'string'
  const text = contains ? foldSearch(literal) : ''
  if (/^[a-z]+ [a-z]+$/.test(text)) return { needles: [text.replace(' ', '_')], sure: true }
  return { needles, sure: /^[a-z0-9]+$/.test(text) }
}

function isRun(part: WildcardPart | undefined): boolean {
  return typeof part === 'object' && part.any === 'run'
}
