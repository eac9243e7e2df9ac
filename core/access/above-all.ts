import { type Actor, carries } from './actor.ts'
import type { Permission } from './permissions.ts'
import type { UnitTree } from './unit.ts'

/** The units that stand above all that the actor reaches with this permission, nearest first. */
export function aboveAll(actor: Actor, permission: Permission, units: UnitTree): readonly string[] {
  const [first = [], ...others] = actor.grants
    .filter((grant) => carries(grant, permission))
    .map(({ unit }) => units.lineage(unit))
  return first.filter((unit) => others.every((lineage) => lineage.includes(unit)))
}
