import { type Actor, may } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { Change } from '../../core/store/store.ts'
import { entryKind } from '../../response/incidents/entry.ts'
import { evidenceKind } from '../../response/incidents/evidence.ts'
import { incidentKind } from '../../response/incidents/incident.ts'
import { knownIncidents } from '../../response/incidents/list.ts'
import type { Services } from './services.ts'

const kinds: readonly string[] = [incidentKind, entryKind, evidenceKind]

/** The incidents that the changes are about: what lies in one has an id that begins with the incident's, up to a dot. */
export const changedIncidents = (changes: readonly Change[]): readonly string[] => [
  ...new Set(changes.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id.split('.')[0] ?? id)),
]

/**
 * Those of the incidents that the caller may hear of: a restricted one is looked up for each, since its unit alone does not
 * tell. Who reads a dated stretch of time alone hears of none.
 */
export async function heardIncidents(
  services: Pick<Services, 'records' | 'units'>,
  actor: Actor,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (!may(actor, 'incident.read')) return []
  if (scopeOf(actor, 'incident.read', services.units).window !== undefined) return []
  return [...(await knownIncidents(services, actor, ids)).keys()]
}
