/** The fields that free text is looked for in. */
export const textFields = ['event.original', 'message'] as const

/** What of a text free text is looked for by: words, and pairs of letters with one character between them. */
export interface WordTaker {
  /** A run of ASCII letters and digits. */
  word(word: string): void
  /** True when the character (a UTF-16 unit) makes a pair of the letters before and after it. */
  joins(separator: number): boolean
  /** The letters before and after a character that joins them. */
  pair(before: string, separator: string, after: string): void
}

/** Tells the words of a text that has been folded for searching, in their order. */
export function wordsIn(text: string, taker: WordTaker): void {
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isLetter(code) || isDigit(code)) {
      if (start < 0) start = at
      continue
    }
    if (start >= 0) {
      taker.word(text.slice(start, at))
      start = -1
    }
    if (taker.joins(code) && isLetter(text.charCodeAt(at - 1)) && isLetter(text.charCodeAt(at + 1))) {
      let from = at - 1
      while (isLetter(text.charCodeAt(from - 1))) from--
      let to = at + 2
      while (isLetter(text.charCodeAt(to))) to++
      taker.pair(text.slice(from, at), text.charAt(at), text.slice(at + 1, to))
    }
  }
  if (start >= 0) taker.word(text.slice(start))
}

const isLetter = (code: number): boolean => code >= 97 && code <= 122
const isDigit = (code: number): boolean => code >= 48 && code <= 57
