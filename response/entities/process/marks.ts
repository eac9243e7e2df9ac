import type { Scope } from '../../../core/access/scope.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import type { EventReads, RecordStore } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../alerts/alert.ts'

/** An alert that an event made or counts towards. */
export type EventAlert = Pick<Alert, 'id' | 'status' | 'severity'> & { readonly title: Alert['rule']['title'] }

const mostAlerts = 60
const mostMatches = 200
/** Alerts lie by the day; a match is kept with its event. */
const margin = 60_000

/**
 * The alerts that these events count towards, by the event's id, within the scope of who may read alerts. Looked for among
 * the newest alerts of the host in the range of the events.
 */
export async function alertsOfEvents(
  { records, events }: { records: RecordStore; events: EventReads },
  scope: Scope,
  of: { readonly host: string; readonly ids: readonly string[]; readonly from: number; readonly to: number },
): Promise<ReadonlyMap<string, readonly EventAlert[]>> {
  const found = new Map<string, EventAlert[]>()
  if (of.ids.length === 0) return found
  const where: Predicate = {
    kind: 'all',
    of: [
      { kind: 'equals', field: 'host', value: of.host, fold: 'none' },
      { kind: 'compare', field: 'last', op: 'gte', value: of.from - margin, as: 'number' },
      { kind: 'compare', field: 'first', op: 'lte', value: of.to + margin, as: 'number' },
    ],
  }
  const sort = [{ field: 'last', direction: 'desc' as const }]
  const { rows } = await records.list<Alert>(scope, alertKind, { where, sort, limit: mostAlerts })
  await Promise.all(
    rows.map(async ({ document: { id, key, window, last, status, severity, rule } }) => {
      const seen = { alertKey: key, from: window.from, to: window.to ?? Number.MAX_SAFE_INTEGER, around: last }
      for (const { eventId } of await events.matchesOf(scope, seen, mostMatches)) {
        if (!of.ids.includes(eventId)) continue
        const alerts = found.get(eventId) ?? []
        if (!alerts.some((one) => one.id === id)) alerts.push({ id, status, severity, title: rule.title })
        found.set(eventId, alerts)
      }
    }),
  )
  return found
}
