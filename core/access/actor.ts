import type { Permission, Role } from './permissions.ts'
import { roles } from './permissions.ts'

/** From inclusive, to exclusive; epoch milliseconds. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** A role held at a unit: it reaches that unit and everything under it. */
export interface Grant {
  readonly role: Role
  readonly unit: string
  /** When it begins and ends by itself, epoch milliseconds; absent: at once, and until it is taken back. */
  readonly from?: number
  readonly until?: number
  /** The stretch of time that its holder may read of; absent: all. */
  readonly reads?: Window
  /** Narrows the role to these of its permissions, as a key does. */
  readonly only?: readonly Permission[]
  /** It follows from a group at the identity provider, and is looked at again at each log-in. */
  readonly mapped?: true
}

/** Who asks. First argument of every domain function. */
export interface Actor {
  readonly id: string
  readonly name: string
  /** Those that stand now; an expired grant is not among them. */
  readonly grants: readonly Grant[]
}

/** True when the grant's role, as far as it is not narrowed, holds the permission. A role that is unknown holds none. */
export function carries(grant: Grant, permission: Permission): boolean {
  const held: readonly Permission[] = roles[grant.role] ?? []
  return held.includes(permission) && (grant.only === undefined || grant.only.includes(permission))
}

/** True when some grant of the actor, at whatever unit, carries the permission. */
export function may(actor: Actor, permission: Permission): boolean {
  return actor.grants.some((grant) => carries(grant, permission))
}

/** The grants that stand at this moment: begun, not ended, at a unit that still stands. */
export function standingGrants(
  grants: readonly Grant[],
  now: number,
  unitStands: (unit: string) => boolean,
): readonly Grant[] {
  return grants.filter(
    ({ from, until, unit }) => (from ?? 0) <= now && (until === undefined || now < until) && unitStands(unit),
  )
}
