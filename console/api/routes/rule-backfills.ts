import { Type } from 'typebox'
import { NewRuleBackfill, RuleBackfill, RuleBackfills } from '../schemas/rule-backfills.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const closed = { additionalProperties: false }
const ByRule = Type.Object({ id: Type.String({ maxLength: 300 }) }, closed)
const ByRun = Type.Object({ id: Type.String({ maxLength: 300 }), run: Type.String({ maxLength: 100 }) }, closed)

export function ruleBackfillRoutes(api: Api, { ruleDesk }: Services): void {
  api.get(
    '/api/rules/:id/backfills',
    {
      schema: {
        summary: 'Runs of a rule over stored events, and the times that it has not seen',
        params: ByRule,
        response: { 200: RuleBackfills },
      },
      config: { requires: 'rule.read' },
    },
    ({ scope, params }) => ruleDesk.backfills(scope, params.id),
  )

  api.post(
    '/api/rules/:id/backfill',
    {
      schema: {
        summary: 'Runs a rule over the events of the last days',
        params: ByRule,
        body: NewRuleBackfill,
        response: { 200: RuleBackfill },
      },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.backfill({ actor, scope }, params.id, body),
  )

  api.post(
    '/api/rules/:id/backfills/:run/cancel',
    {
      schema: { summary: 'Stops a run; what it found stays', params: ByRun, response: { 200: RuleBackfill } },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params }) => ruleDesk.cancelBackfill({ actor, scope }, params.id, params.run),
  )
}
