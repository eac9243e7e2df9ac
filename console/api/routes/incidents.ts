import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import { isObject } from '../../../core/lib/json.ts'
import { withIncidents } from '../../../response/incidents/alert-links.ts'
import {
  addEvents,
  addEventToTimeline,
  addNote,
  linkAlerts,
  pin,
  unlinkAlerts,
} from '../../../response/incidents/contents.ts'
import type { Kept } from '../../../response/incidents/desk.ts'
import type { Entry } from '../../../response/incidents/entry.ts'
import type { Evidence } from '../../../response/incidents/evidence.ts'
import { eventsCopied, mostAlerts, mostCopied } from '../../../response/incidents/link.ts'
import { listIncidents } from '../../../response/incidents/list.ts'
import { openIncident } from '../../../response/incidents/open.ts'
import { workersAt } from '../../../response/incidents/people.ts'
import { similarIncidents } from '../../../response/incidents/similar.ts'
import { close, edit, reopen, restrict, setPeople, setStatus } from '../../../response/incidents/steps.ts'
import { incidentHistory, viewEvidence, viewIncident } from '../../../response/incidents/view.ts'
import { Done } from '../schemas/common.ts'
import {
  AddEvents,
  AddNote,
  type AlertTarget,
  CloseIncident,
  Copied,
  EditIncident,
  EvidenceDetail,
  type EvidenceRow,
  IncidentDetail,
  IncidentHistory,
  IncidentPage,
  IncidentQuery,
  type IncidentRow,
  IncidentTypes,
  LinkAlerts,
  Linked,
  Opened,
  OpenIncident,
  Pin,
  ReopenIncident,
  RestrictIncident,
  SetPeople,
  SetStatus,
  SimilarIncidents,
  SimilarQuery,
  TellEvent,
  type TimelineEntry,
  UnlinkAlerts,
  Unlinked,
  Workers,
  WorkersQuery,
} from '../schemas/incidents.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showAlerts } from './shown-alerts.ts'

const id = Type.String({ maxLength: 300 })
const ById = Type.Object({ id }, { additionalProperties: false })
const ByEvidence = Type.Object({ id, evidence: id }, { additionalProperties: false })
const ByEntry = Type.Object({ id, entry: id }, { additionalProperties: false })
const done = { done: true as const }

/** Incidents: the list, one of them with all that lies in it, and the steps on it. */
export function incidentRoutes(api: Api, services: Services): void {
  const { units, incidents } = services
  const named = (unit: string) => ({ id: unit, name: units.get(unit)?.name ?? unit })

  const row = ({ document }: Kept): IncidentRow & { title: string } => {
    const {
      rank: _,
      revision: __,
      occurred: ___,
      openedBy: ____,
      steps: _____,
      conclusion,
      unit,
      members,
      ...incident
    } = document
    return { ...incident, unit: named(unit), members: [...members], ended: conclusion?.at ?? null }
  }
  const listed = (kept: Kept): IncidentRow => (kept.document.restricted ? { ...row(kept), title: null } : row(kept))

  const target = async (actor: Actor, asked: AlertTarget) =>
    'alerts' in asked ? asked : { filter: await withIncidents(services, actor, asked.filter) }

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
      const named = asked === undefined ? {} : { target: await target(actor, asked) }
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

  api.put(
    '/api/incidents/:id',
    {
      schema: { summary: 'Correct an incident', params: ById, body: EditIncident, response: { 200: Done } },
      config: { requires: 'incident.write' },
    },
    async ({ actor, params, body }) => {
      await edit(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/status',
    {
      schema: { summary: 'Move an incident on', params: ById, body: SetStatus, response: { 200: Done } },
      config: { requires: 'incident.write' },
    },
    async ({ actor, params, body }) => {
      await setStatus(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/close',
    {
      schema: { summary: 'Conclude an incident', params: ById, body: CloseIncident, response: { 200: Done } },
      config: { requires: 'incident.write' },
    },
    async ({ actor, params, body }) => {
      await close(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/reopen',
    {
      schema: { summary: 'Open an incident again', params: ById, body: ReopenIncident, response: { 200: Done } },
      config: { requires: 'incident.write' },
    },
    async ({ actor, params, body }) => {
      await reopen(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.put(
    '/api/incidents/:id/people',
    {
      schema: { summary: 'Hand an incident over', params: ById, body: SetPeople, response: { 200: Done } },
      config: { requires: 'incident.write' },
    },
    async ({ actor, params, body }) => {
      await setPeople(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/restrict',
    {
      schema: { summary: 'Hide an incident or show it', params: ById, body: RestrictIncident, response: { 200: Done } },
      config: { requires: 'incident.restrict' },
    },
    async ({ actor, params, body }) => {
      await restrict(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/alerts',
    {
      schema: { summary: 'Link alerts to an incident', params: ById, body: LinkAlerts, response: { 200: Linked } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) =>
      linkAlerts(incidents, actor, { ...params, target: await target(actor, body.target) }),
  )

  api.post(
    '/api/incidents/:id/alerts/remove',
    {
      schema: { summary: 'Take alerts out again', params: ById, body: UnlinkAlerts, response: { 200: Unlinked } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) => ({ unlinked: await unlinkAlerts(incidents, actor, { ...params, ...body }) }),
  )

  api.post(
    '/api/incidents/:id/events',
    {
      schema: { summary: 'Copy events into an incident', params: ById, body: AddEvents, response: { 200: Copied } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) => ({ copied: await addEvents(incidents, actor, { ...params, ...body }) }),
  )

  api.post(
    '/api/incidents/:id/notes',
    {
      schema: { summary: 'Write a note', params: ById, body: AddNote, response: { 200: Done } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) => {
      await addNote(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/evidence/:evidence/tell',
    {
      schema: {
        summary: 'Bring a copied event into the timeline',
        params: ByEvidence,
        body: TellEvent,
        response: { 200: Done },
      },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) => {
      await addEventToTimeline(incidents, actor, { ...params, ...body })
      return done
    },
  )

  api.post(
    '/api/incidents/:id/entries/:entry/pin',
    {
      schema: { summary: 'Pin a line of the timeline', params: ByEntry, body: Pin, response: { 200: Done } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) => {
      await pin(incidents, actor, { ...params, ...body })
      return done
    },
  )
}

function timelineEntry(entry: Entry): TimelineEntry {
  const { id: line, what, at, recorded, by, pinned } = entry
  return {
    id: line,
    what,
    at,
    recorded,
    by,
    pinned,
    ...('status' in entry ? { status: entry.status } : {}),
    ...('alerts' in entry ? { alerts: [...entry.alerts] } : {}),
    ...('text' in entry ? { text: entry.text } : {}),
    ...('evidence' in entry ? { evidence: entry.evidence } : {}),
    ...('conclusion' in entry && entry.conclusion !== null ? { conclusion: entry.conclusion } : {}),
  }
}

/** Characters of an event that a list shows. */
const summaryLength = 300

function evidenceRow({ incident: _, salt: __, text, ...copy }: Evidence, intact: boolean): EvidenceRow {
  const event = eventOf(text)
  const at = (object: unknown, key: string): string | null => {
    const value = isObject(object) ? object[key] : undefined
    return typeof value === 'string' ? value : null
  }
  const summary = at(event, 'message') ?? at(event.event, 'original') ?? ''
  return {
    ...copy,
    intact,
    dataset: at(event.event, 'dataset'),
    host: at(event.host, 'name'),
    user: at(event.user, 'name'),
    summary: summary.slice(0, summaryLength),
  }
}

/** The event in a copy; a copy that somebody spoilt holds none. */
function eventOf(text: string): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(text)
    return isObject(event) ? event : {}
  } catch {
    return {}
  }
}
