import type { Actor } from '../../../core/access/actor.ts'
import type { StoredRecord } from '../../../core/store/store.ts'
import type { Alert as AlertRecord } from '../../../response/alerts/alert.ts'
import { waitsFor } from '../../../response/alerts/step.ts'
import { analystOf } from '../../../response/alerts/triage.ts'
import { incidentsShown, type ShownIncident } from '../../../response/incidents/alert-links.ts'
import type { Alert } from '../schemas/alerts.ts'
import type { Services } from '../services.ts'

type Kept = StoredRecord<AlertRecord>

/** Alerts as the caller sees them, each with the incident that it belongs to. */
export async function showAlerts(services: Services, actor: Actor, alerts: readonly Kept[]): Promise<Alert[]> {
  const incidents = await incidentsShown(
    services,
    actor,
    alerts.map(({ document }) => document),
  )
  return alerts.map((alert) => shownAlert(services, actor, alert, incidents.get(alert.id)))
}

/** One alert as the caller sees it: without what the platform keeps for itself. */
export function shownAlert(
  { units }: Pick<Services, 'units'>,
  actor: Actor,
  { document }: Kept,
  incident: ShownIncident | undefined,
): Alert {
  const { key: _, rank: __, window: ___, latestEventId: ____, bulks: _____, incidents: ______, ...shown } = document
  const { unit, handOff, lastStep, tacticSet: _______, ...alert } = shown
  const known = unit === null ? undefined : units.get(unit)
  return {
    ...alert,
    entity: [...alert.entity],
    handOff: handOff ? { ...handOff, mine: waitsFor(handOff, actor, analystOf(actor)) } : null,
    undoable: lastStep !== undefined && lastStep.by === actor.id && lastStep.revision === alert.revision,
    unit: unit === null ? null : { id: unit, name: known?.name ?? unit },
    system: alert.system ?? null,
    tactics: [...(alert.tactics ?? [])],
    incident: incident ?? null,
    // Of a restricted one nobody else learns that it is there.
    exercise: alert.exercise === true && incident !== undefined,
  }
}
