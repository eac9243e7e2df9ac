import { type Actor, carries, type Grant } from './actor.ts'
import type { Permission, Role } from './permissions.ts'
import { roles } from './permissions.ts'
import type { UnitTree } from './unit.ts'

/**
 * Which roles the holder of a role may give and take, at units under his own. Only the duty lead gives roles that see
 * content; the platform administrator gives the one that sees none; the head of an agency looks after his own people.
 */
const grantable: Partial<Record<Role, readonly Role[]>> = {
  'platform-admin': ['platform-admin'],
  'duty-lead': [
    'duty-lead',
    'analyst',
    'analyst-2',
    'detection-engineer',
    'auditor',
    'leadership-viewer',
    'agency-reporter',
    'agency-contact',
    'agency-head',
    'partner-cert',
    'service-account',
  ],
  'agency-head': ['agency-reporter', 'agency-contact'],
}

/** Roles that are held at the root of the tree alone: whoever holds one runs or leads the whole installation. */
const rootOnly: ReadonlySet<Role> = new Set<Role>(['platform-admin', 'duty-lead'])

/** The roles that may be granted at this unit by the actor, given the grants that he holds now. */
export function grantableRoles(actor: Actor, unit: string, tree: UnitTree): readonly Role[] {
  const lineage = tree.lineage(unit)
  const reaching = actor.grants.filter((grant) => carries(grant, 'role.grant') && lineage.includes(grant.unit))
  const here = actor.grants.filter((grant) => lineage.includes(grant.unit))
  const held = (permission: Permission) => here.some((grant) => carries(grant, permission))
  const named = new Set(reaching.flatMap((grant) => grantable[grant.role] ?? []))
  return [...named].filter((role) => roles[role].every(held) && (!rootOnly.has(role) || unit === tree.root))
}

/** Why a grant cannot be given. */
export type GrantRefusal =
  /** Not there, or no more. */
  | 'unknown-unit'
  | 'not-yours-to-grant'
  | 'ends-before-it-begins'
  | 'ended-already'
  | 'auditor-without-window'
  | 'window-without-auditor'
  | 'auditor-alone'

/**
 * Why `grant` may not be given by the actor to somebody who holds `beside` already; undefined when it may. An auditor's
 * grant names the stretch of time he reads and when it ends, and stands alone: who works on what is audited does not audit.
 */
export function grantRefusal(
  actor: Actor,
  grant: Grant,
  beside: readonly Grant[],
  tree: UnitTree,
  now: number,
): GrantRefusal | undefined {
  if (tree.subtree(grant.unit).length === 0) return 'unknown-unit'
  if (!grantableRoles(actor, grant.unit, tree).includes(grant.role)) return 'not-yours-to-grant'
  if (grant.until !== undefined && grant.until <= (grant.from ?? 0)) return 'ends-before-it-begins'
  if (grant.until !== undefined && grant.until <= now) return 'ended-already'
  const auditor = grant.role === 'auditor'
  if (auditor && (grant.reads === undefined || grant.until === undefined)) return 'auditor-without-window'
  if (auditor && grant.reads !== undefined && grant.reads.to <= grant.reads.from) return 'ends-before-it-begins'
  if (!auditor && grant.reads !== undefined) return 'window-without-auditor'
  if (beside.some(({ role }) => (role === 'auditor') !== auditor)) return 'auditor-alone'
  return undefined
}
