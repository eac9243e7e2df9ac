import { type Static, Type } from 'typebox'
import { Nullable } from './common.ts'

/**
 * One run of a rule over stored events; times are epoch milliseconds, those of the range event time. The counts and who
 * asked are null for a caller who does not see the whole installation.
 */
export const RuleBackfill = Type.Object({
  id: Type.String(),
  rule: Type.String(),
  reason: Type.Enum(['asked', 'schedule', 'gap']),
  state: Type.Enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  failure: Nullable(Type.Enum(['rule-gone', 'rule-cannot-run', 'too-many-matches'])),
  from: Type.Integer(),
  to: Type.Integer(),
  /** The time before it has been gone through. */
  reached: Type.Integer(),
  scanned: Nullable(Type.Integer()),
  matched: Nullable(Type.Integer()),
  /** Matches that were not there before. */
  added: Nullable(Type.Integer()),
  startedBy: Nullable(Type.String()),
  asked: Type.Integer(),
  started: Nullable(Type.Integer()),
  ended: Nullable(Type.Integer()),
})
export type RuleBackfill = Static<typeof RuleBackfill>

/** The newest runs first, and the times of which events are stored that the rule has not seen; from 0: all before. */
export const RuleBackfills = Type.Object({
  rows: Type.Array(RuleBackfill),
  gaps: Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
  /** Since when events are judged without the rule; null while they are judged by it, or ever were not. */
  off: Nullable(Type.Integer()),
})
export type RuleBackfills = Static<typeof RuleBackfills>

export const NewRuleBackfill = Type.Object(
  { days: Type.Integer({ minimum: 1, maximum: 400 }) },
  { additionalProperties: false },
)
export type NewRuleBackfill = Static<typeof NewRuleBackfill>
