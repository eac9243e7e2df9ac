import { type Actor, carries, may } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import { scopeOf, type UnitScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { CodedError, told } from '../../core/lib/errors.ts'

/**
 * What the actor may carry off of what this permission lets be read: the units where one grant carries both it and
 * `data.export`, within every window that reading is held to. Throws CodedError `not-allowed` where there is nothing.
 */
export function exportScope(actor: Actor, reads: Permission, units: UnitTree): UnitScope {
  for (const needed of ['data.export', reads] as const) {
    if (!may(actor, needed)) {
      throw new CodedError('not-allowed', `this needs the permission ${needed}`, {
        hint: 'a duty lead grants roles',
        ...told('permission-needed', { permission: needed }),
      })
    }
  }
  const both = actor.grants.filter((grant) => carries(grant, 'data.export'))
  const { units: ids, unattributed } = scopeOf({ ...actor, grants: both }, reads, units)
  return { ...scopeOf(actor, reads, units), units: ids, unattributed }
}
