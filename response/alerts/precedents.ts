import type { Scope } from '../../core/access/scope.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind, type Disposition } from './alert.ts'

const day = 86_400_000
/** How far back is looked, in days of event time. */
const days = 30

/** What else is known, within the scope and the last 30 days, of what an alert is about. */
export interface Precedent {
  readonly of: 'rule' | 'host' | 'user'
  /** Other alerts of it, on how many hosts and of how many units, this alert's own counted. */
  readonly alerts: number
  readonly hosts: number
  readonly units: number
  /** How those that were judged were judged. */
  readonly dispositions: Partial<Record<Disposition, number>>
}

/** How common the alert's rule is, and what else its host and its user showed. */
export async function precedentsOf(records: RecordStore, scope: Scope, alert: Alert): Promise<readonly Precedent[]> {
  const asked = [
    { of: 'rule', field: 'rule.id', value: alert.rule.id },
    { of: 'host', field: 'host', value: alert.host },
    { of: 'user', field: 'user', value: alert.user },
  ] as const
  const found = await Promise.all(
    asked.map(async ({ of, field, value }): Promise<Precedent | undefined> => {
      if (value === null) return undefined
      const where: Predicate = {
        kind: 'all',
        of: [
          { kind: 'equals', field, value, fold: 'none' },
          { kind: 'compare', field: 'last', op: 'gte', value: alert.last - days * day, as: 'number' },
          { kind: 'compare', field: 'last', op: 'lte', value: alert.last, as: 'number' },
        ],
      }
      const tallies = await records.tally(scope, alertKind, where, { by: ['host', 'unit', 'disposition'] })
      const hosts = new Set<string>()
      const units = new Set<string>()
      const dispositions: Partial<Record<Disposition, number>> = {}
      let alerts = -1
      for (const { values, count } of tallies) {
        const [host, unit, disposition] = values as readonly [string | null, string | null, Disposition | null]
        alerts += count
        if (host !== null) hosts.add(host)
        if (unit !== null) units.add(unit)
        if (disposition !== null) dispositions[disposition] = (dispositions[disposition] ?? 0) + count
      }
      return { of, alerts: Math.max(0, alerts), hosts: hosts.size, units: units.size, dispositions }
    }),
  )
  return found.filter((one) => one !== undefined)
}
