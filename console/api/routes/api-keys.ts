import { Type } from 'typebox'
import type { ApiKey as KeyRecord } from '../../../response/identity/api-keys.ts'
import { Done } from '../schemas/common.ts'
import { AccountName, type ApiKey, ApiKeyDraft, ApiKeyList, ApiKeyMade } from '../schemas/people.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const closed = { additionalProperties: false }
const ByName = Type.Object({ name: AccountName }, closed)
const ById = Type.Object({ name: AccountName, id: Type.String({ maxLength: 60 }) }, closed)

/** Keys of programs' accounts. */
export function apiKeyRoutes(api: Api, { people, apiKeys, units }: Services): void {
  const show = ({ account: _, ...key }: KeyRecord): ApiKey => ({
    ...key,
    permissions: [...key.permissions],
    unit: { id: key.unit, name: units.get(key.unit)?.name ?? key.unit },
  })

  api.get(
    '/api/people/:name/keys',
    {
      schema: { summary: 'The keys of a program', params: ByName, response: { 200: ApiKeyList } },
      config: { requires: 'person.manage' },
    },
    async ({ scope, params }) => {
      const { id } = await people.get(scope, params.name)
      return { rows: (await apiKeys.list(id)).map(show) }
    },
  )

  api.post(
    '/api/people/:name/keys',
    {
      schema: {
        summary: 'Makes a key; its secret is shown this once',
        params: ByName,
        body: ApiKeyDraft,
        response: { 200: ApiKeyMade },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params, body }) => {
      const { key, secret } = await apiKeys.make(actor, await people.get(scope, params.name), body)
      return { key: show(key), secret }
    },
  )

  api.delete(
    '/api/people/:name/keys/:id',
    {
      schema: { summary: 'Ends a key', params: ById, response: { 200: Done } },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params }) => {
      await apiKeys.revoke(actor, await people.get(scope, params.name), params.id)
      return { done: true as const }
    },
  )
}
