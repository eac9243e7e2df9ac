import { Type } from 'typebox'
import { close, edit, reopen, restrict, setPeople, setStatus } from '../../../response/incidents/steps.ts'
import { Done } from '../schemas/common.ts'
import {
  CloseIncident,
  EditIncident,
  ReopenIncident,
  RestrictIncident,
  SetPeople,
  SetStatus,
} from '../schemas/incidents.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 300 }) }, { additionalProperties: false })
const done = { done: true as const }

/** The steps of an incident: corrected, moved on, concluded, handed over, hidden. */
export function incidentStepRoutes(api: Api, { incidents }: Services): void {
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
}
