import type { EventStore, RecordStore } from '../core/store/store.ts'
import { behindClosed } from '../response/alerts/behind-closed.ts'
import { carryOutHandOvers } from '../rules/backfill/hand-over.ts'
import type { Judging } from './judging.ts'

/**
 * Ingest's part in runs of rules over stored events: writes the matches of what was found, with exceptions and suppression
 * as on arrival. A match that is there already stays as it is; who counts opens the alerts then, from what is stored.
 */
export async function keepFound({
  records,
  append,
  judging,
}: {
  readonly records: RecordStore
  readonly append: EventStore['append']
  readonly judging: Judging
}): Promise<void> {
  await carryOutHandOvers(records, async (rule, found) => {
    const judged = found.map((event) => judging.judgeAs(rule, event)).filter((match) => match !== undefined)
    const matches = await behindClosed(records, judged)
    const result = await append([], matches)
    judging.stored(matches, { ...result, duplicates: matches.length - result.newMatches })
    await judging.opened(matches)
    return result.newMatches
  })
}
