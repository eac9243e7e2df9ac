import { type Static, Type } from 'typebox'
import { closed, Nullable } from './common.ts'
import { Preview } from './rules.ts'

const covered = {
  /** In the search language; blank when the list alone says what is covered. */
  expression: Type.String({ maxLength: 10_000 }),
  /** The field whose values are looked up in a value list. */
  list: Nullable(
    Type.Object(
      { field: Type.String({ minLength: 1, maxLength: 200 }), name: Type.String({ minLength: 1, maxLength: 63 }) },
      closed,
    ),
  ),
}
const said = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  /** Ids of rules; null: all of them. */
  rules: Nullable(Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 500 })),
  ...covered,
  /** The unit for whose events it holds, with the units under it; null: for all. */
  unit: Nullable(Type.String({ maxLength: 100 })),
  owner: Type.String({ minLength: 1, maxLength: 100 }),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
  /** Epoch milliseconds; null: until it is ended. */
  expires: Nullable(Type.Integer({ minimum: 0 })),
}
const Step = Type.Object({ at: Type.Integer(), by: Type.String() })

/** An exception, with what has become of it and how many matches it has kept quiet. */
export const RuleException = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  ...said,
  state: Type.Enum(['active', 'expired', 'ended']),
  /** True when its expression or its list can no longer be used: then it covers nothing. */
  broken: Type.Boolean(),
  created: Step,
  changed: Step,
  ended: Nullable(Step),
  count: Type.Integer(),
  lastMatch: Nullable(Type.Integer()),
})
export type RuleException = Static<typeof RuleException>
export const RuleExceptionList = Type.Object({ rows: Type.Array(RuleException) })
export const RuleExceptionQuery = Type.Object({ rule: Type.Optional(Type.String({ maxLength: 300 })) }, closed)

export const NewRuleException = Type.Object(said, closed)
export type NewRuleException = Static<typeof NewRuleException>
export const RuleExceptionChange = Type.Object({ ...said, version: Type.Integer() }, closed)
export type RuleExceptionChange = Static<typeof RuleExceptionChange>

/** An exception that somebody asks for who may not make it; `reason` in `decided`: why it was refused. */
export const ExceptionProposal = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  words: Type.Object(said),
  state: Type.Enum(['open', 'accepted', 'refused', 'withdrawn']),
  proposed: Step,
  decided: Nullable(Type.Object({ at: Type.Integer(), by: Type.String(), reason: Type.String() })),
})
export type ExceptionProposal = Static<typeof ExceptionProposal>
export const ExceptionProposalList = Type.Object({ rows: Type.Array(ExceptionProposal) })
/** The proposal as it was written; it changes nothing that is in force. */
export const Proposed = Type.Object({ id: Type.String(), version: Type.Integer() })
export type Proposed = Static<typeof Proposed>
export const ProposalRefusal = Type.Object(
  { version: Type.Integer(), reason: Type.String({ minLength: 1, maxLength: 2000 }) },
  closed,
)

/** What an exception would have silenced. */
export const ExceptionPreviewRequest = Type.Object(
  {
    rule: Type.String({ maxLength: 300 }),
    ...covered,
    unit: Nullable(Type.String({ maxLength: 100 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
  },
  closed,
)
export type ExceptionPreviewRequest = Static<typeof ExceptionPreviewRequest>
/** Of the rule's matches in the past, those that it would have silenced (`count`, `days`, `samples`). */
export const ExceptionPreview = Type.Object({ ...Preview.properties, matches: Type.Integer() })
export type ExceptionPreview = Static<typeof ExceptionPreview>
