import { type Static, Type } from 'typebox'
import { Nullable } from './common.ts'

/** What can be wrong with the platform; each has a text in both languages under `trouble.<code>`. */
export const troubleCodes = [
  'audit-broken',
  'store-unreachable',
  'store-certificate',
  'store-full',
  'disk-refusing',
  'ingest-refusing',
  'store-incomplete',
  'store-read-only',
  'dead-letters',
  'disk-deleting',
  'disk-filling',
  'break-glass',
  'certificate-expired',
  'certificate-name',
  'certificate-expiring',
  'datagrams-dropped',
  'rules-behind',
  'rules-rejected',
  'mapping-rejected',
  'mapping-unused',
  'counts-behind',
  'correlations-behind',
  'housekeeping-failed',
  'audit-head-unsent',
  'audit-events-behind',
] as const

/** What the operator should know: how much is kept and for how long, and what is wrong right now. */
export const SystemState = Type.Object({
  /** Current troubles, worst first. */
  troubles: Type.Array(
    Type.Object({ code: Type.Enum([...troubleCodes]), since: Type.Integer(), detail: Type.String() }),
  ),
  events: Type.Integer(),
  matches: Type.Integer(),
  bytes: Type.Integer(),
  diskFree: Type.Integer(),
  disk: Type.Object({
    total: Type.Integer(),
    free: Type.Integer(),
    usedPercent: Type.Number(),
    warnAt: Type.Integer(),
    fullAt: Type.Integer(),
    level: Type.Enum(['ok', 'filling', 'full']),
    /** Bytes a day over the last full days; null before there is one. */
    growth: Nullable(Type.Number()),
    /** Null: not in sight. */
    daysUntilFull: Nullable(Type.Integer()),
  }),
  /** The legal frame in force. */
  law: Type.Object({ effectiveFrom: Type.String(), source: Type.String(), verifiedBy: Type.String() }),
  /** Months that a class is kept, and below which it is not deleted however full the disk is. */
  classes: Type.Array(Type.Object({ class: Type.String(), months: Type.Integer(), minimum: Type.Integer() })),
  partitions: Type.Array(
    Type.Object({
      class: Type.String(),
      day: Type.String(),
      events: Type.Integer(),
      matches: Type.Integer(),
      bytes: Type.Integer(),
      /** The day from which it may be deleted; null: kept for good. */
      until: Nullable(Type.String()),
      held: Type.Boolean(),
    }),
  ),
  /** The newest deletions. */
  ledger: Type.Array(
    Type.Object({
      class: Type.String(),
      day: Type.String(),
      reason: Type.Enum(['expired', 'disk']),
      state: Type.Enum(['asked', 'dropping', 'done', 'held']),
      asked: Type.Integer(),
      ended: Nullable(Type.Integer()),
      events: Type.Integer(),
      bytes: Type.Integer(),
    }),
  ),
})
export type SystemState = Static<typeof SystemState>

/** What became of the documents that the store had refused when they were sent again. */
export const Replayed = Type.Object({ stored: Type.Integer(), refused: Type.Integer() })
export type Replayed = Static<typeof Replayed>
