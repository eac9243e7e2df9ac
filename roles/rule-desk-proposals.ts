import type { RuleDesk } from '../console/api/rule-desk.ts'
import {
  acceptProposal,
  type ExceptionProposal,
  exceptionProposalKind,
  proposeException,
  refuseProposal,
  withdrawProposal,
} from '../rules/live/exception-proposal.ts'
import type { Carry, DeskParts } from './rule-desk.ts'
import { exceptionContext } from './rule-desk-exceptions.ts'

type ProposalPart = 'proposals' | 'proposeException' | 'acceptProposal' | 'refuseProposal' | 'withdrawProposal'

const mostShown = 2000

/** Exceptions that are asked for by who may not make them. */
export function proposalDesk(parts: DeskParts, carry: Carry): Pick<RuleDesk, ProposalPart> {
  const { records, clock } = parts
  const context = exceptionContext(parts)
  return {
    async proposals(scope, rule) {
      const { rows } = await records.list<ExceptionProposal>(scope, exceptionProposalKind, {
        where: { kind: 'true' },
        sort: [{ field: 'proposed.at', direction: 'desc' }],
        limit: mostShown,
      })
      return rows
        .filter(({ document: { words } }) => rule === undefined || words.rules === null || words.rules.includes(rule))
        .map(({ document: { id, words, state, proposed, decided }, version }) => ({
          id,
          version,
          words: { ...words, rules: words.rules === null ? null : [...words.rules] },
          state,
          proposed,
          decided,
        }))
    },
    proposeException: ({ actor, scope }, words) => proposeException({ records, clock, actor, scope }, context(), words),
    acceptProposal: (by, id, version) => carry(by, (edit) => acceptProposal(edit, context(), id, version)),
    refuseProposal: ({ actor, scope }, id, version, reason) =>
      refuseProposal({ records, clock, actor, scope }, id, version, reason),
    withdrawProposal: ({ actor, scope }, id, version) =>
      withdrawProposal({ records, clock, actor, scope }, id, version),
  }
}
