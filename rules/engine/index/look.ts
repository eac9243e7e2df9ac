import type { AnyField } from '../../../core/predicate/predicate.ts'
import { requiredLiteral } from '../../../core/predicate/required-literal.ts'
import { folder, foldPattern, joinParts } from '../../../core/predicate/text-test.ts'

/** A text to be looked for in the values of a field: where it is to stand, and in which writing of the value. */
export interface Look {
  readonly where: 'inside' | 'begin' | 'end' | 'whole'
  readonly text: string
  /**
   * `case`: in the value as `foldCase` writes it, for tests that compare so. `raw`: in the value as it came but for the
   * case of ASCII letters, for tests of the value itself. `same`: the whole value as it came.
   */
  readonly writing: 'case' | 'raw' | 'same'
}

type Test = AnyField['test']
const plainAscii = /^[\x00-\x7f]*$/

/** The look that answers the test exactly; undefined where none does. */
export function exactLook(test: Test): Look | undefined {
  const look = lookFor(test)
  // Halves of surrogate pairs have no bytes of their own: they are written as U+FFFD.
  return look === undefined || look.writing === 'same' || isWritable(look.text) ? look : undefined
}

const isWritable = (text: string) => text.isWellFormed() && !text.includes('\ufffd')

function lookFor(test: Test): Look | undefined {
  if (test.kind === 'equals' && test.fold === 'none') return { where: 'whole', text: test.value, writing: 'same' }
  if (test.kind === 'regex' || test.fold !== 'case') return undefined
  if (test.kind === 'equals') return { where: 'whole', text: folder('case')(test.value), writing: 'case' }
  const pattern = foldPattern(test.pattern, 'case')
  const literals = pattern.filter((part) => typeof part === 'string')
  if (literals.length > 1 || pattern.some((part) => typeof part !== 'string' && part.any === 'one')) return undefined
  const [text] = literals
  if (text === undefined) return pattern.length === 0 ? { where: 'whole', text: '', writing: 'case' } : undefined
  const open = { begin: typeof pattern[0] !== 'string', end: typeof pattern.at(-1) !== 'string' }
  const where = open.begin ? (open.end ? 'inside' : 'end') : open.end ? 'begin' : 'whole'
  return { where, text, writing: 'case' }
}

/** A look without which the test cannot pass, though it may fail with it; undefined where none is known. */
export function neededLook(test: Test): Look | undefined {
  switch (test.kind) {
    case 'equals':
      return undefined
    case 'wildcard': {
      if (test.fold === 'search') return undefined
      const pattern = test.fold === 'case' ? foldPattern(test.pattern, 'case') : joinParts(test.pattern)
      const literals = pattern.filter(
        (part) => typeof part === 'string' && (test.fold === 'case' ? part.isWellFormed() : isRaw(part)),
      )
      const text = longest(literals as readonly string[])
      if (text === '') return undefined
      if (test.fold === 'case') return { where: 'inside', text, writing: 'case' }
      return { where: 'inside', text: text.toLowerCase(), writing: 'raw' }
    }
    case 'regex': {
      const text = requiredLiteral(test.pattern)
      return text === undefined ? undefined : { where: 'inside', text: text.toLowerCase(), writing: 'raw' }
    }
  }
}

const isRaw = (text: string) => plainAscii.test(text)
const longest = (texts: readonly string[]) => texts.reduce((best, one) => (one.length > best.length ? one : best), '')

/** The value in the writing in which `raw` looks are made: every character in its place but for the case of ASCII. */
export function rawWriting(value: string): string {
  // ſ and the Kelvin sign are s and k to a pattern that passes over case; lower case has seen to the latter.
  return value.toLowerCase().replaceAll('ſ', 's')
}
