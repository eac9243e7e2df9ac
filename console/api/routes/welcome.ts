import { createTryLimit } from '../../../response/identity/try-limit.ts'
import { callerNetwork } from '../caller-network.ts'
import { Done } from '../schemas/common.ts'
import { LinkLook, LinkShown, LinkUse } from '../schemas/people.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const minute = 60_000

/** What a link of invitation or reset opens, before anybody is signed in. */
export function welcomeRoutes(api: Api, { accountLinks, clock, records }: Services): void {
  const perAddress = createTryLimit(records, clock, 'welcome', { failures: 60, window: 5 * minute })
  const limited = <T>(address: string, work: () => Promise<T>) => perAddress.attempt(callerNetwork(address), work)

  api.post(
    '/api/welcome/look',
    {
      schema: { summary: 'Whom a link is for', body: LinkLook, response: { 200: LinkShown } },
      config: { requires: 'nothing', rateLimit: { max: 60, timeWindow: minute } },
    },
    ({ ip, body }) => limited(ip, () => accountLinks.look(body.name, body.secret)),
  )

  api.post(
    '/api/welcome',
    {
      schema: { summary: 'Sets the password by a link, once', body: LinkUse, response: { 200: Done } },
      config: { requires: 'nothing', rateLimit: { max: 60, timeWindow: minute } },
    },
    async ({ ip, body }) => {
      await limited(ip, () => accountLinks.use(body.name, body.secret, body.password, ip))
      return { done: true as const }
    },
  )
}
