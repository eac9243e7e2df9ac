import type { Actor } from '../core/access/actor.ts'
import { may } from '../core/access/actor.ts'
import type { UnitTree } from '../core/access/unit.ts'
import { all, compare, equals, not } from '../core/predicate/build.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { OpenIncidents } from '../response/home/hand-over-draft.ts'
import { type Incident, incidentKind } from '../response/incidents/incident.ts'
import { knownIncidents, listIncidents } from '../response/incidents/list.ts'
import { sightOf } from '../response/incidents/sight.ts'
import type { IncidentTimes } from '../response/metrics/metrics-desk.ts'
import type { IncidentTitles } from '../response/shifts/mentions.ts'

/** Incidents that are measured at most. */
const mostMeasured = 20_000

/** Incidents as the home page, the log of the watch and the metrics look at them: no more than the actor may know of. */
export function incidentReads(parts: { readonly records: RecordStore; readonly units: UnitTree }): {
  readonly openIncidents: OpenIncidents
  readonly incidentTitles: IncidentTitles
  readonly incidentTimes: IncidentTimes
} {
  return {
    async openIncidents(actor) {
      if (!may(actor, 'incident.read')) return { rows: [], total: 0 }
      const { rows, total } = await listIncidents(
        parts,
        actor,
        { mine: true, status: ['new', 'in-progress', 'contained', 'resolved'] },
        { sort: 'severity', direction: 'desc', limit: 5, offset: 0 },
      )
      return { rows: rows.map(({ id, document }) => ({ id, title: document.title })), total }
    },
    incidentTitles: async (actor, ids) => {
      if (!may(actor, 'incident.read')) return new Map()
      const known = await knownIncidents(parts, actor, ids)
      return new Map([...known].map(([id, { document }]) => [id, document.title]))
    },
    async incidentTimes(actor: Actor, { from, to }) {
      if (!may(actor, 'incident.read')) return null
      const sight = sightOf(actor, parts.units)
      const { rows } = await parts.records.list<Incident>(sight.scope, incidentKind, {
        where: all(
          sight.where,
          not(equals('exercise', 'true', 'none')),
          compare('detected', 'gte', from),
          compare('detected', 'lt', to),
        ),
        limit: mostMeasured,
      })
      return rows.map(({ document: { occurred, detected, opened, steps, conclusion } }) => ({
        event: occurred ?? detected,
        opened,
        taken: steps.find(({ status }) => status === 'in-progress')?.at ?? null,
        closed: conclusion?.at ?? null,
      }))
    },
  }
}
