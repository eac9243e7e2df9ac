import type { Scope } from '../../core/access/scope.ts'
import { entityFields } from '../../core/event/entity-fields.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Alert, type AlertStatus, alertKind, type Disposition } from '../alerts/alert.ts'
import type { EntityRange } from './entity-query.ts'

/** Alerts about a thing, the newest first, with how many there are and how they were judged. */
export interface EntityAlerts {
  readonly rows: readonly StoredRecord<Alert>[]
  readonly total: number
  readonly statuses: Partial<Record<AlertStatus, number>>
  readonly dispositions: Partial<Record<Disposition, number>>
}

const shown = 20
/** The field of an alert beside its entity that names the thing. */
const named = { host: 'host', user: 'user', address: 'source' } as const

/** The alerts of the range that name it, in any of their fields. */
export async function entityAlerts(records: RecordStore, scope: Scope, asked: EntityRange): Promise<EntityAlerts> {
  const where = alertsOf(asked)
  const [page, tallies] = await Promise.all([
    records.list<Alert>(scope, alertKind, { where, sort: [{ field: 'last', direction: 'desc' }], limit: shown }),
    records.tally(scope, alertKind, where, { by: ['status', 'disposition'] }),
  ])
  const statuses: Partial<Record<AlertStatus, number>> = {}
  const dispositions: Partial<Record<Disposition, number>> = {}
  for (const { values, count } of tallies) {
    const [status, disposition] = values as readonly [AlertStatus, Disposition | null]
    statuses[status] = (statuses[status] ?? 0) + count
    if (disposition !== null) dispositions[disposition] = (dispositions[disposition] ?? 0) + count
  }
  return { rows: page.rows, total: page.total, statuses, dispositions }
}

function alertsOf({ kind, name, unit, from, to }: EntityRange): Predicate {
  const isIt = (field: string): Predicate => ({ kind: 'equals', field, value: name, fold: 'case' })
  const of: Predicate[] = [
    { kind: 'compare', field: 'last', op: 'gte', value: from, as: 'number' },
    { kind: 'compare', field: 'first', op: 'lt', value: to, as: 'number' },
    {
      kind: 'any',
      of: [
        isIt(named[kind]),
        // A correlation groups by other fields, and an entity's fields and values stand in lists beside each other.
        {
          kind: 'all',
          of: [
            isIt('entity.value'),
            {
              kind: 'any',
              of: entityFields[kind].map(
                (field): Predicate => ({ kind: 'equals', field: 'entity.field', value: field, fold: 'none' }),
              ),
            },
          ],
        },
      ],
    },
  ]
  if (unit === '') of.push({ kind: 'not', of: { kind: 'exists', field: 'unit' } })
  else if (unit !== undefined) of.push({ kind: 'equals', field: 'unit', value: unit, fold: 'none' })
  return { kind: 'all', of }
}
