import { type Static, Type } from 'typebox'
import { Severity } from './alerts.ts'
import { Bilingual } from './common.ts'

/** A rule as the list shows it. `runs` false: loaded, but its log source is not mapped here; `reason` says so. */
export const RuleRow = Type.Object({
  id: Type.String(),
  title: Bilingual,
  level: Severity,
  status: Type.String(),
  logsource: Type.Record(Type.String(), Type.String()),
  tags: Type.Array(Type.String()),
  file: Type.String(),
  runs: Type.Boolean(),
  reason: Type.Union([Type.String(), Type.Null()]),
})
export type RuleRow = Static<typeof RuleRow>

/** Why a rule or file was rejected or warned about. */
export const RuleProblem = Type.Object({
  code: Type.String(),
  level: Type.Enum(['error', 'warning']),
  file: Type.String(),
  line: Type.Union([Type.Integer(), Type.Null()]),
  column: Type.Union([Type.Integer(), Type.Null()]),
  message: Type.String(),
  hint: Type.Union([Type.String(), Type.Null()]),
})
export type RuleProblem = Static<typeof RuleProblem>

export const RuleList = Type.Object({ rows: Type.Array(RuleRow), problems: Type.Array(RuleProblem) })
export type RuleList = Static<typeof RuleList>

export const RuleDetail = Type.Object({
  ...RuleRow.properties,
  description: Bilingual,
  response: Bilingual,
  falsePositives: Type.Array(Type.String()),
  references: Type.Array(Type.String()),
  groupBy: Type.Array(Type.String()),
  /** The YAML document it was read from. */
  source: Type.String(),
})
export type RuleDetail = Static<typeof RuleDetail>
