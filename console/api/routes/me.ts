import { Type } from 'typebox'
import type { Actor } from '../../../core/access/actor.ts'
import { createTryLimit } from '../../../response/identity/try-limit.ts'
import { giveCookie, originOf } from '../plugins/access.ts'
import { Done } from '../schemas/common.ts'
import { Ended, LogIns, OwnAccount, OwnEdit, PasswordChange } from '../schemas/people.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showLogIns } from './log-ins.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) }, { additionalProperties: false })

/** What everybody may do with the own account. */
export function meRoutes(api: Api, { sessions, people, units, clock, records }: Services): void {
  const tries = createTryLimit(records, clock, 'own password', {
    failures: 5,
    window: 5 * 60_000,
    forgets: true,
  })

  const show = async ({ actor, sessionId }: { actor: Actor; sessionId: string }): Promise<OwnAccount> => {
    const { version, document } = await people.own(actor)
    const unit = document.unit ?? units.root
    return {
      name: document.name,
      version,
      displayName: document.displayName,
      phone: document.phone ?? '',
      unit: { id: unit, name: units.get(unit)?.name ?? unit },
      external: document.external !== undefined,
      password: document.password !== '',
      fresh: await sessions.isFresh(sessionId),
    }
  }

  api.get(
    '/api/me',
    { schema: { summary: 'My account', response: { 200: OwnAccount } }, config: { requires: 'log-in' } },
    (request) => show(request),
  )

  api.put(
    '/api/me',
    {
      schema: { summary: 'Changes my phone', body: OwnEdit, response: { 200: OwnAccount } },
      config: { requires: 'log-in' },
    },
    async (request) => {
      await people.editOwn(request.actor, request.body.version, request.body.phone)
      return show(request)
    },
  )

  api.get(
    '/api/me/sessions',
    { schema: { summary: 'My log-ins', response: { 200: LogIns } }, config: { requires: 'log-in' } },
    async ({ actor, sessionId }) => ({ rows: showLogIns(await sessions.list(actor.id), sessionId) }),
  )

  api.delete(
    '/api/me/sessions/:id',
    {
      schema: { summary: 'Ends one of my log-ins', params: ById, response: { 200: Done } },
      config: { requires: 'log-in' },
    },
    async ({ actor, params }) => {
      await sessions.endOne(actor, actor.id, params.id)
      return { done: true as const }
    },
  )

  api.post(
    '/api/me/sessions/end-others',
    { schema: { summary: 'Ends my other log-ins', response: { 200: Ended } }, config: { requires: 'log-in' } },
    async ({ actor, sessionId }) => ({ ended: await sessions.endAll(actor, actor.id, sessionId) }),
  )

  api.post(
    '/api/me/password',
    {
      schema: { summary: 'Changes my password', body: PasswordChange, response: { 200: Done } },
      config: { requires: 'log-in' },
    },
    async (request, reply) => {
      const opened = await tries.attempt(request.actor.id, () =>
        sessions.changePassword(request.actor, request.body, originOf(request)),
      )
      giveCookie(request, reply, opened)
      return { done: true as const }
    },
  )
}
