import { type Actor, may } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { silentSources } from '../sources/silence.ts'
import { listSources } from '../sources/source.ts'

/** A source that has sent nothing for this long has gone quiet, whatever its own hours say. */
const quietAfter = 15 * 60_000

/** A source that stopped sending. */
export interface SilentSource {
  readonly id: string
  readonly name: string
  readonly unit: string | null
  readonly since: number
}

/** The sources within the actor's scope: how many there are, and those that went quiet, the longest first. */
export async function silentWithin(
  { records, units, now }: { readonly records: RecordStore; readonly units: UnitTree; readonly now: number },
  actor: Actor,
): Promise<{ readonly sources: number; readonly silent: readonly SilentSource[] } | undefined> {
  if (!may(actor, 'source.read')) return undefined
  const [sources, watched] = await Promise.all([
    listSources(records, scopeOf(actor, 'source.read', units)),
    silentSources(records),
  ])
  const silent = sources
    .filter(({ id, lastSeen }) => watched.has(id) || now - lastSeen > quietAfter)
    .map(({ id, host, peer, unit, lastSeen }) => ({ id, name: host ?? peer, unit: unit?.id ?? null, since: lastSeen }))
    .sort((a, b) => a.since - b.since)
  return { sources: sources.length, silent }
}
