import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { holdersOf } from '../identity/holders.ts'
import type { Receiver } from './alert.ts'
import type { Given } from './triage.ts'

export interface Takers {
  /**
   * To whom alerts of these units can be given (null: of no unit): people who may triage in all of them, and units above
   * them all that have analysts of their own. Rejects with `not-found` for a unit outside the scope.
   */
  list(scope: Scope, units: readonly (string | null)[]): Promise<readonly Receiver[]>
  /**
   * Whom something is given to, with what that one may triage. Rejects with `bad-request` for somebody with whom the scope shares
   * no unit: as if there were none.
   */
  find(scope: Scope, to: Given): Promise<{ receiver: Receiver; reach: Scope }>
}

/** Who can take alerts: names alone, of those who may triage where the asker may. */
export function createTakers(records: RecordStore, units: UnitTree, clock: Clock): Takers {
  const analysts = () => holdersOf({ records, units, clock }, 'alert.triage')
  /** True when something may lie within both. */
  const meet = (a: Scope, b: Scope): boolean => {
    if (a.kind === 'system' || b.kind === 'system') return true
    const holds = (outer: Scope, inner: typeof a) => inner.units.some((unit) => inScope(outer, units.lineage(unit)))
    return holds(a, b) || holds(b, a)
  }
  const named = (id: string): Receiver => ({ kind: 'unit', id, name: units.get(id)?.name ?? id })

  return {
    async list(scope, wanted) {
      const lineages = wanted.map((unit) => (unit === null ? [] : units.lineage(unit)))
      for (const [at, lineage] of lineages.entries()) {
        const unknown = wanted[at] !== null && lineage.length === 0
        if (unknown || !inScope(scope, lineage)) throw new CodedError('not-found', 'there is no such unit')
      }
      const able = (await analysts()).filter(({ reach }) => lineages.every((lineage) => inScope(reach, lineage)))
      const above = new Set(able.flatMap(({ at }) => at).filter((unit) => holdsAll(unit, lineages, units.root)))
      return [
        ...able.map(({ actor }): Receiver => ({ kind: 'person', id: actor.id, name: actor.name })),
        ...[...above].map(named),
      ]
    },
    async find(scope, { kind, id }) {
      const able = await analysts()
      const found = able.filter(({ actor, at }) => (kind === 'person' ? actor.id === id : at.includes(id)))
      const [one] = found
      // A unit's analysts reach what lies under their unit.
      const reach: Scope | undefined =
        kind === 'person'
          ? one?.reach
          : one && { kind: 'units', units: units.reach(id), unattributed: id === units.root }
      if (one === undefined || reach === undefined || !meet(scope, reach)) {
        throw new CodedError('bad-request', 'nobody of that name can take alerts', {
          hint: 'choose from the list',
          ...told('alert-nobody'),
        })
      }
      return { receiver: kind === 'person' ? { kind, id, name: one.actor.name } : named(id), reach }
    },
  }
}

/** True when the unit stands above each of the lineages; what belongs to no unit is the root's. */
const holdsAll = (unit: string, lineages: readonly (readonly string[])[], root: string): boolean =>
  lineages.every((lineage) => (lineage.length === 0 ? unit === root : lineage.includes(unit)))
