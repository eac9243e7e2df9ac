import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { changedSince, type Edit, type Edited, requireReach, writeEdit } from './edit.ts'
import {
  checkException,
  type ExceptionContext,
  type ExceptionWords,
  exceptionDetails,
  newException,
  unitIdsOf,
} from './edit-exception.ts'

/** The record kind of proposals of exceptions. */
export const exceptionProposalKind = 'exception-proposal'

const proposalStates = ['open', 'accepted', 'refused', 'withdrawn'] as const

/** An exception that somebody asks for who may not make it; it covers nothing until it is accepted. */
export interface ExceptionProposal {
  readonly id: string
  readonly words: ExceptionWords
  readonly state: (typeof proposalStates)[number]
  readonly proposed: { readonly at: number; readonly by: string }
  /** `reason`: why it was refused; empty otherwise. */
  readonly decided: { readonly at: number; readonly by: string; readonly reason: string } | null
  /** Id of the exception that it became. */
  readonly exception: string | null
}

/** Proposes an exception. Rejects as `createException` does. */
export function proposeException(edit: Edit, context: ExceptionContext, words: ExceptionWords): Promise<Edited> {
  checkException(edit, words, context)
  const document: ExceptionProposal = {
    id: randomId(),
    words,
    state: 'open',
    proposed: { at: edit.clock.now(), by: edit.actor.id },
    decided: null,
    exception: null,
  }
  const write = { kind: exceptionProposalKind, id: document.id, document, unitIds: unitIdsOf(words.unit, context) }
  return writeEdit(edit, { ...write, expect: 'absent' }, 'exception-proposal.create', exceptionDetails(words))
}

/**
 * Makes the exception that was proposed; both are written at once. What it says is looked at again: a rule or a list may be
 * gone meanwhile. Rejects with `not-found`, `conflict` when it has been decided, and as `createException` does.
 */
export async function acceptProposal(
  edit: Edit,
  context: ExceptionContext,
  id: string,
  version: number,
): Promise<Edited> {
  const proposal = await openProposal(edit, id, version)
  const { words } = proposal.document
  requireReach(edit.scope, proposal.unitIds)
  const made = newException(edit, context, words)
  const decided = decidedWrite(edit, proposal, 'accepted', '', made.id)
  const details = { ...exceptionDetails(words), proposal: id, proposedBy: proposal.document.proposed.by }
  return writeEdit(edit, made, 'rule-exception.create', details, [decided])
}

/** Refuses a proposal, with the reason. Rejects with `not-found`, `conflict` and `bad-request`. */
export async function refuseProposal(edit: Edit, id: string, version: number, reason: string): Promise<Edited> {
  if (reason.trim() === '')
    throw new CodedError('bad-request', 'a refusal has a reason', { hint: '/reason', ...told('proposal-reason') })
  const proposal = await openProposal(edit, id, version)
  const write = decidedWrite(edit, proposal, 'refused', reason.trim(), null)
  return writeEdit(edit, write, 'exception-proposal.refuse', { title: proposal.document.words.title, reason })
}

/** Takes one's own proposal back. Rejects with `not-found`, `conflict`, and `not-allowed` for another's. */
export async function withdrawProposal(edit: Edit, id: string, version: number): Promise<Edited> {
  const proposal = await openProposal(edit, id, version)
  if (proposal.document.proposed.by !== edit.actor.id) {
    throw new CodedError('not-allowed', 'a proposal is taken back by who made it', told('proposal-own'))
  }
  const write = decidedWrite(edit, proposal, 'withdrawn', '', null)
  return writeEdit(edit, write, 'exception-proposal.withdraw', { title: proposal.document.words.title })
}

async function openProposal(
  { records, scope }: Edit,
  id: string,
  version: number,
): Promise<StoredRecord<ExceptionProposal>> {
  const found = await records.get<ExceptionProposal>(scope, exceptionProposalKind, id)
  if (found === undefined) throw new CodedError('not-found', 'there is no such proposal')
  if (found.version !== version || found.document.state !== 'open') throw changedSince()
  return found
}

function decidedWrite(
  { clock, actor }: Edit,
  { kind, id, document, unitIds, version }: StoredRecord<ExceptionProposal>,
  state: ExceptionProposal['state'],
  reason: string,
  exception: string | null,
): RecordWrite {
  const decided = { at: clock.now(), by: actor.id, reason }
  return { kind, id, document: { ...document, state, decided, exception }, unitIds, expect: version }
}
