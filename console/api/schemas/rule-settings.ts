import { type Static, Type } from 'typebox'
import { Severity } from './alerts.ts'
import { closed, Nullable } from './common.ts'

const settings = {
  enabled: Type.Boolean(),
  /** Why it is off, or set otherwise than it was written; asked for when it is off. */
  reason: Type.String({ maxLength: 1000 }),
  level: Nullable(Severity),
  groupBy: Nullable(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 10 })),
  suppression: Nullable(
    Type.Object(
      {
        fields: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 10 }),
        minutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
      },
      closed,
    ),
  ),
  schedule: Nullable(
    Type.Object(
      {
        /** Minute, hour, day of the month, month, day of the week. */
        cron: Type.String({ minLength: 9, maxLength: 100 }),
        lookbackMinutes: Type.Integer({ minimum: 1, maximum: 44_640 }),
      },
      closed,
    ),
  ),
}

/** What the installation decides about a rule; null takes what its text says. */
export const RuleSetting = Type.Object({
  ...settings,
  /** The record's version; null while nothing was ever set. */
  version: Nullable(Type.Integer()),
  changed: Nullable(Type.Object({ at: Type.Integer(), by: Type.String() })),
})
export type RuleSetting = Static<typeof RuleSetting>

/** A change, based on the version that was on the screen. */
export const RuleSettingChange = Type.Object({ ...settings, version: Nullable(Type.Integer()) }, closed)
export type RuleSettingChange = Static<typeof RuleSettingChange>

/** A change that was written. `applied`: every ingest role judges by it; false: some will in a moment. */
export const Changed = Type.Object({ id: Type.String(), version: Type.Integer(), applied: Type.Boolean() })
export type Changed = Static<typeof Changed>

/** A change by the version it is based on. */
export const AtVersion = Type.Object({ version: Type.Integer() }, closed)
