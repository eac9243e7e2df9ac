import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import { createSavedViews, type SavedView as ViewRecord } from '../../../response/alerts/saved-views.ts'
import { Done } from '../schemas/common.ts'
import { type SavedView, SavedViewList, SaveView } from '../schemas/saved-views.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 200 }) }, { additionalProperties: false })

/** Views of the alert queue that people keep for themselves or share. */
export function savedViewRoutes(api: Api, { records, units, clock }: Services): void {
  const views = createSavedViews(records, units, clock)
  api.get(
    '/api/alerts/views',
    {
      schema: { summary: 'Saved views of the queue', response: { 200: SavedViewList } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, scope }) => ({ rows: (await views.list(actor, scope)).map((view) => show(actor, view)) }),
  )

  api.post(
    '/api/alerts/views',
    {
      schema: { summary: 'Save a view of the queue', body: SaveView, response: { 200: Done } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, body }) => {
      await views.save(actor, { ...body, name: body.name.trim() })
      return { done: true as const }
    },
  )

  api.post(
    '/api/alerts/views/:id/remove',
    {
      schema: { summary: 'Remove a view of one’s own', params: ById, response: { 200: Done } },
      config: { requires: 'alert.read' },
    },
    async ({ actor, params }) => {
      await views.remove(actor, params.id)
      return { done: true as const }
    },
  )
}

const show = (actor: Actor, { id, name, address, shared, owner }: ViewRecord): SavedView => ({
  id,
  name,
  address,
  shared,
  owner: owner.name,
  mine: owner.id === actor.id,
})
