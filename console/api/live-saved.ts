import { type Actor, may } from '../../core/access/actor.ts'
import { inScope, scopeOf } from '../../core/access/scope.ts'
import type { Change } from '../../core/store/store.ts'
import { savedViews } from '../../response/alerts/saved-views.ts'
import type { Saved } from '../../response/searches/saved.ts'
import { savedSearches } from '../../response/searches/saved-searches.ts'
import type { Services } from './services.ts'

const kinds = [savedViews, savedSearches]

/** True for a change of a page that somebody keeps. */
export const isOfSaved = ({ kind }: Change): boolean => kinds.some((one) => one.kind === kind)

/**
 * Which of the changed pages the caller may list; undefined when there is nothing for him to read again. One that is gone has no id
 * here any more: it may have been somebody's own.
 */
export async function heardSaved(
  { records, units }: Pick<Services, 'records' | 'units'>,
  actor: Actor,
  changes: readonly Change[],
): Promise<readonly string[] | undefined> {
  const ids: string[] = []
  let gone = false
  for (const { kind, id, unitIds } of changes) {
    const reads = kinds.find((one) => one.kind === kind)?.reads
    if (reads === undefined || !may(actor, reads)) continue
    const scope = scopeOf(actor, reads, units)
    if (!inScope(scope, unitIds)) continue
    const saved = (await records.get<Saved>(scope, kind, id))?.document
    if (saved === undefined) gone = true
    else if (saved.shared || saved.owner.id === actor.id) ids.push(id)
  }
  return gone || ids.length > 0 ? ids : undefined
}
