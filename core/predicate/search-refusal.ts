import { translator } from '../i18n/translator.ts'
import { CodedError, told } from '../lib/errors.ts'
import type { SearchProblem } from './search-problem.ts'

/** The refusal of a text that cannot be read: its first fault and where it stands. */
export function searchRefusal([first]: readonly SearchProblem[], timeZone: string): CodedError {
  if (first === undefined) throw new Error('a text was refused without a reason')
  const { t } = translator('en', timeZone)
  const texts = Object.fromEntries(Object.entries(first.params).map(([name, value]) => [name, String(value)]))
  return new CodedError('bad-query', t(first.message, first.params), {
    hint: t(first.hint, first.params),
    place: { offset: first.start, length: first.end - first.start },
    // The texts of what is wrong and of what helps, for the language of who asked.
    ...told(first.message, { ...texts, hint: first.hint }),
  })
}
