import { foldCase, foldSearch } from '../lib/fold-text.ts'
import { compileRegex } from '../lib/regex.ts'
import type { AnyField, Fold, WildcardPart } from './predicate.ts'

/** A test of a text that has been folded as the leaf asks. */
export type TextTest = (folded: string) => boolean

/** The function that folds text so. */
export function folder(fold: Fold): (text: string) => string {
  if (fold === 'case') return foldCase
  return fold === 'search' ? foldSearch : (text) => text
}

/** How the text that a test looks at is to be folded. */
export function foldOf(test: AnyField['test']): Fold {
  return test.kind === 'regex' ? 'none' : test.fold
}

/**
 * The test of an equals, wildcard or regex leaf, its own text folded here once. Throws on a pattern that the regex engine
 * refuses: whoever reads patterns from outside asks `compileRegex` first and refuses with its words.
 */
export function textTest(test: AnyField['test']): TextTest {
  switch (test.kind) {
    case 'equals': {
      const value = folder(test.fold)(test.value)
      return (text) => text === value
    }
    case 'wildcard':
      return wildcardTest(foldPattern(test.pattern, test.fold))
    case 'regex': {
      const regex = compileRegex(test.pattern, test.flags)
      if (!regex.ok) throw new Error(`pattern /${test.pattern}/${test.flags}: ${regex.error.message}`)
      const { value } = regex
      return (text) => value.test(text)
    }
  }
}

/** The pattern with its literals folded and its parts joined. */
export function foldPattern(pattern: readonly WildcardPart[], fold: Fold): readonly WildcardPart[] {
  const foldText = folder(fold)
  return joinParts(pattern)
    .map((part) => (typeof part === 'string' ? foldText(part) : part))
    .filter((part) => part !== '')
}

/** Neighbouring literals and neighbouring runs joined, empty literals left out. */
export function joinParts(pattern: readonly WildcardPart[]): readonly WildcardPart[] {
  const joined: WildcardPart[] = []
  for (const part of pattern) {
    const last = joined.at(-1)
    if (part === '') continue
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else if (typeof part === 'string' || part.any === 'one' || typeof last !== 'object' || last.any === 'one')
      joined.push(part)
  }
  return joined
}

/**
 * Matches a folded pattern against a whole text; one character is one code point. Contains, starts-with and ends-with
 * are string searches. The general case places each stretch between two runs as early as it fits, so it needs at most
 * text × pattern steps.
 */
function wildcardTest(pattern: readonly WildcardPart[]): TextTest {
  const stretches = splitAtRuns(pattern)
  const first = stretches[0]!
  const last = stretches.at(-1)!
  if (stretches.length === 1) {
    const [only] = first
    if (first.length === 0) return (text) => text === ''
    if (first.length === 1 && typeof only === 'string') return (text) => text === only
    return (text) => fits(text, 0, first) === text.length
  }
  const plain = stretches.map(asLiteral)
  const [head, middle] = plain
  const tail = plain.at(-1)
  if (stretches.length === 2 && head !== undefined && tail !== undefined) {
    if (head === '' && tail === '') return () => true
    if (tail === '') return (text) => text.startsWith(head)
    if (head === '') return (text) => text.endsWith(tail)
    return (text) => text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
  }
  if (stretches.length === 3 && head === '' && tail === '' && middle !== undefined)
    return (text) => text.includes(middle)

  const between = stretches.slice(1, -1)
  return (text) => {
    let at = fits(text, 0, first)
    if (at < 0) return false
    for (const stretch of between) {
      at = find(text, at, stretch)
      if (at < 0) return false
    }
    const start = startOfTail(text, last)
    return start >= at && fits(text, start, last) === text.length
  }
}

type Stretch = readonly WildcardPart[]

function splitAtRuns(pattern: readonly WildcardPart[]): Stretch[] {
  const stretches: WildcardPart[][] = [[]]
  for (const part of pattern) {
    if (typeof part !== 'string' && part.any === 'run') stretches.push([])
    else stretches.at(-1)!.push(part)
  }
  return stretches
}

/** The text of a stretch that holds no `one`. */
function asLiteral(stretch: Stretch): string | undefined {
  if (stretch.length === 0) return ''
  const [only] = stretch
  return stretch.length === 1 && typeof only === 'string' ? only : undefined
}

/** Where the stretch ends if it fits at `at`; -1 if it does not. */
function fits(text: string, at: number, stretch: Stretch): number {
  for (const part of stretch) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return -1
      at += part.length
    } else {
      if (at >= text.length) return -1
      at += isPair(text, at) ? 2 : 1
    }
  }
  return at
}

/** Where the stretch ends in its first place from `from` on; -1 if it is nowhere. */
function find(text: string, from: number, stretch: Stretch): number {
  const literal = asLiteral(stretch)
  if (literal !== undefined) {
    const at = text.indexOf(literal, from)
    return at < 0 ? -1 : at + literal.length
  }
  for (let at = from; at <= text.length; at += isPair(text, at) ? 2 : 1) {
    const end = fits(text, at, stretch)
    if (end >= 0) return end
  }
  return -1
}

/** Where a stretch that ends with the text must begin; -1 if the text is too short. */
function startOfTail(text: string, stretch: Stretch): number {
  let at = text.length
  for (let i = stretch.length - 1; i >= 0; i--) {
    const part = stretch[i]!
    if (typeof part === 'string') at -= part.length
    else at -= at >= 2 && isPair(text, at - 2) ? 2 : 1
  }
  return at
}

/** True when the two code units at `at` make one character. */
function isPair(text: string, at: number): boolean {
  return at + 1 < text.length && text.codePointAt(at)! > 0xffff
}
