import { Type } from 'typebox'
import {
  addEvents,
  addEventToTimeline,
  addNote,
  linkAlerts,
  pin,
  unlinkAlerts,
} from '../../../response/incidents/contents.ts'
import { Done } from '../schemas/common.ts'
import {
  AddEvents,
  AddNote,
  Copied,
  LinkAlerts,
  Linked,
  Pin,
  TellEvent,
  UnlinkAlerts,
  Unlinked,
} from '../schemas/incidents.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { alertTarget } from './incidents.ts'

const id = Type.String({ maxLength: 300 })
const ById = Type.Object({ id }, { additionalProperties: false })
const ByEvidence = Type.Object({ id, evidence: id }, { additionalProperties: false })
const ByEntry = Type.Object({ id, entry: id }, { additionalProperties: false })
const done = { done: true as const }

/** What lies in an incident: alerts, copied events, notes, and what of it is told in the timeline. */
export function incidentContentRoutes(api: Api, services: Services): void {
  const { incidents } = services
  api.post(
    '/api/incidents/:id/alerts',
    {
      schema: { summary: 'Link alerts to an incident', params: ById, body: LinkAlerts, response: { 200: Linked } },
      config: { requires: 'incident.open' },
    },
    async ({ actor, params, body }) =>
      linkAlerts(incidents, actor, { ...params, target: await alertTarget(services, actor, body.target) }),
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
