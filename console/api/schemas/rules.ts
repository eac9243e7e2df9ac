import { type Static, Type } from 'typebox'
import { Severity } from './alerts.ts'
import { Bilingual, Nullable, OpenDocument } from './common.ts'
import { RuleSetting } from './rule-settings.ts'

/**
 * Whether a rule judges: it runs; it was switched off; nothing arrives from its log source; or its log source or a field of
 * it is not mapped here. Rules that were rejected are among the problems.
 */
const ruleStates = ['runs', 'off', 'no-source', 'cannot-run'] as const
/** Where a rule's text comes from: the pack, a configured file, written in the console, imported from a collection. */
const ruleOrigins = ['pack', 'file', 'console', 'import', 'platform'] as const

/**
 * What a rule came to over the days asked for, of what the caller may see.
 * hits = matches of its alerts + matches that opened none. precision = true positives ÷ judged; judged are alerts closed as
 * a true or false positive or as benign. cost = mean time of one judgement, alone, of an event of its log source.
 */
const RuleStatistics = Type.Object({
  hits: Type.Integer(),
  /** Hits a day, the last entry is today. */
  days: Type.Array(Type.Integer()),
  lastHit: Nullable(Type.Integer()),
  alerts: Type.Integer(),
  open: Type.Integer(),
  judged: Type.Integer(),
  truePositives: Type.Integer(),
  /** 0 to 1; null while nothing is judged. */
  precision: Nullable(Type.Number()),
  excepted: Type.Integer(),
  suppressed: Type.Integer(),
})

/** A rule as the list shows it. `runs` false: loaded, but its log source is not mapped here; `reason` says so. */
export const RuleRow = Type.Object({
  id: Type.String(),
  title: Bilingual,
  /** As the installation sets it; `levelWritten` is the text's own. */
  level: Severity,
  levelWritten: Severity,
  status: Type.String(),
  logsource: Type.Record(Type.String(), Type.String()),
  tags: Type.Array(Type.String()),
  file: Type.String(),
  runs: Type.Boolean(),
  reason: Nullable(Type.String()),
  state: Type.Enum([...ruleStates]),
  origin: Type.Enum([...ruleOrigins]),
  /** True when a text of the installation stands in for the vendor's rule of this id. */
  standsIn: Type.Boolean(),
  /** Why it is off; null while it is on. */
  offReason: Nullable(Type.String()),
  /** True for one that looks at the matches of other rules. */
  correlation: Type.Boolean(),
  /** Raw lines of its own tests. */
  tests: Type.Object({ fires: Type.Integer(), silent: Type.Integer() }),
  /** Nanoseconds an event of its log source; null until it was measured. */
  cost: Nullable(Type.Integer()),
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

/** Statistics by rule id; a rule that is not there has no hits. `partial`: there was more than is read at once. */
export const RuleStatisticsList = Type.Object({
  days: Type.Integer(),
  byRule: Type.Record(Type.String(), RuleStatistics),
  partial: Type.Boolean(),
  /** When this was counted; it is kept for half a minute. */
  at: Type.Integer(),
})
export type RuleStatisticsList = Static<typeof RuleStatisticsList>
export const StatisticsQuery = Type.Object(
  { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })) },
  { additionalProperties: false },
)

export const RuleDetail = Type.Object({
  ...RuleRow.properties,
  description: Bilingual,
  response: Bilingual,
  falsePositives: Type.Object({ vi: Type.Array(Type.String()), en: Type.Array(Type.String()) }),
  references: Type.Array(Type.String()),
  groupBy: Type.Array(Type.String()),
  /** The YAML document it was read from. */
  source: Type.String(),
  /** The vendor's document that it stands in for. */
  vendorSource: Nullable(Type.String()),
  /** The record its text is kept in; null for a rule of a file. */
  text: Nullable(Type.Object({ id: Type.String(), version: Type.Integer(), revision: Type.Integer() })),
  setting: RuleSetting,
  testLines: Type.Object({ fires: Type.Array(Type.String()), silent: Type.Array(Type.String()) }),
})
export type RuleDetail = Static<typeof RuleDetail>

/** A text of rules that is being written. */
export const RuleDraft = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 1_000_000 }) },
  { additionalProperties: false },
)

/** What a text holds, and everything that is wrong with it; lines and columns count from 1. */
export const RuleVerdict = Type.Object({
  problems: Type.Array(RuleProblem),
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Bilingual,
      level: Severity,
      logsource: Type.Record(Type.String(), Type.String()),
      runs: Type.Boolean(),
      reason: Nullable(Type.String()),
      /** A rule of this id is there already: saving stands in for it. */
      known: Type.Boolean(),
      tests: Type.Object({ fires: Type.Integer(), silent: Type.Integer() }),
    }),
  ),
})
export type RuleVerdict = Static<typeof RuleVerdict>

/** What a rule is asked about the past: a text that is being written, or a rule that is there. */
export const PreviewRequest = Type.Object(
  {
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000_000 })),
    rule: Type.Optional(Type.String({ maxLength: 300 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
  },
  { additionalProperties: false },
)

export type PreviewRequest = Static<typeof PreviewRequest>

/** What a predicate finds in the past, newest day first until the time ran out. */
export const Preview = Type.Object({
  count: Type.Integer(),
  /** A bucket a day, `from` its beginning; the newest first. Days that were not reached are not there. */
  days: Type.Array(Type.Object({ from: Type.Integer(), count: Type.Integer(), exact: Type.Boolean() })),
  samples: Type.Array(OpenDocument),
  /** True when not all of the days were looked through, or a count is a lower bound. */
  partial: Type.Boolean(),
  /** Milliseconds. */
  took: Type.Integer(),
})
export type Preview = Static<typeof Preview>

export const RulePreview = Type.Object({
  ...Preview.properties,
  rule: Type.Object({ id: Type.String(), title: Bilingual }),
  /** Why it can find nothing here. */
  reason: Nullable(Type.String()),
})
export type RulePreview = Static<typeof RulePreview>

/** The tests to run: those of a text that is being written, or of a rule that is there. */
export const TestRequest = Type.Object(
  {
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000_000 })),
    rule: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
)

/** How a rule's own tests went; one without tests has none that failed, and says so. */
const RuleTestResult = Type.Object({
  rule: Type.String(),
  title: Bilingual,
  lines: Type.Array(
    Type.Object({
      line: Type.String(),
      /** What the line is meant to do. */
      wanted: Type.Enum(['fires', 'silent']),
      fired: Type.Boolean(),
      passed: Type.Boolean(),
    }),
  ),
  passed: Type.Boolean(),
})
export const RuleTestResults = Type.Object({ results: Type.Array(RuleTestResult), problems: Type.Array(RuleProblem) })
export type RuleTestResults = Static<typeof RuleTestResults>

/** Who changed what of a rule: its settings, its text and its exceptions; the newest first. */
export const RuleHistory = Type.Object({
  rows: Type.Array(
    Type.Object({
      at: Type.Integer(),
      actor: Type.String(),
      /** `rule.set`, `rule-text.change`, `rule-exception.create`, … */
      action: Type.String(),
      details: OpenDocument,
    }),
  ),
})
export type RuleHistory = Static<typeof RuleHistory>
