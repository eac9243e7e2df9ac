import type { Grant } from '../../core/access/actor.ts'
import type { Role } from '../../core/access/permissions.ts'
import type { UnitTree } from '../../core/access/unit.ts'

/** A role that somebody was given and that does not hold now. */
export interface LapsedGrant {
  readonly role: Role
  readonly unit: { readonly id: string; readonly name: string }
  /** Its unit is no more, its last day is over, or its first is to come. */
  readonly why: 'unit-ended' | 'expired' | 'not-yet'
}

/**
 * What a person must be told of the own roles, so that an empty page is no riddle: those whose unit has ended, and, to whom
 * nothing is left, all others.
 */
export function lapsedGrants(grants: readonly Grant[], units: UnitTree, now: number): readonly LapsedGrant[] {
  const lapsed = grants.flatMap(({ role, unit, from = 0, until }): LapsedGrant[] => {
    const why =
      units.subtree(unit).length === 0
        ? 'unit-ended'
        : until !== undefined && until <= now
          ? 'expired'
          : now < from
            ? 'not-yet'
            : undefined
    return why === undefined ? [] : [{ role, unit: { id: unit, name: units.get(unit)?.name ?? unit }, why }]
  })
  return lapsed.length === grants.length ? lapsed : lapsed.filter(({ why }) => why === 'unit-ended')
}
