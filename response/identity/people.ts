import type { Actor, Grant } from '../../core/access/actor.ts'
import { inScope, type Scope, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { any, contains, everything } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { accountAccess, linkFor } from './account-access.ts'
import { type Account, accountKind } from './accounts.ts'
import { granting } from './grants.ts'
import { type AtVersion, type Kept, peopleDesk, refused } from './people-desk.ts'

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
  const desk = peopleDesk(records, units, clock)
  const { get, change, mustReach } = desk
  return {
    ...granting(desk),
    ...accountAccess(desk),
    get,
    mustReach,
    list: (scope, { text, limit, offset }) =>
      records.list<Account>(scope, accountKind, {
        where: text === '' ? everything : any(contains('name', text), contains('displayName', text, 'search')),
        sort: [{ field: 'name', direction: 'asc' }],
        limit,
        offset,
      }),
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
      const { link, made } = linkFor(clock, actor, 'invite')
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
  }
}

/** The unit's prefix in a name, as `so-tc` in `so-tc.lan`. */
const prefixOf = (name: string): string | undefined =>
  name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined

const changesOf = (before: Account, after: Account, fields: readonly (keyof Account)[]): string[] =>
  fields.filter((field) => before[field] !== after[field])
