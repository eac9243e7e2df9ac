import { textOf, vendorLeaves } from '../event/path.ts'
import { foldSearch } from '../lib/fold-text.ts'
import { longestText } from './elastic-terms.ts'
import type { WildcardPart } from './predicate.ts'
import { wordsIn } from './words.ts'

/**
 * The words of the vendor's document, folded for searching, each once: what free text is looked for by in Elasticsearch. A
 * dictionary of words is a tenth of that of whole values to walk through. Texts longer than a term are left out: their
 * documents are cut (see `ElasticTerms.cut`).
 */
export function elasticWords(document: object): readonly string[] {
  const words = new Set<string>()
  const taker = {
    word: (word: string) => void words.add(word),
    joins: isPrintable,
    pair: (before: string, separator: string, after: string) => void words.add(before + separator + after),
  }
  for (const leaf of vendorLeaves(document)) {
    const text = textOf(leaf)
    if (text.length <= longestText) wordsIn(foldSearch(text), taker)
  }
  return [...words]
}

/**
 * The text that stands in one of the words of just those values that the pattern (folded for searching) takes; undefined
 * when words do not tell. They do for values that contain one word, or two of letters with one character between them.
 */
export function soughtInWords(pattern: readonly WildcardPart[]): string | undefined {
  const [first, text, last] = pattern
  if (pattern.length !== 3 || !isRun(first) || !isRun(last) || typeof text !== 'string') return undefined
  return text.length <= longestSought && /^(?:[a-z0-9]+|[a-z]+[ -~][a-z]+)$/.test(text) ? text : undefined
}

/** An automaton has a state for each character. */
const longestSought = 200
const isPrintable = (code: number): boolean => code >= 32 && code < 127
const isRun = (part: WildcardPart | undefined): boolean => typeof part === 'object' && part.any === 'run'
