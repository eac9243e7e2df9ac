import { carries, may } from '../../core/access/actor.ts'
import { permissions } from '../../core/access/permissions.ts'
import type { Standing } from '../../response/identity/session.ts'
import type { Session } from './schemas/session.ts'
import type { Services } from './services.ts'

/** Who is signed in, as the console is told. */
export function sessionView(
  { actor, secondFactor, hat }: Standing,
  { units, installation }: Pick<Services, 'units' | 'installation'>,
): Session {
  // Who may not look at units is told the names of those alone at which a role is held.
  const visible = new Set(
    actor.grants.flatMap((grant) => (carries(grant, 'unit.read') ? units.subtree(grant.unit) : [grant.unit])),
  )
  const isTop = ({ parent }: { readonly parent?: string | undefined }) => parent === undefined || !visible.has(parent)
  return {
    actor: { id: actor.id, name: actor.id, displayName: actor.name },
    secondFactor,
    hat,
    permissions: permissions.filter((permission) => may(actor, permission)).sort(),
    units: units
      .all()
      .filter((unit) => visible.has(unit.id))
      // The reader's own unit leads: forms begin with the first.
      .toSorted((a, b) => Number(isTop(b)) - Number(isTop(a)))
      .map(({ id, name, kind, parent }) => ({
        id,
        name,
        kind,
        // The unit above may lie outside what the actor sees.
        ...(parent !== undefined && visible.has(parent) ? { parent } : {}),
      })),
    installation: {
      name: installation.name,
      phone: installation.phone,
      timeZone: installation.timeZone,
      version: installation.version,
      syslogPort: installation.syslogPort(),
      bulkPort: installation.bulkPort(),
      bulkTls: installation.bulkTls,
    },
  }
}
