import type { Clock } from '../core/lib/clock.ts'
import type { RecordStore } from '../core/store/store.ts'
import { recordedSources } from '../response/sources/source.ts'

/** A source that sent nothing for so long counts as none, milliseconds. */
const silentFor = 7 * 86_400_000

/** The datasets of events that arrived of late. */
export async function arrivingDatasets(records: RecordStore, clock: Clock): Promise<ReadonlySet<string>> {
  const since = clock.now() - silentFor
  const sources = await recordedSources(records)
  return new Set(sources.filter(({ lastSeen }) => lastSeen >= since).flatMap((source) => source.datasets))
}
