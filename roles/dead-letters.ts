import type { Services } from '../console/api/services.ts'
import { CodedError, told } from '../core/lib/errors.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { ElasticCare } from './open-store.ts'

/**
 * Sends what Elasticsearch refused again, for the console: one at a time, with an audit row of who did it and what became of
 * it. A store that refuses no document has nothing to send.
 */
export function replayOnce(
  records: RecordStore,
  root: string,
  care: Pick<ElasticCare, 'replay'> | undefined,
): Services['replayDeadLetters'] {
  let running = false
  return async (actor) => {
    if (running)
      throw new CodedError('conflict', 'the refused documents are being sent again already', told('dead-letters-run'))
    running = true
    try {
      const counts = (await care?.replay()) ?? { stored: 0, refused: 0 }
      await records.write(
        [],
        [{ actor: actor.id, action: 'dead-letters.replay', target: 'store', unitIds: [root], details: { ...counts } }],
      )
      return counts
    } finally {
      running = false
    }
  }
}
