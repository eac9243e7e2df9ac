import { CodedError } from '../../core/lib/errors.ts'
import type { Sessions } from '../../response/identity/sessions.ts'

/** Rejects with `wrong-credentials` (`fresh-log-in`) unless the log-in is of the last minutes. */
export async function mustBeFresh(sessions: Sessions, id: string): Promise<void> {
  if (await sessions.isFresh(id)) return
  throw new CodedError('wrong-credentials', 'the log-in is some time ago: show the password, or log in anew', {
    hint: 'fresh-log-in',
  })
}
