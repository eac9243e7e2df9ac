import type { Permission, Role } from './permissions.ts'
import { roles } from './permissions.ts'

/** A role held at a unit: it reaches that unit and everything under it. */
export interface Grant {
  readonly role: Role
  readonly unit: string
}

/** Who asks. First argument of every domain function. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly grants: readonly Grant[]
}

/** True when some grant of the actor, at whatever unit, carries the permission. */
export function may(actor: Actor, permission: Permission): boolean {
  return actor.grants.some((grant) => (roles[grant.role] as readonly Permission[]).includes(permission))
}
