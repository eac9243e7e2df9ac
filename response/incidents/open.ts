import type { Actor } from '../../core/access/actor.ts'
import { inScope, scopeOf } from '../../core/access/scope.ts'
import { severities } from '../../core/event/severity.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { StoredRecord } from '../../core/store/store.ts'
import type { Alert } from '../alerts/alert.ts'
import { audited, type Desk, incidentWrite, type Kept, moved, personOf } from './desk.ts'
import { entryWrite, newEntry } from './entry.ts'
import { evidenceWrite } from './evidence.ts'
import { type Incident, type IncidentFacts, incidentKind } from './incident.ts'
import { type AlertTarget, alertsOf, commonUnit, copiesOf, linkWrites, mustLieWithin } from './link.ts'
import { nextId, restrictedId } from './numbering.ts'
import { sealed } from './seals.ts'

/** What somebody says who opens an incident; what is left out is taken from the alerts. */
export type Opening = Pick<IncidentFacts, 'title' | 'type' | 'severity' | 'tlp' | 'exercise'> & {
  readonly restricted: boolean
  /** Absent: the lowest unit above the alerts'. */
  readonly unit?: string
  /** Absent: when the first of the alerts was opened, or now. */
  readonly detected?: number
  /** Absent: when the first event of the alerts was. */
  readonly occurred?: number
  readonly target?: AlertTarget
}

/** How often opening is tried again when somebody else took the number, or an alert was counted. */
const attempts = 30

/**
 * Opens an incident that belongs to the actor, with the alerts linked and their newest events copied. Rejects with
 * `bad-request`, `not-found` or `too-large`.
 */
export async function openIncident(desk: Desk, actor: Actor, opening: Opening): Promise<Kept> {
  const { records, units, clock } = desk
  if (!desk.types.has(opening.type))
    throw new CodedError('bad-request', 'there is no such type of incident', told('incident-type'))
  const by = personOf(actor)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const now = clock.now()
    const alerts =
      opening.target === undefined ? [] : await alertsOf(desk, scopeOf(actor, 'alert.read', units), opening.target)
    if (opening.target !== undefined && alerts.length === 0)
      throw new CodedError('bad-request', 'no alert is named', told('no-alert'))
    const lineages = alerts.map(({ unitIds }) => unitIds)
    const unit = opening.unit ?? commonUnit(lineages, units)
    const unitIds = units.lineage(unit)
    if (units.subtree(unit).length === 0 || !inScope(scopeOf(actor, 'incident.open', units), unitIds)) {
      throw new CodedError('bad-request', 'you cannot open an incident at that unit', {
        hint: opening.unit === undefined ? 'these alerts have no unit of yours in common' : 'choose from the list',
        ...told(opening.unit === undefined ? 'incident-no-common-unit' : 'incident-unit'),
      })
    }
    mustLieWithin(unit, lineages, units)
    const number = opening.restricted
      ? { id: restrictedId(now, desk.timeZone), writes: [] }
      : await nextId(records, units, { unit, now, timeZone: desk.timeZone })
    const incident = newIncident(number.id, unit, opening, alerts, by, now)
    const links = linkWrites(alerts, incident, unitIds, actor, now)
    const copies = await copiesOf(desk, actor, alerts, { incident: number.id, unit, by, taken: now })
    const of = { incident: number.id, recorded: now, by }
    const entries = [
      newEntry({ what: 'opened' }, { ...of, at: now }),
      ...(links.alerts.length === 0
        ? []
        : [newEntry({ what: 'alerts', alerts: links.alerts }, { ...of, at: incident.occurred ?? now })]),
    ]
    const kept = { kind: incidentKind, id: number.id, unitIds, version: 1, document: incident }
    const { type, severity } = opening
    const written = await records.write(
      [
        incidentWrite(incident, unitIds, 'absent'),
        ...number.writes,
        ...links.writes,
        ...entries.map((entry) => entryWrite(entry, unitIds)),
        ...copies.map((copy) => evidenceWrite(copy, unitIds)),
      ],
      [
        audited(
          actor,
          kept,
          'incident.open',
          { type, severity, alerts: links.alerts },
          { detected: new Date(incident.detected).toISOString(), ...sealed(copies) },
        ),
        ...links.audit,
      ],
    )
    if (written.ok) return { ...kept, version: written.versions[0] ?? 1 }
  }
  throw moved()
}

function newIncident(
  id: string,
  unit: string,
  { title, type, severity, tlp, exercise, restricted, detected, occurred }: Opening,
  alerts: readonly StoredRecord<Alert>[],
  by: Incident['openedBy'],
  now: number,
): Incident {
  const earliest = (of: (alert: Alert) => number) =>
    alerts.length === 0 ? undefined : Math.min(...alerts.map(({ document }) => of(document)))
  return {
    id,
    revision: 1,
    title,
    type,
    severity,
    rank: severities.indexOf(severity),
    tlp,
    exercise,
    restricted,
    unit,
    owner: by,
    members: [],
    status: 'new',
    steps: [{ status: 'new', at: now, by }],
    detected: detected ?? earliest((alert) => alert.opened) ?? now,
    occurred: occurred ?? earliest((alert) => alert.first) ?? null,
    opened: now,
    openedBy: by,
    conclusion: null,
  }
}
