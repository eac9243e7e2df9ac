import { Type } from 'typebox'
import {
  ExceptionPreview,
  ExceptionPreviewRequest,
  ExceptionProposalList,
  NewRuleException,
  ProposalRefusal,
  Proposed,
  RuleExceptionChange,
  RuleExceptionList,
  RuleExceptionQuery,
} from '../schemas/rule-exceptions.ts'
import { AtVersion, Changed } from '../schemas/rule-settings.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) }, { additionalProperties: false })

/** Exceptions name hosts and people: reading them asks for the right to read alerts. */
export function ruleExceptionRoutes(api: Api, { ruleDesk }: Services): void {
  api.get(
    '/api/rule-exceptions',
    {
      schema: {
        summary: 'Exceptions within reach, of one rule or of all; expired and ended ones too',
        querystring: RuleExceptionQuery,
        response: { 200: RuleExceptionList },
      },
      config: { requires: 'alert.read' },
    },
    async ({ scope, query }) => ({ rows: [...(await ruleDesk.exceptions(scope, query.rule))] }),
  )

  api.post(
    '/api/rule-exceptions/preview',
    {
      schema: {
        summary: 'How many matches of the last days an exception would have silenced',
        body: ExceptionPreviewRequest,
        response: { 200: ExceptionPreview },
      },
      config: { requires: 'event.read' },
    },
    ({ scope, body }) => ruleDesk.previewException(scope, body),
  )

  api.post(
    '/api/rule-exceptions',
    {
      schema: { summary: 'Makes an exception', body: NewRuleException, response: { 200: Changed } },
      config: { requires: 'exception.write' },
    },
    ({ actor, scope, body }) => ruleDesk.createException({ actor, scope }, body),
  )

  api.put(
    '/api/rule-exceptions/:id',
    {
      schema: { summary: 'Changes an exception', params: ById, body: RuleExceptionChange, response: { 200: Changed } },
      config: { requires: 'exception.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.changeException({ actor, scope }, params.id, body),
  )

  api.post(
    '/api/rule-exceptions/:id/end',
    {
      schema: { summary: 'Ends an exception', params: ById, body: AtVersion, response: { 200: Changed } },
      config: { requires: 'exception.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.endException({ actor, scope }, params.id, body.version),
  )

  api.get(
    '/api/exception-proposals',
    {
      schema: {
        summary: 'Proposed exceptions within reach, of one rule or of all; decided ones too',
        querystring: RuleExceptionQuery,
        response: { 200: ExceptionProposalList },
      },
      config: { requires: 'alert.read' },
    },
    async ({ scope, query }) => ({ rows: [...(await ruleDesk.proposals(scope, query.rule))] }),
  )

  api.post(
    '/api/exception-proposals',
    {
      schema: { summary: 'Proposes an exception', body: NewRuleException, response: { 200: Proposed } },
      config: { requires: 'exception.propose' },
    },
    ({ actor, scope, body }) => ruleDesk.proposeException({ actor, scope }, body),
  )

  api.post(
    '/api/exception-proposals/:id/accept',
    {
      schema: {
        summary: 'Makes the exception that was proposed',
        params: ById,
        body: AtVersion,
        response: { 200: Changed },
      },
      config: { requires: 'exception.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.acceptProposal({ actor, scope }, params.id, body.version),
  )

  api.post(
    '/api/exception-proposals/:id/refuse',
    {
      schema: {
        summary: 'Refuses a proposed exception',
        params: ById,
        body: ProposalRefusal,
        response: { 200: Proposed },
      },
      config: { requires: 'exception.write' },
    },
    ({ actor, scope, params, body }) => ruleDesk.refuseProposal({ actor, scope }, params.id, body.version, body.reason),
  )

  api.post(
    '/api/exception-proposals/:id/withdraw',
    {
      schema: { summary: 'Takes one’s own proposal back', params: ById, body: AtVersion, response: { 200: Proposed } },
      config: { requires: 'exception.propose' },
    },
    ({ actor, scope, params, body }) => ruleDesk.withdrawProposal({ actor, scope }, params.id, body.version),
  )
}
