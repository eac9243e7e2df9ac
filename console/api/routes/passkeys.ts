import { Type } from 'typebox'
import { createTryLimit } from '../../../response/identity/try-limit.ts'
import { mustBeFresh } from '../fresh.ts'
import { flowOf, giveFlow } from '../plugins/log-in-cookies.ts'
import { mustParty } from '../relying-party.ts'
import { Done } from '../schemas/common.ts'
import { PasskeyDraft, PasskeyList, PasskeyOptions, PasskeyRename, Reproof } from '../schemas/log-in.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 300 }) }, { additionalProperties: false })
const done = { done: true as const }

/** One's own passkeys. To add or take one off asks for the password, or a log-in of the last minutes. */
export function passkeyRoutes(
  api: Api,
  { passkeys, sessions, secondFactors, installation, clock, records }: Services,
): void {
  const tries = createTryLimit(records, clock, 'second factor', { failures: 5, window: 5 * 60_000 })
  const mustProve = (account: string, sessionId: string, password: string | undefined) =>
    tries.attempt(account, () =>
      password === undefined ? mustBeFresh(sessions, sessionId) : secondFactors.mustKnow(account, password),
    )

  api.get(
    '/api/me/passkeys',
    { schema: { summary: 'My passkeys', response: { 200: PasskeyList } }, config: { requires: 'log-in' } },
    async ({ actor }) => ({
      rows: (await passkeys.list(actor.id)).map(({ id, name, created, lastUsed }) => ({ id, name, created, lastUsed })),
    }),
  )

  api.post(
    '/api/me/passkeys/options',
    {
      schema: { summary: 'Begins to make a passkey', body: Reproof, response: { 200: PasskeyOptions } },
      config: { requires: 'log-in' },
    },
    async (request, reply) => {
      const party = mustParty(request, installation)
      await mustProve(request.actor.id, request.sessionId, request.body.password)
      const { options, sealed } = await passkeys.beginRegistration(request.actor, party)
      giveFlow(request, reply, 'passkey', sealed)
      return { options: { ...options } }
    },
  )

  api.post(
    '/api/me/passkeys',
    {
      schema: { summary: 'Keeps the passkey that was made', body: PasskeyDraft, response: { 200: Done } },
      config: { requires: 'log-in' },
    },
    async (request) => {
      const { actor, sessionId, body } = request
      await passkeys.register(actor, mustParty(request, installation), {
        ...body,
        sealed: flowOf(request, 'passkey'),
        // The log-in that made the first one goes on.
        more: await sessions.marked(sessionId),
      })
      return done
    },
  )

  api.put(
    '/api/me/passkeys/:id',
    {
      schema: { summary: 'Names a passkey', params: ById, body: PasskeyRename, response: { 200: Done } },
      config: { requires: 'log-in' },
    },
    async ({ actor, params, body }) => {
      await passkeys.rename(actor, params.id, body.name)
      return done
    },
  )

  api.post(
    '/api/me/passkeys/:id/remove',
    {
      schema: { summary: 'Takes a passkey off', params: ById, body: Reproof, response: { 200: Done } },
      config: { requires: 'log-in' },
    },
    async ({ actor, sessionId, params, body }) => {
      await mustProve(actor.id, sessionId, body.password)
      await passkeys.remove(actor, params.id)
      return done
    },
  )
}
