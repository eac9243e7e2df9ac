import type { Completion } from '../../../../../core/predicate/search-complete.ts'
import { printValue } from '../../../../../core/predicate/search-print.ts'
import type { SearchProblem } from '../../../../../core/predicate/search-problem.ts'

/** One line of the list of suggestions. */
export interface Choice {
  /** The name of a field, or a value. */
  readonly text: string
  /** The type of a field. */
  readonly note?: string
  /** How many events have the value. */
  readonly count?: number
  /** What takes the place of the piece that is being typed. */
  readonly insert: string
}

/** What is offered for a completion: its fields, or the values that the server counted. */
export function choicesOf(
  completion: Completion | undefined,
  values: readonly { readonly value: string; readonly count: number }[],
): readonly Choice[] {
  if (completion === undefined) return []
  if (completion.kind === 'field') {
    return completion.fields.map(({ name, type, insert }) => ({ text: name, note: type ?? '', insert }))
  }
  const begun = completion.prefix.toLowerCase()
  return values
    .map(({ value, count }) => ({ text: value, count, insert: printValue([value]) }))
    .filter(({ text }) => text.toLowerCase() !== begun)
}

/** The text with a suggestion taken, and where the cursor then stands. */
export function take(
  text: string,
  { start, end, kind }: Pick<Completion, 'start' | 'end' | 'kind'>,
  { insert }: Pick<Choice, 'insert'>,
): { readonly text: string; readonly cursor: number } {
  // A colon that stands there already is not written again.
  const rest = text.slice(end).replace(kind === 'field' ? /^\s*:\s*/ : /^/, '')
  return { text: text.slice(0, start) + insert + rest, cursor: start + insert.length }
}

const waiting: ReadonlySet<SearchProblem['code']> = new Set([
  'nothing-after',
  'no-value',
  'open-not-closed',
  'quote-not-closed',
  'empty-brackets',
  'empty-phrase',
  'unknown-field',
  'unlike-field',
  'not-a-network',
  'not-a-bound',
])

/** True for what may well be right once the text goes on where it ends: no reason to interrupt who is typing. */
export function mayComeRight(problem: SearchProblem, text: string): boolean {
  if (problem.code === 'open-not-closed' || problem.code === 'quote-not-closed') return true
  return waiting.has(problem.code) && problem.end >= text.trimEnd().length
}
