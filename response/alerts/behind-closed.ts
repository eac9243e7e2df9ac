import type { Match, RecordStore } from '../../core/store/store.ts'
import { latestGeneration } from './count.ts'

/**
 * Matches that were found long after their events came. Where the alert is closed they count towards it as if they had been
 * judged before it was: what was settled is not opened again by a rule that is run over old events. Call it after they were
 * judged, so that an alert that is closed in between counts them as well.
 */
export async function behindClosed(records: RecordStore, matches: readonly Match[]): Promise<readonly Match[]> {
  const closedAt = new Map<string, number | null>()
  for (const { alertKey } of matches) {
    if (closedAt.has(alertKey)) continue
    closedAt.set(alertKey, (await latestGeneration(records, alertKey))?.document.window.to ?? null)
  }
  return matches.map((match) => {
    const closed = closedAt.get(match.alertKey) ?? null
    return closed === null ? match : { ...match, seen: Math.min(match.seen, closed) }
  })
}
