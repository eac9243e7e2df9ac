import type { Actor } from '../../core/access/actor.ts'
import { inScope, type Scope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { Json } from '../../core/lib/json.ts'
import type { RecordStore, RecordWrite } from '../../core/store/store.ts'

/** What a change needs: where it is kept, when it is, who makes it and how far that one may reach. */
export interface Edit {
  readonly records: RecordStore
  readonly clock: Clock
  readonly actor: Actor
  readonly scope: Scope
}

/** A change that was written, and the version it made. */
export interface Edited {
  readonly kind: string
  readonly id: string
  readonly version: number
}

/**
 * Writes a change with its audit entry. Rejects with `conflict` when the record is no longer as the actor saw it, and with
 * `not-allowed` when it concerns units beyond the actor's reach; without units it concerns the whole installation.
 */
export async function writeEdit(
  { records, actor, scope }: Edit,
  write: RecordWrite,
  action: string,
  details: { readonly [key: string]: Json },
  more: readonly RecordWrite[] = [],
): Promise<Edited> {
  requireReach(scope, write.unitIds)
  const { kind, id, unitIds } = write
  const written = await records.write(
    [write, ...more],
    [{ actor: actor.id, action, target: `${kind}/${id}`, unitIds, details }],
  )
  if (!written.ok) throw changedSince()
  return { kind, id, version: written.versions[0] ?? 0 }
}

/** Refuses who does not reach as far. */
export function requireReach(scope: Scope, unitIds: readonly string[]): void {
  if (inScope(scope, unitIds)) return
  throw new CodedError('not-allowed', 'this goes beyond the units that your role reaches', {
    hint: 'ask the duty lead of the whole installation',
    ...told('rules-reach'),
  })
}

/** The refusal of a change that is based on what is no longer so. */
export const changedSince = () =>
  new CodedError('conflict', 'someone changed this since it was shown', { hint: 'look at it again' })
