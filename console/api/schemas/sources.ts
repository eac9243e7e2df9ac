import { type Static, Type } from 'typebox'
import { inputs } from '../../../core/event/inputs.ts'
import { Named } from './common.ts'

/** Who sends: one row a sender and host name. Times are epoch milliseconds, lag is receipt minus event time. */
export const Source = Type.Object({
  id: Type.String(),
  input: Type.Enum([...inputs]),
  /** Peer address, or the name of the intake key. */
  peer: Type.String(),
  host: Type.Union([Type.String(), Type.Null()]),
  unit: Type.Union([Named, Type.Null()]),
  datasets: Type.Array(Type.String()),
  firstSeen: Type.Integer(),
  lastSeen: Type.Integer(),
  events: Type.Integer(),
  bytes: Type.Integer(),
  /** Events that could not be decoded. */
  failures: Type.Integer(),
  /** Marks with how often each was set, e.g. `time_out_of_range`. */
  marks: Type.Record(Type.String(), Type.Integer()),
  /** Events a minute over the last hour, oldest first, 60 values. */
  rate: Type.Array(Type.Integer()),
  lag: Type.Union([Type.Integer(), Type.Null()]),
  /** By how much its clock is off as far as can be told: ahead below zero, behind or late above. */
  skew: Type.Union([Type.Integer(), Type.Null()]),
})
export type Source = Static<typeof Source>

export const SourceList = Type.Object({ rows: Type.Array(Source), now: Type.Integer() })
export type SourceList = Static<typeof SourceList>

/** The newest lines of a source that could not be decoded, with the reason. */
export const SourceFailures = Type.Object({
  rows: Type.Array(Type.Object({ at: Type.Integer(), reason: Type.String(), raw: Type.String() })),
})
export type SourceFailures = Static<typeof SourceFailures>

/** What became of a source's failed lines when they were read again; `more` when there are more than one run reads. */
export const SourceRerun = Type.Object({
  read: Type.Integer(),
  repaired: Type.Integer(),
  alreadyThere: Type.Integer(),
  failing: Type.Integer(),
  more: Type.Boolean(),
})
export type SourceRerun = Static<typeof SourceRerun>

/** An intake key. Its secret is shown once, when it is made. */
export const IntakeKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  created: Type.Integer(),
  createdBy: Type.String(),
})
export type IntakeKey = Static<typeof IntakeKey>
export const IntakeKeyList = Type.Object({ rows: Type.Array(IntakeKey) })
export const NewIntakeKey = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false },
)
export const MadeIntakeKey = Type.Object({ ...IntakeKey.properties, secret: Type.String() })
export type MadeIntakeKey = Static<typeof MadeIntakeKey>

/** The sample attack was started: so many lines will arrive over so many milliseconds. */
export const SampleStarted = Type.Object({ lines: Type.Integer(), duration: Type.Integer() })
export type SampleStarted = Static<typeof SampleStarted>
