import { type Actor, carries } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import { type Scope, scopeOf, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Account, accountKind, actorOf } from './accounts.ts'

/** Accounts that are looked through; an installation has some hundreds. */
const mostAccounts = 5_000

/** A person who holds a permission now: at which units, and how far it reaches. */
export interface Holder {
  readonly actor: Actor
  readonly at: readonly string[]
  readonly reach: Scope
}

/** The people who hold the permission now, by name. What of them is shown to whom is the caller's to decide. */
export async function holdersOf(
  { records, units, clock }: { readonly records: RecordStore; readonly units: UnitTree; readonly clock: Clock },
  permission: Permission,
): Promise<readonly Holder[]> {
  const { rows } = await records.list<Account>(systemScope, accountKind, {
    where: { kind: 'true' },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostAccounts,
  })
  const now = clock.now()
  return rows.flatMap(({ document }) => {
    if (document.disabled !== undefined || document.service === true) return []
    const actor = actorOf(document, now, (unit) => units.subtree(unit).length > 0)
    const at = actor.grants.filter((grant) => carries(grant, permission)).map(({ unit }) => unit)
    return at.length === 0 ? [] : [{ actor, at, reach: scopeOf(actor, permission, units) }]
  })
}
