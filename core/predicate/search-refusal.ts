import { translator } from '../i18n/translator.ts'
import { CodedError } from '../lib/errors.ts'
import type { SearchProblem } from './search-problem.ts'

/** The refusal of a text that cannot be read: its first fault and where it stands. */
export function searchRefusal([first]: readonly SearchProblem[], timeZone: string): CodedError {
  if (first === undefined) throw new Error('a text was refused without a reason')
  const { t } = translator('en', timeZone)
  return new CodedError('bad-query', t(first.message, first.params), {
    hint: t(first.hint, first.params),
    place: { offset: first.start, length: first.end - first.start },
  })
}
