import { grantableRoles, grantRefusal } from '../../core/access/granting.ts'
import { inScope } from '../../core/access/scope.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Json } from '../../core/lib/json.ts'
import type { People } from './people.ts'
import { type PeopleDesk, refused } from './people-desk.ts'

/** Roles given and taken back. */
export function granting({ units, clock, change }: PeopleDesk): Pick<People, 'grant' | 'takeBack'> {
  return {
    grant: (actor, at, grant) =>
      change(actor, at, 'role.grant', (account) => {
        const beside = account.grants.filter(({ role, unit }) => role !== grant.role || unit !== grant.unit)
        // A unit beyond reach is answered as one that is not there.
        const refusal = inScope(at.scope, units.lineage(grant.unit))
          ? grantRefusal(actor, grant, beside, units, clock.now())
          : 'unknown-unit'
        if (refusal === 'not-yours-to-grant') throw refused(refusal)
        if (refusal !== undefined) throw new CodedError('bad-request', 'this cannot be granted', { hint: refusal })
        if ((grant.role === 'service-account') !== (account.service === true)) throw refused('service-alone')
        const { link, ...rest } = account
        return {
          account: {
            ...rest,
            grants: [...beside, grant],
            // Whoever holds an open link could take up the account with more than he may give: his link ends.
            ...(link !== undefined && link.by === actor.id ? { link } : {}),
          },
          details: { ...grant } as unknown as { readonly [key: string]: Json },
        }
      }),
    takeBack: (actor, at, { role, unit }) =>
      change(actor, at, 'role.take-back', (account) => {
        const grants = account.grants.filter((grant) => grant.role !== role || grant.unit !== unit)
        if (grants.length === account.grants.length || !inScope(at.scope, units.lineage(unit))) {
          throw new CodedError('not-found', 'there is no such grant')
        }
        const ended = units.subtree(unit).length === 0
        if (!ended && !grantableRoles(actor, unit, units).includes(role)) throw refused('not-yours-to-grant')
        return { account: { ...account, grants }, details: { role, unit } }
      }),
  }
}
