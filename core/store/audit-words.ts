import { foldSearch } from '../lib/fold-text.ts'

/** Characters of a word that count, and words of a row: what is beyond is not found. */
const longestWord = 64
const mostWords = 500

/** The words of a text as they are looked for: without case and diacritics, in letters and digits of any script. */
function wordsOf(text: string): readonly string[] {
  const words = foldSearch(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.map((word) => word.slice(0, longestWord)))]
}

/** The words by which a row of the audit log is found; `details` as JSON. */
export function auditWords(row: { actor: string; target: string; details: string }): readonly string[] {
  return wordsOf(`${row.actor} ${row.target} ${row.details}`).slice(0, mostWords)
}

/** The beginnings of words that are asked for. */
export const wantedWords = (text: string | undefined): readonly string[] => wordsOf(text ?? '')

/** True when each of the wanted begins one of the words. */
export function hasWords(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((beginning) => words.some((word) => word.startsWith(beginning)))
}
