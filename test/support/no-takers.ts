import { CodedError } from '../../core/lib/errors.ts'
import type { Takers } from '../../response/alerts/takers.ts'

/** Nobody to give an alert to, where a test gives none. */
export const noTakers: Takers = {
  list: async () => [],
  find: async () => {
    throw new CodedError('bad-request', 'nobody')
  },
}
