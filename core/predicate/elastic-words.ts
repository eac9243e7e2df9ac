import { compilePath, textOf } from '../event/path.ts'
import { foldSearch } from '../lib/fold-text.ts'
import { longestText } from './elastic-terms.ts'
import type { Predicate, Wildcard, WildcardPart } from './predicate.ts'
import { foldPattern } from './text-test.ts'
import { textFields, wordsIn } from './words.ts'

const paths = textFields.map(compilePath)

/**
 * The words of the texts that free text is looked for in, folded for searching, each once. A dictionary of words is walked
 * through in a tenth of the time that whole lines take. Texts longer than a term are left out: their documents are cut
 * (see `ElasticTerms.cut`).
 */
export function elasticWords(document: object): readonly string[] {
  const words = new Set<string>()
  const taker = {
    word: (word: string) => void words.add(word),
    joins: isPrintable,
    pair: (before: string, separator: string, after: string) => void words.add(before + separator + after),
  }
  let before: string | undefined
  for (const path of paths) {
    const values = path.values(document)
    if (values === undefined) continue
    for (const value of typeof values === 'object' ? values : [values]) {
      const text = textOf(value)
      if (text !== before && text.length <= longestText) wordsIn(foldSearch(text), taker)
      before = text
    }
  }
  return [...words]
}

/**
 * Free text among alternatives: the same pattern for each of the fields that it is looked for in. Gives the text that
 * stands in one of the words of just those documents that have it, and the other alternatives; undefined when there is none
 * or words do not tell.
 */
export function freeText(
  alternatives: readonly Predicate[],
): { readonly sought: string; readonly rest: readonly Predicate[] } | undefined {
  const texts = alternatives.filter(isText)
  const [first] = texts
  const sought = first === undefined ? undefined : soughtInWords(foldPattern(first.pattern, 'search'))
  if (first === undefined || sought === undefined) return undefined
  const pattern = JSON.stringify(first.pattern)
  const same = new Set<Predicate>(texts.filter((one) => JSON.stringify(one.pattern) === pattern))
  const asked = new Set(texts.filter((one) => same.has(one)).map(({ field }) => field))
  if (asked.size < textFields.length) return undefined
  return { sought, rest: alternatives.filter((one) => !same.has(one)) }
}

function isText(predicate: Predicate): predicate is Wildcard {
  return (
    predicate.kind === 'wildcard' &&
    predicate.fold === 'search' &&
    textFields.some((field) => field === predicate.field)
  )
}

/**
 * The text that stands in one of the words of just those values that the pattern (folded for searching) takes; undefined
 * when words do not tell. They do for values that contain one word, or two of letters with one character between them.
 */
function soughtInWords(pattern: readonly WildcardPart[]): string | undefined {
  const [first, text, last] = pattern
  if (pattern.length !== 3 || !isRun(first) || !isRun(last) || typeof text !== 'string') return undefined
  return text.length <= longestSought && /^(?:[a-z0-9]+|[a-z]+[ -~][a-z]+)$/.test(text) ? text : undefined
}

/** An automaton has a state for each character. */
const longestSought = 200
const isPrintable = (code: number): boolean => code >= 32 && code < 127
const isRun = (part: WildcardPart | undefined): boolean => typeof part === 'object' && part.any === 'run'
