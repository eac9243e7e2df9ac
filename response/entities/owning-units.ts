import { type Scope, unitIdsField } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { EventQuery, EventReads } from '../../core/store/store.ts'
import { narrowed } from './entity-query.ts'
import type { Sample } from './sample.ts'

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
const unitOf = ({ vonggac }: EventDocument): string | null => vonggac?.unit?.id ?? null

/**
 * Which units' events the question finds, the one seen last first, at most `most`; `more` when there may be others. Those
 * behind the sample are asked for one after another, by leaving out those that are known: a unit has a column in every
 * store, a count of all units has not.
 */
export async function owningUnits(
  events: Pick<EventReads, 'search' | 'histogram'>,
  scope: Scope,
  query: EventQuery,
  sample: Sample,
  most: number,
): Promise<{ units: readonly OwningUnit[]; more: boolean }> {
  const { rows, complete } = sample
  const { ids, more } = await unitsSeen(events, scope, query, sample, most)
  const units = await Promise.all(
    ids.map(async (id): Promise<OwningUnit> => {
      if (complete) return { id, count: rows.filter((row) => unitOf(row) === id).length, relation: 'eq' }
      const { total } = await events.histogram(scope, narrowed(query, isOf(id)), 2)
      return { id, count: total.value, relation: total.relation }
    }),
  )
  return { units, more }
}

/** The same units without their counts: each of those is a reading of the store. */
export async function unitsSeen(
  events: Pick<EventReads, 'search'>,
  scope: Scope,
  query: EventQuery,
  { rows, complete }: Sample,
  most: number,
): Promise<{ ids: readonly (string | null)[]; more: boolean }> {
  const known = [...new Set(rows.map(unitOf))]
  let isAll = complete
  while (!isAll && known.length < most) {
    const others = known.map((id): Predicate => ({ kind: 'not', of: isOf(id) }))
    const page = await events.search(scope, narrowed(query, ...others), { limit: 1 })
    const found = page.rows[0]
    isAll = found === undefined && page.cursor === undefined
    const id = found === undefined ? undefined : unitOf(found)
    if (id === undefined || known.includes(id)) break
    known.push(id)
  }
  return { ids: known.slice(0, most), more: !isAll || known.length > most }
}
