import { type Actor, carries } from '../../core/access/actor.ts'
import { inScope, type Scope, scopeOf, type UnitScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Own } from './cautions.ts'
import type { LookBack } from './look-back.ts'

const isWithin = (units: UnitTree, scope: UnitScope, unit: string): boolean =>
  scope.units.includes(unit) || inScope(scope, units.lineage(unit))

/** Who sees the units, and the time, that a search went over sees the search; its counts are of all of them. */
export function covers(units: UnitTree, scope: Scope, { scope: asked, from, to }: LookBack): boolean {
  if (scope.kind === 'system') return true
  if (scope.window !== undefined && (scope.window.from > from || scope.window.to < to)) return false
  return asked.units.every((unit) => isWithin(units, scope, unit)) && (scope.unattributed || !asked.unattributed)
}

/** What the actor may read events of, within the scope that the list was asked with. */
export function eventScope(actor: Actor, scope: Scope, units: UnitTree): UnitScope {
  const events = scopeOf(actor, 'event.read', units)
  if (scope.kind === 'system') return events
  const both = [
    ...events.units.filter((unit) => isWithin(units, scope, unit)),
    ...scope.units.filter((unit) => isWithin(units, events, unit)),
  ]
  return { ...events, units: [...new Set(both)].sort(), unattributed: events.unattributed && scope.unattributed }
}

/** The units that the actor may keep lists of. */
export const writableUnits = ({ grants }: Actor, units: UnitTree): readonly string[] => [
  ...new Set(grants.filter((grant) => carries(grant, 'indicator.write')).flatMap(({ unit }) => units.subtree(unit))),
]

/** The networks and domains of the units within the scope: of others nothing is told. */
export function ownOf(scope: Scope, units: UnitTree): Own {
  const seen = units.all().filter(({ id }) => inScope(scope, units.lineage(id)))
  return {
    networks: seen.flatMap(({ networks = [] }) => networks),
    domains: seen.flatMap(({ domains = [] }) => domains),
  }
}
