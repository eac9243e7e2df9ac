import { Type } from 'typebox'
import { AtVersion, Changed } from '../schemas/rule-settings.ts'
import {
  ValueListChange,
  ValueListDetail,
  ValueListDraft,
  ValueLists,
  ValueListVerdict,
} from '../schemas/value-lists.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ByName = Type.Object({ name: Type.String({ maxLength: 63 }) }, { additionalProperties: false })
const largestList = 8 * 1024 * 1024

/** Lists name hosts and people, as exceptions do. */
export function valueListRoutes(api: Api, { ruleDesk }: Services): void {
  api.get(
    '/api/value-lists',
    {
      schema: { summary: 'Lists of values that exceptions and rules share', response: { 200: ValueLists } },
      config: { requires: 'alert.read' },
    },
    async ({ scope }) => ({ rows: [...(await ruleDesk.lists(scope))] }),
  )

  api.post(
    '/api/value-lists/check',
    {
      schema: {
        summary: 'How many values a text holds, and which lines are wrong',
        body: ValueListDraft,
        response: { 200: ValueListVerdict },
      },
      config: { requires: 'alert.read' },
      bodyLimit: largestList,
    },
    async ({ body }) => ruleDesk.checkList(body),
  )

  api.get(
    '/api/value-lists/:name',
    {
      schema: { summary: 'One list with its values', params: ByName, response: { 200: ValueListDetail } },
      config: { requires: 'alert.read' },
    },
    ({ scope, params }) => ruleDesk.list(scope, params.name),
  )

  api.put(
    '/api/value-lists/:name',
    {
      schema: { summary: 'Keeps a list', params: ByName, body: ValueListChange, response: { 200: Changed } },
      config: { requires: 'rule.write' },
      bodyLimit: largestList,
    },
    ({ actor, scope, params, body }) => ruleDesk.putList({ actor, scope }, params.name, body),
  )

  api.post(
    '/api/value-lists/:name/remove',
    {
      schema: {
        summary: 'Takes a list away that nothing uses',
        params: ByName,
        body: AtVersion,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.removeList({ actor, scope }, params.name, body.version),
  )
}
