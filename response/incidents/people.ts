import { type Actor, carries, standingGrants } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { everything } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Account, accountKind } from '../identity/accounts.ts'
import type { Person } from './incident.ts'

/** Accounts looked through for a list. */
const mostAccounts = 5_000

/**
 * Who may work on incidents of the unit, as far as the actor reaches: people whose grants let them open incidents there,
 * by name. The actor is always among them if he may himself.
 */
export async function workersAt(
  { records, units, clock }: { readonly records: RecordStore; readonly units: UnitTree; readonly clock: Clock },
  actor: Actor,
  unit: string,
): Promise<readonly Person[]> {
  const lineage = units.lineage(unit)
  const stands = (id: string) => units.subtree(id).length > 0
  const works = (grants: Actor['grants']) =>
    grants.some((grant) => carries(grant, 'incident.open') && lineage.includes(grant.unit))
  const { rows } = await records.list<Account>(scopeOf(actor, 'incident.read', units), accountKind, {
    where: everything,
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostAccounts,
  })
  const found = rows.flatMap(({ document: { name, displayName, grants, disabled, service } }): Person[] => {
    const able = disabled === undefined && service !== true && works(standingGrants(grants, clock.now(), stands))
    return able ? [{ id: name, name: displayName }] : []
  })
  const self = works(actor.grants) && !found.some(({ id }) => id === actor.id)
  const people = self ? [{ id: actor.id, name: actor.name }, ...found] : found
  return people.sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

/**
 * Those that are named, out of whom the actor may choose from and those who are there already. Rejects with `bad-request`
 * for anybody else, as if there were no such person.
 */
export function chosen(ids: readonly string[], among: readonly Person[]): readonly Person[] {
  return [...new Set(ids)].map((id) => {
    const person = among.find((one) => one.id === id)
    if (person === undefined) {
      throw new CodedError('bad-request', 'nobody of that name can work on this incident', {
        hint: 'choose from the list',
        ...told('incident-nobody'),
      })
    }
    return person
  })
}
