import type { Actor } from '../../core/access/actor.ts'
import { grantableRoles } from '../../core/access/granting.ts'
import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Json } from '../../core/lib/json.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind } from './accounts.ts'
import { keepsLeaders } from './leaders.ts'

export type Kept = StoredRecord<Account>

/** Which account, as it was on the screen. */
export interface AtVersion {
  readonly scope: Scope
  readonly name: string
  readonly version: number
}

/** What a step makes of an account. */
interface Step {
  readonly account: Account
  readonly details?: { readonly [key: string]: Json }
  /** The lineage of another home unit. */
  readonly unitIds?: readonly string[]
  readonly more?: readonly RecordWrite[]
}

/** How accounts are found and changed, whatever is done with them. */
export interface PeopleDesk {
  readonly records: RecordStore
  readonly units: UnitTree
  readonly clock: Clock
  /** Rejects with `not-found`. */
  get(scope: Scope, name: string): Promise<Kept>
  /** Writes what the step makes, with its audit entry; the last leads stay. Rejects with `conflict`. */
  change(actor: Actor, at: AtVersion, action: string, step: (account: Account) => Step): Promise<Kept>
  /** Throws `not-allowed` unless all that the account holds lies within the scope. */
  mustReach(scope: Scope, account: Account): void
  /** Whoever sets another's password could act as that person: only who could grant all that the person holds may. */
  mustOutrank(actor: Actor, scope: Scope, account: Account): void
}

export function peopleDesk(records: RecordStore, units: UnitTree, clock: Clock): PeopleDesk {
  async function get(scope: Scope, name: string): Promise<Kept> {
    const account = await records.get<Account>(scope, accountKind, name)
    if (account === undefined) throw new CodedError('not-found', 'there is no such account')
    return account
  }

  async function change(
    actor: Actor,
    { scope, name, version }: AtVersion,
    action: string,
    step: (account: Account) => Step,
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

  return {
    records,
    units,
    clock,
    get,
    change,
    mustReach(scope, { grants }) {
      if (grants.every(({ unit }) => inScope(scope, units.lineage(unit)))) return
      throw refused('holds-more')
    },
    mustOutrank(actor, scope, { grants }) {
      // Whoever holds the host could do anything.
      if (scope.kind === 'system') return
      if (grants.every(({ role, unit }) => grantableRoles(actor, unit, units).includes(role))) return
      throw refused('holds-more')
    },
  }
}

/** The refusal of what somebody may not do, with the reason in the hint. */
export const refused = (why: string) => new CodedError('not-allowed', 'this is not yours to do', { hint: why })
