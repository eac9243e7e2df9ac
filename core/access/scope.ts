import type { Predicate } from '../predicate/predicate.ts'
import { type Actor, carries, type Window } from './actor.ts'
import type { Permission } from './permissions.ts'
import type { UnitTree } from './unit.ts'

declare const system: unique symbol

/**
 * Which units' records a read may return: a set of unit ids, resolved when the read happens. Every read of the store
 * takes one. `unattributed` lets the response team see what belongs to no unit yet.
 */
export type Scope = UnitScope | SystemScope
export interface UnitScope {
  readonly kind: 'units'
  /** A record is visible if its stamped lineage holds one of these. */
  readonly units: readonly string[]
  readonly unattributed: boolean
  /** The stretch of time that may be read of, as an auditor's is; absent: all. `core/store/windowed.ts` holds to it. */
  readonly window?: Window
}
/** Everything. Branded: only `systemScope` makes one, and a test lists the modules that may import it. */
export interface SystemScope {
  readonly kind: 'system'
  readonly [system]: true
}

/** The scope of the platform's own work (ingest, jobs, migrations), never of a person's request. */
export const systemScope = { kind: 'system' } as SystemScope

/**
 * What the actor may see with this permission. No grant gives the empty scope, which matches nothing. Where several grants
 * name a window, what lies in all of them may be read: never more than any one of them allows.
 */
export function scopeOf(actor: Actor, permission: Permission, tree: UnitTree): UnitScope {
  const grants = actor.grants.filter((grant) => carries(grant, permission))
  const units = new Set(grants.flatMap(({ unit }) => tree.reach(unit)))
  const windows = grants.flatMap(({ reads }) => (reads === undefined ? [] : [reads]))
  return {
    kind: 'units',
    units: [...units].sort(),
    unattributed: units.has(tree.root),
    ...(windows.length === 0
      ? {}
      : {
          window: {
            from: Math.max(...windows.map(({ from }) => from)),
            to: Math.min(...windows.map(({ to }) => to)),
          },
        }),
  }
}

/** True when everything that `then` lets be read can be read under `now` as well. */
export function covers(now: UnitScope, then: UnitScope): boolean {
  const window = {
    from: then.window?.from ?? Number.NEGATIVE_INFINITY,
    to: then.window?.to ?? Number.POSITIVE_INFINITY,
  }
  return (
    then.units.every((unit) => now.units.includes(unit)) &&
    (now.unattributed || !then.unattributed) &&
    (now.window === undefined || (now.window.from <= window.from && window.to <= now.window.to))
  )
}

/** The field in which every record carries its unit's id and those of all its ancestors. */
export const unitIdsField = 'vonggac.unit.ids'

/** The scope as a predicate. Only kinds that every back end answers exactly: equals and exists. */
export function scopePredicate(scope: Scope): Predicate {
  if (scope.kind === 'system') return { kind: 'true' }
  const of: Predicate[] = scope.units.map((unit) => ({
    kind: 'equals',
    field: unitIdsField,
    value: unit,
    fold: 'none',
  }))
  if (scope.unattributed) of.push({ kind: 'not', of: { kind: 'exists', field: unitIdsField } })
  return { kind: 'any', of }
}

/** True when a record stamped with `unitIds` (empty = unattributed) lies within the scope. */
export function inScope(scope: Scope, unitIds: readonly string[]): boolean {
  if (scope.kind === 'system') return true
  if (unitIds.length === 0) return scope.unattributed
  return scope.units.some((unit) => unitIds.includes(unit))
}
