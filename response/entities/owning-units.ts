import { type Scope, unitIdsField } from '../../core/access/scope.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { EventQuery, EventReads } from '../../core/store/store.ts'
import { narrowed } from './entity-query.ts'

/** A unit whose events a question finds. */
export interface OwningUnit {
  /** null: those that belong to no unit. */
  readonly id: string | null
  readonly count: number
  readonly relation: 'eq' | 'gte'
}

const unitField = 'vonggac.unit.id'
const isOf = (id: string | null): Predicate =>
  id === null
    ? { kind: 'not', of: { kind: 'exists', field: unitIdsField } }
    : { kind: 'equals', field: unitField, value: id, fold: 'none' }

/**
 * Which units' events the question finds, the one seen last first, at most `most`; `more` when there may be others. Asked
 * one after another by leaving out those that are known: a unit has a column in every store and a count of all has not.
 */
export async function owningUnits(
  events: Pick<EventReads, 'search' | 'histogram'>,
  scope: Scope,
  query: EventQuery,
  most: number,
): Promise<{ units: readonly OwningUnit[]; more: boolean }> {
  const ids: (string | null)[] = []
  let more = true
  while (ids.length < most) {
    const others = ids.map((id): Predicate => ({ kind: 'not', of: isOf(id) }))
    const { rows, cursor } = await events.search(scope, narrowed(query, ...others), { limit: 1 })
    const found = rows[0]
    if (found === undefined) {
      more = cursor !== undefined
      break
    }
    const id = found.vonggac?.unit?.id ?? null
    if (ids.includes(id)) break
    ids.push(id)
  }
  const units = await Promise.all(
    ids.map(async (id): Promise<OwningUnit> => {
      const { total } = await events.histogram(scope, narrowed(query, isOf(id)), 2)
      return { id, count: total.value, relation: total.relation }
    }),
  )
  return { units, more }
}
