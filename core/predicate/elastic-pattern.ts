import type { WildcardPart } from './predicate.ts'

/** A pattern of Lucene's regular expressions that takes every text the wildcard takes, and perhaps more. */
export interface LucenePattern {
  readonly source: string
  readonly exact: boolean
}

/** Literal text past this is cut and a run put in its place: an automaton has a state for each character. */
const longestLiteral = 200
const mostLiteral = 800
/** Single characters after a run make an automaton grow twofold each. */
const mostOnes = 4

/** Turns a wildcard pattern whose literals are folded into a pattern of Lucene (`org.apache.lucene.util.automaton.RegExp`). */
export function lucenePattern(pattern: readonly WildcardPart[]): LucenePattern {
  const runs = pattern.some((part) => typeof part !== 'string' && part.any === 'run')
  const ones = pattern.filter((part) => typeof part !== 'string' && part.any === 'one').length
  const loosened = (runs && ones > mostOnes) || ones > longestLiteral
  let exact = !loosened
  let left = mostLiteral
  let source = ''
  for (const part of pattern) {
    if (typeof part !== 'string') source += part.any === 'one' && !loosened ? '.' : '.*'
    else {
      const text = part.isWellFormed() ? part : part.toWellFormed()
      const kept = [...text].slice(0, Math.min(longestLiteral, left)).join('')
      left -= kept.length
      source += luceneLiteral(kept)
      if (kept.length < text.length) {
        source += '.*'
        exact = false
      }
    }
  }
  return { source, exact }
}

/** Text that stands for itself in a pattern. */
export function luceneLiteral(text: string): string {
  return text.replace(/[.?+*|{}[\]()"\\#@&<>~^$/-]/g, '\\$&')
}

/**
 * As `lucenePattern` for a pattern whose folds differ from those of the terms: what of its literals surely stands in the
 * folded text. The last character before a run may be joined with a mark that follows it; beyond ASCII nothing is sure.
 */
export function loosePattern(pattern: readonly WildcardPart[], foldText: (text: string) => string): LucenePattern {
  const loose = pattern.map((part): WildcardPart[] => {
    if (typeof part !== 'string') return [{ any: 'run' }]
    const sure = /^[\x00-\x7f]+/.exec(part)?.[0].slice(0, -1) ?? ''
    return [foldText(sure), { any: 'run' }]
  })
  return { source: lucenePattern(loose.flat()).source, exact: false }
}
