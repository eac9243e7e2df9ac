import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import { withIncidents } from '../../../response/incidents/alert-links.ts'
import { eventsCopied, mostAlerts, mostCopied } from '../../../response/incidents/link.ts'
import { listIncidents } from '../../../response/incidents/list.ts'
import { openIncident } from '../../../response/incidents/open.ts'
import { workersAt } from '../../../response/incidents/people.ts'
import { similarIncidents } from '../../../response/incidents/similar.ts'
import { incidentHistory, viewEvidence, viewIncident } from '../../../response/incidents/view.ts'
import {
  type AlertTarget,
  EvidenceDetail,
  IncidentDetail,
  IncidentHistory,
  IncidentPage,
  IncidentQuery,
  IncidentTypes,
  Opened,
  OpenIncident,
  SimilarIncidents,
  SimilarQuery,
  Workers,
  WorkersQuery,
} from '../schemas/incidents.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showAlerts } from './shown-alerts.ts'
import { eventOf, evidenceRow, showIncident, timelineEntry } from './shown-incident.ts'

const id = Type.String({ maxLength: 300 })
const ById = Type.Object({ id }, { additionalProperties: false })
const ByEvidence = Type.Object({ id, evidence: id }, { additionalProperties: false })

/** Incidents: the list, one of them with all that lies in it, and how one is opened. */
export function incidentRoutes(api: Api, services: Services): void {
  const { incidents } = services
  const { named, row, listed } = showIncident(services)

  api.get(
    '/api/incidents',
    {
      schema: { summary: 'Incidents', querystring: IncidentQuery, response: { 200: IncidentPage } },
      config: { requires: 'incident.read' },
    },
    async ({ actor, query }) => {
      const { sort = 'opened', direction = 'desc', limit = 100, offset = 0, ...filter } = query
      const page = await listIncidents(incidents, actor, filter, { sort, direction, limit, offset })
      const people = page.rows.flatMap(({ document: { owner } }) => (owner === null ? [] : [[owner.id, owner.name]]))
      const unitIds = page.facets.find(({ field }) => field === 'unit')?.values ?? []
      return {
        rows: page.rows.map(listed),
        total: page.total,
        facets: page.facets.map((facet) => ({ ...facet, values: [...facet.values] })),
        names: Object.fromEntries([...people, ...unitIds.map(({ value }) => [value, named(value).name])]),
      }
    },
  )

  api.get(
    '/api/incidents/types',
    {
      schema: { summary: 'Kinds of incidents', response: { 200: IncidentTypes } },
      config: { requires: 'incident.read' },
    },
    async () => ({
      rows: [...incidents.kinds],
      limits: { alerts: mostAlerts, eventsOfEach: eventsCopied, events: mostCopied },
    }),
  )

  api.get(
    '/api/incidents/workers',
    {
      schema: { summary: 'Who can work on incidents of a unit', querystring: WorkersQuery, response: { 200: Workers } },
      config: { requires: 'incident.write' },
    },
    async ({ actor, query }) => ({ rows: [...(await workersAt(incidents, actor, query.unit))] }),
  )

  api.get(
    '/api/incidents/similar',
    {
      schema: { summary: 'Incidents like an alert', querystring: SimilarQuery, response: { 200: SimilarIncidents } },
      config: { requires: 'incident.read' },
    },
    async ({ actor, query }) => ({
      rows: (await similarIncidents(services, actor, query.alert)).map(({ incident, shares, alerts }) => ({
        ...listed(incident),
        shares: [...shares],
        alerts,
      })),
    }),
  )

  api.post(
    '/api/incidents',
    {
      schema: { summary: 'Open an incident', body: OpenIncident, response: { 200: Opened } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, body: { target: asked, ...opening } }) => {
      const named = asked === undefined ? {} : { target: await alertTarget(services, actor, asked) }
      return { id: (await openIncident(incidents, actor, { ...opening, ...named })).id }
    },
  )

  api.get(
    '/api/incidents/:id',
    {
      schema: { summary: 'One incident', params: ById, response: { 200: IncidentDetail } },
      config: { requires: 'incident.read' },
    },
    async ({ actor, params }) => {
      const { incident, entries, alerts, evidence, totals, may } = await viewIncident(incidents, actor, params.id)
      const { revision, occurred, openedBy, steps, conclusion } = incident.document
      return {
        incident: { ...row(incident), revision, occurred, openedBy, steps: [...steps], conclusion },
        entries: entries.map(timelineEntry),
        alerts: await showAlerts(services, actor, alerts),
        evidence: evidence.map(({ copy, intact }) => evidenceRow(copy, intact)),
        totals,
        may,
      }
    },
  )

  api.get(
    '/api/incidents/:id/history',
    {
      schema: { summary: 'Who did what to an incident', params: ById, response: { 200: IncidentHistory } },
      config: { requires: 'incident.read' },
    },
    async ({ actor, params }) => ({
      rows: (await incidentHistory(incidents, actor, params.id)).map(
        ({ number, time, actor: by, action, details }) => ({
          number,
          at: time,
          actor: by,
          action,
          details: { ...details },
        }),
      ),
    }),
  )

  api.get(
    '/api/incidents/:id/evidence/:evidence',
    {
      schema: { summary: 'A copied event', params: ByEvidence, response: { 200: EvidenceDetail } },
      config: { requires: 'incident.read' },
    },
    async ({ actor, params }) => {
      const { copy, intact } = await viewEvidence(incidents, actor, params)
      const { incident: _, salt: __, text, ...shown } = copy
      return { ...shown, intact, event: eventOf(text) }
    },
  )
}

/** The alerts that are meant: named, or those of a filter, whose incidents only their people may ask for. */
export const alertTarget = async (services: Services, actor: Actor, asked: AlertTarget) =>
  'alerts' in asked ? asked : { filter: await withIncidents(services, actor, asked.filter) }
