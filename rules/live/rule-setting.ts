import type { Level, Rule } from '../sigma/rule.ts'

/** The record kind of a rule's settings; a record's id is the rule's. */
export const ruleSettingKind = 'rule-setting'

/** Within so many minutes (event time) of an alert, matches with the same values in `fields` open no further alert. */
export interface Suppression {
  readonly fields: readonly string[]
  readonly minutes: number
}

/** When a rule is run over what is stored, beside or instead of the stream: a cron line of five fields, and how far back. */
export interface Schedule {
  readonly cron: string
  readonly lookbackMinutes: number
}

/**
 * What the installation decides about a rule, apart from its text, so that an update of the text leaves it alone. Null
 * takes what the rule says itself.
 */
export interface RuleSetting {
  readonly rule: string
  readonly enabled: boolean
  /** Why it is off, or set otherwise than it was written. */
  readonly reason: string
  readonly level: Level | null
  readonly groupBy: readonly string[] | null
  readonly suppression: Suppression | null
  readonly schedule: Schedule | null
  readonly changed: { readonly at: number; readonly by: string }
}

/** The rule as the installation wants it; itself where nothing is set otherwise. */
export function applySetting(rule: Rule, setting: RuleSetting | undefined): Rule {
  if (setting === undefined || (setting.level === null && setting.groupBy === null)) return rule
  return { ...rule, level: setting.level ?? rule.level, groupBy: setting.groupBy ?? rule.groupBy }
}
