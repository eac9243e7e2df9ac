import type { Actor } from '../../core/access/actor.ts'
import { inScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import { forgetIdentity } from './external.ts'
import { forgetPasskeys } from './passkeys.ts'
import type { People } from './people.ts'
import { type PeopleDesk, refused } from './people-desk.ts'

/** Hours that an invitation holds, and a link that sets a password anew. */
const hoursOf = { invite: 7 * 24, reset: 24 } as const

/** How a person comes in: links, locks, second factors, the provider and break-glass. */
export function accountAccess({
  units,
  clock,
  get,
  change,
  mustReach,
  mustOutrank,
}: PeopleDesk): Pick<
  People,
  'makeLink' | 'disable' | 'enable' | 'removeSecondFactor' | 'setExternalLogin' | 'setBreakGlass'
> {
  return {
    async makeLink(actor, at) {
      const current = await get(at.scope, at.name)
      const purpose = current.document.password === '' ? 'invite' : 'reset'
      const { link, made } = linkFor(clock, actor, purpose)
      const account = await change(actor, at, `account.link`, (account) => {
        if (account.service) throw refused('is-service')
        if (account.disabled !== undefined) throw refused('is-disabled')
        // It would set a password that opens nothing.
        if (account.external !== undefined && account.breakGlass !== true) throw refused('is-external')
        mustOutrank(actor, at.scope, account)
        return { account: { ...account, link }, details: { purpose } }
      })
      return { account, link: made }
    },
    disable: (actor, at) =>
      change(actor, at, 'account.disable', (account) => {
        mustReach(at.scope, account)
        const { link: _, ...rest } = account
        return { account: { ...rest, disabled: { at: clock.now(), by: actor.id } } }
      }),
    enable: (actor, at) =>
      change(actor, at, 'account.enable', (account) => {
        mustReach(at.scope, account)
        const { disabled: _, ...rest } = account
        return { account: rest }
      }),
    removeSecondFactor: (actor, at) =>
      change(actor, at, 'second-factor.remove', (account) => {
        mustOutrank(actor, at.scope, account)
        const { secondFactor: _, secondFactorDraft: __, passkeys = [], ...rest } = account
        return { account: rest, more: forgetPasskeys(passkeys) }
      }),
    setExternalLogin: (actor, at, login) =>
      change(actor, at, 'account.external-login', (account) => {
        if (account.service) throw refused('is-service')
        // Whom the provider knows by that name becomes this person.
        mustOutrank(actor, at.scope, account)
        const { externalLogin: _, external, ...rest } = account
        const kept = login === '' ? {} : { externalLogin: login.toLowerCase() }
        // Another name is another person: whoever was linked comes in by it no more.
        const same = external !== undefined && login.toLowerCase() === account.externalLogin
        return {
          account: { ...rest, ...kept, ...(same ? { external } : {}) },
          details: { login },
          more: external === undefined || same ? [] : [forgetIdentity(external)],
        }
      }),
    setBreakGlass: (actor, at, on) =>
      change(actor, at, 'account.break-glass', (account) => {
        if (account.service) throw refused('is-service')
        if (!inScope(at.scope, [units.root])) throw refused('root-alone')
        mustOutrank(actor, at.scope, account)
        const { breakGlass: _, ...rest } = account
        return { account: on ? { ...rest, breakGlass: true } : rest, details: { on } }
      }),
  }
}

/** A link for the account, and its secret, which is told this once. */
export function linkFor(clock: Clock, actor: Actor, purpose: 'invite' | 'reset') {
  const secret = randomSecret()
  const expires = clock.now() + hoursOf[purpose] * 3_600_000
  return { link: { digest: secretDigest(secret), purpose, expires, by: actor.id }, made: { secret, expires } }
}
