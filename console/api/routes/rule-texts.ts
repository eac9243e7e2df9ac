import { Type } from 'typebox'
import { Changed } from '../schemas/rule-settings.ts'
import { NewRuleText, RuleText, RuleTextChange, RuleTextRemoval } from '../schemas/rule-texts.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 300 }) }, { additionalProperties: false })
const largestText = 2 * 1024 * 1024

export function ruleTextRoutes(api: Api, { ruleDesk }: Services): void {
  api.get(
    '/api/rule-texts/:id',
    {
      schema: { summary: 'A text of rules kept in the console', params: ById, response: { 200: RuleText } },
      config: { requires: 'rule.read' },
    },
    async ({ params }) => ruleDesk.text(params.id),
  )

  api.post(
    '/api/rule-texts',
    {
      schema: {
        summary: 'Keeps a new text of rules; with the id of a rule that is there it stands in for it',
        body: NewRuleText,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
      bodyLimit: largestText,
    },
    ({ actor, scope, body }) => ruleDesk.createText({ actor, scope }, body),
  )

  api.put(
    '/api/rule-texts/:id',
    {
      schema: { summary: 'Changes a text of rules', params: ById, body: RuleTextChange, response: { 200: Changed } },
      config: { requires: 'rule.write' },
      bodyLimit: largestText,
    },
    ({ actor, scope, params, body }) => ruleDesk.changeText({ actor, scope }, params.id, body),
  )

  api.post(
    '/api/rule-texts/:id/remove',
    {
      schema: {
        summary: 'Takes a text of rules away; its states are kept',
        params: ById,
        body: RuleTextRemoval,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.removeText({ actor, scope }, params.id, body),
  )
}
