import type { Result } from '../lib/result.ts'
import { fail, ok } from '../lib/result.ts'
import { everything } from './build.ts'
import type { Predicate } from './predicate.ts'
import type { SearchContext } from './search-meaning.ts'
import { meaningOf } from './search-meaning.ts'
import type { SearchProblem } from './search-problem.ts'
import { parseSyntax } from './search-syntax.ts'

/** A text that asks something, and what is doubtful about it. */
export interface ParsedSearch {
  readonly predicate: Predicate
  readonly warnings: readonly SearchProblem[]
}

/**
 * Reads the search bar's language, in the style of KQL:
 *
 * ```
 * source.ip: 10.0.0.0/8 and not user.name: svc_* and process.command_line: "*whoami*"
 * ```
 * - `field: value` is equality without regard to case; long texts (`message`, `process.command_line`, `event.original`)
 *   are searched within, without regard to diacritics. `*` stands for any run of characters, in quotes as well.
 * - `field: *` asks for presence, `*: value` for a value in any field, `field: (a or b)` for one of several.
 * - `<`, `<=`, `>`, `>=` compare numbers and times. A time is as wide as it is written: `@timestamp: 2026-11-30` is that
 *   day. An address with a mask is a network.
 * - A word or "a phrase" without a field is looked for in the raw line and the message, without regard to diacritics.
 * - `not` binds tighter than `and`, that tighter than `or`; two conditions beside each other are joined by `and`. Upper or
 *   lower case. Vietnamese words are no operators: they stand in what is searched for.
 * - A backslash takes the meaning off `\ ( ) : < > " *` and blanks, and stands for itself before anything else, so that
 *   `C:\Windows` may be written as it is. `\u{1f}` is a character by its code point.
 *
 * A blank text asks for everything. Never throws; fails with every fault found in the values, or with the first one that
 * leaves the rest unreadable.
 */
export function parseSearch(text: string, context: SearchContext = {}): Result<ParsedSearch, readonly SearchProblem[]> {
  const syntax = parseSyntax(text)
  if (!syntax.ok) return fail([syntax.error])
  if (syntax.value === undefined) return ok({ predicate: everything, warnings: [] })
  const { predicate, problems } = meaningOf(syntax.value, context)
  const errors = problems.filter(({ level }) => level === 'error')
  return errors.length > 0 ? fail(errors) : ok({ predicate, warnings: problems })
}
