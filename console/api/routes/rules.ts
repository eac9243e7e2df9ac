import { Type } from 'typebox'
import { scopeOf } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { Coverage, NavigatorLayer } from '../schemas/coverage.ts'
import { Changed, RuleSettingChange } from '../schemas/rule-settings.ts'
import { RuleVersions } from '../schemas/rule-texts.ts'
import {
  PreviewRequest,
  RuleDetail,
  RuleDraft,
  RuleHistory,
  RuleList,
  RulePreview,
  RuleStatisticsList,
  RuleTestResults,
  RuleVerdict,
  StatisticsQuery,
  TestRequest,
} from '../schemas/rules.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 300 }) }, { additionalProperties: false })
/** A rule's text with its frame, in bytes. */
const largestText = 2 * 1024 * 1024

export function ruleRoutes(api: Api, { rules, ruleDesk, units }: Services): void {
  api.get(
    '/api/rules',
    {
      schema: { summary: 'Rules: loaded, and rejected and why', response: { 200: RuleList } },
      config: { requires: 'rule.read' },
    },
    async () => {
      await rules.look()
      return { rows: [...rules.list()], problems: [...rules.problems()] }
    },
  )

  api.get(
    '/api/rules/statistics',
    {
      schema: {
        summary: 'What each rule came to over the last days: hits, alerts, precision',
        querystring: StatisticsQuery,
        response: { 200: RuleStatisticsList },
      },
      config: { requires: 'rule.read' },
    },
    // Counts are content: of the alerts that the caller may read, which for some is none.
    ({ actor, query }) => ruleDesk.statistics(scopeOf(actor, 'alert.read', units), query.days ?? 30),
  )

  api.get(
    '/api/rules/coverage',
    {
      schema: { summary: 'Techniques of ATT&CK that the rules look for', response: { 200: Coverage } },
      config: { requires: 'rule.read' },
    },
    async () => {
      await rules.look()
      return ruleDesk.coverage()
    },
  )

  api.get(
    '/api/rules/coverage/navigator',
    {
      schema: { summary: 'The same as a layer of the ATT&CK Navigator', response: { 200: NavigatorLayer } },
      config: { requires: 'rule.read' },
    },
    async (_, reply) => {
      await rules.look()
      reply.header('content-disposition', 'attachment; filename="vonggac-coverage.json"')
      return { ...ruleDesk.navigatorLayer() }
    },
  )

  api.post(
    '/api/rules/validate',
    {
      schema: { summary: 'What is wrong with a text of rules', body: RuleDraft, response: { 200: RuleVerdict } },
      config: { requires: 'rule.read' },
      bodyLimit: largestText,
    },
    async ({ body }) => ruleDesk.validate(body.text),
  )

  api.post(
    '/api/rules/preview',
    {
      schema: {
        summary: 'What a text or a rule finds in the events of the last days',
        body: PreviewRequest,
        response: { 200: RulePreview },
      },
      config: { requires: 'event.read' },
      bodyLimit: largestText,
    },
    ({ scope, body }) => ruleDesk.preview(scope, body),
  )

  api.post(
    '/api/rules/test',
    {
      schema: {
        summary: 'Runs the tests that a text or a rule brings along',
        body: TestRequest,
        response: { 200: RuleTestResults },
      },
      config: { requires: 'rule.read' },
      bodyLimit: largestText,
    },
    async ({ body }) => ruleDesk.test(body),
  )

  api.get(
    '/api/rules/:id',
    {
      schema: { summary: 'One rule with its source and settings', params: ById, response: { 200: RuleDetail } },
      config: { requires: 'rule.read' },
    },
    async ({ params }) => {
      await rules.look()
      const rule = rules.get(params.id)
      if (rule === undefined) throw new CodedError('not-found', 'there is no such rule')
      return rule
    },
  )

  api.get(
    '/api/rules/:id/versions',
    {
      schema: {
        summary: 'What the text of a rule was before, and how it differs from the vendor’s',
        params: ById,
        response: { 200: RuleVersions },
      },
      config: { requires: 'rule.read' },
    },
    ({ params }) => ruleDesk.versions(params.id),
  )

  api.get(
    '/api/rules/:id/history',
    {
      schema: {
        summary: 'Who changed settings, text and exceptions of a rule',
        params: ById,
        response: { 200: RuleHistory },
      },
      config: { requires: 'audit.read' },
    },
    ({ scope, params }) => ruleDesk.history(scope, params.id),
  )

  api.put(
    '/api/rules/:id/setting',
    {
      schema: {
        summary: 'Switches a rule on or off; sets level, grouping, suppression, schedule',
        params: ById,
        body: RuleSettingChange,
        response: { 200: Changed },
      },
      config: { requires: 'rule.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.setSetting({ actor, scope }, params.id, body),
  )
}
