import { Type } from 'typebox'
import { CodedError } from '../../../core/lib/errors.ts'
import { RuleDetail, RuleList } from '../schemas/rules.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

export function ruleRoutes(api: Api, { rules }: Services): void {
  api.get(
    '/api/rules',
    {
      schema: { summary: 'Rules: loaded, and rejected and why', response: { 200: RuleList } },
      config: { requires: 'rule.read' },
    },
    () => ({ rows: [...rules.list()], problems: [...rules.problems()] }),
  )

  api.get(
    '/api/rules/:id',
    {
      schema: {
        summary: 'One rule with its source',
        params: Type.Object({ id: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
        response: { 200: RuleDetail },
      },
      config: { requires: 'rule.read' },
    },
    ({ params }) => {
      const rule = rules.get(params.id)
      if (rule === undefined) throw new CodedError('not-found', 'there is no such rule')
      return rule
    },
  )
}
