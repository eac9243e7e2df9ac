import type { Actor } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import { inScope, type Scope, scopeOf, scopePredicate } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { any, equals, not } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { StoredRecord } from '../../core/store/store.ts'
import type { Incident } from './incident.ts'

/**
 * What the actor may know of incidents: those within the scope of the permission, and of the restricted ones only those
 * that the actor owns, belongs to, or may restrict. Every question about incidents is asked with both.
 */
export interface Sight {
  readonly scope: Scope
  readonly where: Predicate
  sees(incident: Pick<StoredRecord<Incident>, 'document' | 'unitIds'>): boolean
}

/** How far the actor sees with the permission. */
export function sightOf(actor: Actor, units: UnitTree, permission: Permission = 'incident.read'): Sight {
  const scope = scopeOf(actor, permission, units)
  const lifted = scopeOf(actor, 'incident.restrict', units)
  return {
    scope,
    where: any(
      not(equals('restricted', 'true', 'none')),
      equals('owner.id', actor.id, 'none'),
      equals('members.id', actor.id, 'none'),
      scopePredicate(lifted),
    ),
    sees: ({ document: { restricted, owner, members }, unitIds }) =>
      inScope(scope, unitIds) &&
      (!restricted || owner?.id === actor.id || members.some(({ id }) => id === actor.id) || inScope(lifted, unitIds)),
  }
}
