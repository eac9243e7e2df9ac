import { createTryLimit } from '../../../response/identity/try-limit.ts'
import { mustBeFresh } from '../fresh.ts'
import { Done } from '../schemas/common.ts'
import {
  FactorBegin,
  FactorBegun,
  FactorConfirm,
  FactorRemove,
  FactorSet,
  FactorSetting,
  OwnFactor,
} from '../schemas/people.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

/** The own second factor, and which roles ask for one. */
export function secondFactorRoutes(
  api: Api,
  { secondFactors, sessions, installation, clock, records }: Services,
): void {
  const tries = createTryLimit(records, clock, 'second factor', { failures: 5, window: 5 * 60_000 })
  const limited = tries.attempt

  api.get(
    '/api/me/second-factor',
    { schema: { summary: 'My second factor', response: { 200: OwnFactor } }, config: { requires: 'log-in' } },
    ({ actor }) => secondFactors.state(actor.id),
  )

  api.post(
    '/api/me/second-factor/begin',
    {
      schema: { summary: 'Begins to set up a second factor', body: FactorBegin, response: { 200: FactorBegun } },
      config: { requires: 'log-in' },
    },
    ({ actor, sessionId, body }) =>
      limited(actor.id, async () => {
        if (body.password === undefined) await mustBeFresh(sessions, sessionId)
        return secondFactors.begin(actor, body.password, installation.name)
      }),
  )

  api.post(
    '/api/me/second-factor/confirm',
    {
      schema: {
        summary: 'Puts it in force; other log-ins end',
        body: FactorConfirm,
        response: { 200: FactorSet },
      },
      config: { requires: 'log-in' },
    },
    ({ actor, sessionId, body }) =>
      limited(actor.id, async () => ({
        recovery: [...(await secondFactors.confirm(actor, body.code, await sessions.marked(sessionId)))],
      })),
  )

  api.post(
    '/api/me/second-factor/remove',
    {
      schema: { summary: 'Takes my second factor off', body: FactorRemove, response: { 200: Done } },
      config: { requires: 'log-in' },
    },
    async ({ actor, sessionId, body }) => {
      await limited(actor.id, async () => {
        if (body.password === undefined) await mustBeFresh(sessions, sessionId)
        await secondFactors.remove(actor, body.password, body.code)
      })
      return { done: true as const }
    },
  )

  api.get(
    '/api/second-factor-setting',
    {
      schema: { summary: 'The roles that ask for a second factor', response: { 200: FactorSetting } },
      config: { requires: 'person.read' },
    },
    async () => {
      const { roles, version } = await secondFactors.setting()
      return { roles: [...roles], version }
    },
  )

  api.put(
    '/api/second-factor-setting',
    {
      schema: { summary: 'Sets which roles ask for one', body: FactorSetting, response: { 200: FactorSetting } },
      config: { requires: 'system.operate' },
    },
    async ({ actor, body }) => {
      const { roles, version } = await secondFactors.require(actor, body)
      return { roles: [...roles], version }
    },
  )
}
