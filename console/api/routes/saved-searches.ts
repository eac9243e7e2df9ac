import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import type { UnitTree } from '../../../core/access/unit.ts'
import { savedViews } from '../../../response/alerts/saved-views.ts'
import { createSaved, type Saved, type SavedKind } from '../../../response/searches/saved.ts'
import { savedSearches } from '../../../response/searches/saved-searches.ts'
import { Done } from '../schemas/common.ts'
import { RenamePage, type SavedPage, SavedPageList, SavePage } from '../schemas/saved-searches.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 200 }) }, { additionalProperties: false })

/** Views of the alert queue and searches of events that people keep for themselves or share. */
export function savedSearchRoutes(api: Api, services: Services): void {
  pages(api, services, '/api/alerts/views', savedViews)
  pages(api, services, '/api/searches', savedSearches)
}

function pages(api: Api, { records, units, clock }: Services, path: string, what: SavedKind): void {
  const saved = createSaved(records, units, clock, what)
  const config = { requires: what.reads }
  api.get(
    path,
    { schema: { summary: `The saved ${what.noun} list`, response: { 200: SavedPageList } }, config },
    async ({ actor, scope }) => ({ rows: (await saved.list(actor, scope)).map((page) => show(units, actor, page)) }),
  )

  api.post(
    path,
    { schema: { summary: `Save a ${what.noun}`, body: SavePage, response: { 200: Done } }, config },
    async ({ actor, body }) => {
      await saved.save(actor, { ...body, name: body.name.trim() })
      return { done: true as const }
    },
  )

  api.post(
    `${path}/:id/rename`,
    {
      schema: {
        summary: `Rename a ${what.noun} of one’s own`,
        params: ById,
        body: RenamePage,
        response: { 200: Done },
      },
      config,
    },
    async ({ actor, params, body }) => {
      await saved.rename(actor, params.id, body.name.trim())
      return { done: true as const }
    },
  )

  api.post(
    `${path}/:id/remove`,
    { schema: { summary: `Remove a ${what.noun} of one’s own`, params: ById, response: { 200: Done } }, config },
    async ({ actor, params }) => {
      await saved.remove(actor, params.id)
      return { done: true as const }
    },
  )
}

function show(units: UnitTree, actor: Actor, { id, name, address, shared, owner, unit = null }: Saved): SavedPage {
  const sharedWith = unit === null ? null : { id: unit, name: units.get(unit)?.name ?? unit }
  return { id, name, address, shared, unit: sharedWith, owner: owner.name, mine: owner.id === actor.id }
}
