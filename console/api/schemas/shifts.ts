import { type Static, Type } from 'typebox'
import { handOverStates } from '../../../response/shifts/shift.ts'
import { Bilingual, Named, Nullable, Range } from './common.ts'

/** One person's watch at a unit; times are epoch milliseconds. */
export const Shift = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  unit: Named,
  person: Named,
  phone: Type.String(),
  started: Type.Integer(),
  ended: Nullable(Type.Integer()),
  after: Nullable(Type.String()),
  handOver: Nullable(
    Type.Object({
      state: Type.Enum([...handOverStates]),
      to: Nullable(Named),
      text: Type.String(),
      at: Type.Integer(),
      /** Open alerts of the giver's that go with it. */
      alerts: Type.Integer(),
      answer: Nullable(Type.Object({ by: Named, at: Type.Integer(), reason: Type.String() })),
      /** It waits for the caller. */
      mine: Type.Boolean(),
    }),
  ),
})
export type Shift = Static<typeof Shift>

export const ShiftQuery = Type.Object(
  {
    ...Range,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
  },
  { additionalProperties: false },
)
export const ShiftPage = Type.Object({ rows: Type.Array(Shift), total: Type.Integer() })
export type ShiftPage = Static<typeof ShiftPage>

/** A shift with what was written in it, and what its texts point to; without a title it is out of the reader's sight. */
export const ShiftDetail = Type.Object({
  shift: Shift,
  entries: Type.Array(Type.Object({ id: Type.String(), at: Type.Integer(), by: Named, text: Type.String() })),
  mentions: Type.Array(
    Type.Object({ kind: Type.Enum(['alert', 'incident']), id: Type.String(), title: Nullable(Bilingual) }),
  ),
})
export type ShiftDetail = Static<typeof ShiftDetail>

/** Who is on duty, by unit; the one who came last first. */
export const OnDuty = Type.Object({
  rows: Type.Array(
    Type.Object({
      unit: Named,
      on: Type.Array(Type.Object({ shift: Type.String(), person: Named, phone: Type.String(), since: Type.Integer() })),
    }),
  ),
})
export type OnDuty = Static<typeof OnDuty>

/** What is open at the end of a watch: what the giver is to tell. */
export const HandOverDraft = Type.Object({
  mine: Type.Object({
    total: Type.Integer(),
    rows: Type.Array(
      Type.Object({ id: Type.String(), title: Bilingual, host: Nullable(Type.String()), severity: Type.String() }),
    ),
  }),
  unowned: Type.Integer(),
  criticals: Type.Integer(),
  given: Type.Integer(),
  silent: Type.Array(Type.Object({ name: Type.String(), unit: Nullable(Type.String()), since: Type.Integer() })),
  incidents: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
})
export type HandOverDraft = Static<typeof HandOverDraft>

export const ShiftPeopleQuery = Type.Object({ unit: Type.String({ maxLength: 200 }) }, { additionalProperties: false })
export const ShiftPeople = Type.Object({ rows: Type.Array(Named) })

const phone = Type.String({ maxLength: 40 })
const version = Type.Integer()
const text = Type.String({ minLength: 1, maxLength: 20_000 })

export const StartShift = Type.Object({ unit: Type.String({ maxLength: 200 }), phone }, { additionalProperties: false })
export const ShiftStep = Type.Object({ version }, { additionalProperties: false })
export const WriteShift = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4_000 }) },
  { additionalProperties: false },
)
/** `to` null: whoever of the unit's is first. `alerts`: the giver's open ones go with it, with the note on each. */
export const OfferShift = Type.Object(
  {
    version,
    text,
    to: Nullable(Type.String({ maxLength: 200 })),
    alerts: Type.Optional(Type.Boolean()),
    note: Type.Optional(Type.String({ maxLength: 4_000 })),
  },
  { additionalProperties: false },
)
export const AcceptShift = Type.Object({ version, phone }, { additionalProperties: false })
export const RefuseShift = Type.Object(
  { version, reason: Type.String({ minLength: 1, maxLength: 4_000 }) },
  { additionalProperties: false },
)
