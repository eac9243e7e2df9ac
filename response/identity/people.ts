import type { Actor, Grant } from '../../core/access/actor.ts'
import { grantableRoles, grantRefusal } from '../../core/access/granting.ts'
import { inScope, type Scope, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import { any, contains, everything } from '../../core/predicate/build.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind } from './accounts.ts'
import { forgetIdentity } from './external.ts'
import { keepsLeaders } from './leaders.ts'
import { forgetPasskeys } from './passkeys.ts'

/** Hours that an invitation holds, and a link that sets a password anew. */
const hoursOf = { invite: 7 * 24, reset: 24 } as const

/** Which account, as it was on the screen. */
interface AtVersion {
  readonly scope: Scope
  readonly name: string
  readonly version: number
}

/** A person, or a program, to be let in. */
export interface NewPerson {
  readonly name: string
  readonly displayName: string
  readonly unit: string
  readonly service: boolean
}

/** What is told of a person. */
export interface PersonFacts {
  readonly displayName: string
  readonly phone: string
  readonly unit: string
}

/** A link that was just made: its secret is told this once. */
export interface MadeLink {
  readonly secret: string
  readonly expires: number
}

type Kept = StoredRecord<Account>

/**
 * Accounts and their grants, as those see them who may manage them. What lies outside the scope is not found; a change
 * that came in between rejects with `conflict`; what may not be done rejects with `not-allowed` or `bad-request` and a
 * reason in the hint. Each change is one write with its audit entry.
 */
export interface People {
  list(
    scope: Scope,
    query: { text: string; limit: number; offset: number },
  ): Promise<{ rows: readonly Kept[]; total: number }>
  get(scope: Scope, name: string): Promise<Kept>
  invite(actor: Actor, scope: Scope, person: NewPerson): Promise<{ account: Kept; link: MadeLink | undefined }>
  /** A new link with which the person sets a password; an older one ends. */
  makeLink(actor: Actor, at: AtVersion): Promise<{ account: Kept; link: MadeLink }>
  /** Locks the account: its log-ins and keys end. */
  disable(actor: Actor, at: AtVersion): Promise<Kept>
  enable(actor: Actor, at: AtVersion): Promise<Kept>
  grant(actor: Actor, at: AtVersion, grant: Grant): Promise<Kept>
  /** Takes the role at that unit back. */
  takeBack(actor: Actor, at: AtVersion, what: Pick<Grant, 'role' | 'unit'>): Promise<Kept>
  /** For who lost the device: the account then signs in by password alone until a new one is set up. */
  removeSecondFactor(actor: Actor, at: AtVersion): Promise<Kept>
  /** Name to show, phone (empty: none) and home unit; within another unit the account is that unit's to look after. */
  edit(actor: Actor, at: AtVersion, person: PersonFacts): Promise<Kept>
  /** The actor's own account. */
  own(actor: Actor): Promise<Kept>
  /** The own phone. */
  editOwn(actor: Actor, version: number, phone: string): Promise<Kept>
  /** Sets the name by which the identity provider's first log-in becomes this account; empty: none. A link there ends with it. */
  setExternalLogin(actor: Actor, at: AtVersion, login: string): Promise<Kept>
  /** Marks the account as one that signs in here when the provider cannot, or takes the mark off. */
  setBreakGlass(actor: Actor, at: AtVersion, on: boolean): Promise<Kept>
  /** Rejects with `not-allowed` unless all that the account holds lies within the scope. */
  mustReach(scope: Scope, account: Account): void
}

export function createPeople(records: RecordStore, units: UnitTree, clock: Clock): People {
  async function get(scope: Scope, name: string): Promise<Kept> {
    const account = await records.get<Account>(scope, accountKind, name)
    if (account === undefined) throw new CodedError('not-found', 'there is no such account')
    return account
  }

  async function change(
    actor: Actor,
    { scope, name, version }: AtVersion,
    action: string,
    step: (account: Account) => {
      account: Account
      details?: { readonly [key: string]: Json }
      /** The lineage of another home unit. */
      unitIds?: readonly string[]
      more?: readonly RecordWrite[]
    },
  ): Promise<Kept> {
    const kept = await get(scope, name)
    if (kept.version !== version) throw new CodedError('conflict', 'the account was changed meanwhile')
    const { account, details = {}, unitIds = kept.unitIds, more = [] } = step(kept.document)
    const guards = await keepsLeaders(records, kept.document, account, clock.now())
    const written = await records.write(
      [{ kind: accountKind, id: name, document: account, unitIds, expect: version }, ...guards, ...more],
      [{ actor: actor.id, action, target: `${accountKind}/${name}`, unitIds, details }],
    )
    if (!written.ok) throw new CodedError('conflict', 'the account was changed meanwhile')
    return { ...kept, unitIds, version: written.versions[0] ?? version, document: account }
  }

  function linkFor(actor: Actor, purpose: 'invite' | 'reset') {
    const secret = randomSecret()
    const expires = clock.now() + hoursOf[purpose] * 3_600_000
    return { link: { digest: secretDigest(secret), purpose, expires, by: actor.id }, made: { secret, expires } }
  }

  function mustReach(scope: Scope, { grants }: Account): void {
    if (grants.every(({ unit }) => inScope(scope, units.lineage(unit)))) return
    throw refused('holds-more')
  }

  /** Whoever sets another's password could act as that person: only who could grant all that the person holds may. */
  function mustOutrank(actor: Actor, scope: Scope, { grants }: Account): void {
    // Whoever holds the host could do anything.
    if (scope.kind === 'system') return
    if (grants.every(({ role, unit }) => grantableRoles(actor, unit, units).includes(role))) return
    throw refused('holds-more')
  }

  return {
    list: (scope, { text, limit, offset }) =>
      records.list<Account>(scope, accountKind, {
        where: text === '' ? everything : any(contains('name', text), contains('displayName', text, 'search')),
        sort: [{ field: 'name', direction: 'asc' }],
        limit,
        offset,
      }),
    get,
    mustReach,
    async invite(actor, scope, { name, displayName, unit, service }) {
      const unitIds = units.lineage(unit)
      if (units.subtree(unit).length === 0 || !inScope(scope, unitIds)) {
        throw new CodedError('bad-request', 'there is no such unit', { hint: 'unknown-unit' })
      }
      // Names under a unit's own prefix collide with that unit's alone: a refusal tells nothing of other units' people.
      const prefix = prefixOf(name)
      const whole = inScope(scope, [units.root])
      if ((prefix !== undefined && prefix !== unit) || (prefix === undefined && !whole)) {
        throw new CodedError('bad-request', `the name must begin with ${unit}.`, { hint: 'name-prefix' })
      }
      const now = clock.now()
      const { link, made } = linkFor(actor, 'invite')
      const account: Account = {
        name,
        displayName,
        password: '',
        grants: [],
        created: now,
        passwordSet: now,
        unit,
        ...(service ? { service: true as const } : { link }),
      }
      const written = await records.write(
        [{ kind: accountKind, id: name, document: account, unitIds, expect: 'absent' }],
        [
          {
            actor: actor.id,
            action: service ? 'account.create' : 'account.invite',
            target: `${accountKind}/${name}`,
            unitIds,
            details: { unit },
          },
        ],
      )
      if (!written.ok) throw new CodedError('conflict', 'this name is taken', { hint: 'name-taken' })
      return {
        account: { kind: accountKind, id: name, version: written.versions[0] ?? 0, unitIds, document: account },
        link: service ? undefined : made,
      }
    },
    async makeLink(actor, at) {
      const current = await get(at.scope, at.name)
      const purpose = current.document.password === '' ? 'invite' : 'reset'
      const { link, made } = linkFor(actor, purpose)
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
    removeSecondFactor: (actor, at) =>
      change(actor, at, 'second-factor.remove', (account) => {
        mustOutrank(actor, at.scope, account)
        const { secondFactor: _, secondFactorDraft: __, passkeys = [], ...rest } = account
        return { account: rest, more: forgetPasskeys(passkeys) }
      }),
    async edit(actor, at, { displayName, phone, unit }) {
      const unitIds = units.lineage(unit)
      if (units.subtree(unit).length === 0 || !inScope(at.scope, unitIds)) {
        throw new CodedError('bad-request', 'there is no such unit', { hint: 'unknown-unit' })
      }
      return change(actor, at, 'account.edit', (account) => {
        mustReach(at.scope, account)
        const prefix = prefixOf(at.name)
        // A name under a unit's own prefix stays with that unit's people.
        if (prefix !== undefined && prefix !== unit && unit !== account.unit) throw refused('name-prefix')
        const { phone: _, ...rest } = account
        const document: Account = { ...rest, displayName, unit, ...(phone === '' ? {} : { phone }) }
        const changed = changesOf(account, document, ['displayName', 'phone', 'unit'])
        return { account: document, unitIds, details: { changed } }
      })
    },
    own: (actor) => get(systemScope, actor.id),
    async editOwn(actor, version, phone) {
      const at = { scope: systemScope, name: actor.id, version }
      return change(actor, at, 'account.edit', (account) => {
        const { phone: _, ...rest } = account
        return { account: { ...rest, ...(phone === '' ? {} : { phone }) }, details: { changed: ['phone'] } }
      })
    },
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

/** The unit's prefix in a name, as `so-tc` in `so-tc.lan`. */
const prefixOf = (name: string): string | undefined =>
  name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined

const changesOf = (before: Account, after: Account, fields: readonly (keyof Account)[]): string[] =>
  fields.filter((field) => before[field] !== after[field])

const refused = (why: string) => new CodedError('not-allowed', 'this is not yours to do', { hint: why })
