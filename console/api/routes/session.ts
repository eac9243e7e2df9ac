import { takeCookie } from '../plugins/access.ts'
import { Done } from '../schemas/common.ts'
import { HatChange, Session } from '../schemas/session.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { sessionView } from '../session-view.ts'

/** The log-in that there is: who it is, under which hat, and its end. */
export function sessionRoutes(api: Api, services: Services): void {
  const { sessions } = services

  api.get(
    '/api/session',
    { schema: { summary: 'Who is signed in', response: { 200: Session } }, config: { requires: 'log-in' } },
    ({ actor, secondFactor, hat }) => sessionView({ actor, secondFactor, hat }, services),
  )

  api.put(
    '/api/session/hat',
    {
      schema: { summary: 'Goes on under the other hat', body: HatChange, response: { 200: Session } },
      config: { requires: 'log-in' },
    },
    async ({ actor, sessionId, body }) => sessionView(await sessions.switchHat(actor, sessionId, body.hat), services),
  )

  api.delete(
    '/api/session',
    { schema: { summary: 'Log out', response: { 200: Done } }, config: { requires: 'log-in' } },
    async (request, reply) => {
      await sessions.end(request.actor, request.sessionId)
      takeCookie(request, reply)
      return { done: true as const }
    },
  )
}
