import { type Static, type TSchema, Type } from 'typebox'

/** For the options of an object that takes no other keys. */
export const closed = { additionalProperties: false }
/** Null first: validation makes what was sent fit the first alternative that it can, and null fits a text as ''. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([Type.Null(), schema])
/** yyyy-mm-dd. */
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** Epoch milliseconds that a calendar has. */
export const Moment = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })
/** A unit, a person or another thing by its id and what people call it. */
export const Named = Type.Object({ id: Type.String(), name: Type.String() })
/** Whom to call at a unit; the one on duty is marked. */
export const Contact = Type.Object({
  name: Type.String(),
  role: Type.String(),
  phone: Type.String(),
  mail: Type.String(),
  duty: Type.Boolean(),
})

/** What is wrong, for a text in any language: the text of the code, filled from what it names. */
export const ToldProblem = Type.Object({ code: Type.String(), params: Type.Record(Type.String(), Type.String()) })

/** RFC 9457 problem document, with the code and hint of our error table. */
export const ProblemDocument = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    hint: Type.Optional(Type.String()),
    /** Of a text that cannot be read: where in it, in UTF-16 code units. */
    offset: Type.Optional(Type.Integer()),
    length: Type.Optional(Type.Integer()),
    /** Each thing that is wrong, where several can be. */
    problems: Type.Optional(Type.Array(ToldProblem)),
  },
  { $id: 'ProblemDocument' },
)
export type ProblemDocument = Static<typeof ProblemDocument>

/** A time range: epoch milliseconds, `from` inclusive, `to` exclusive. */
export const Range = { from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) }

/** A count, and whether a budget ran out before all was counted (`gte`: at least). */
export const Count = Type.Object({
  value: Type.Integer(),
  relation: Type.Union([Type.Literal('eq'), Type.Literal('gte')]),
})

export const Facet = Type.Object({
  field: Type.String(),
  values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
  partial: Type.Boolean(),
})
export type Facet = Static<typeof Facet>

/** One text in both languages. */
export const Bilingual = Type.Object({ vi: Type.String(), en: Type.String() })

/** An event or another document whose shape the API does not fix. */
export const OpenDocument = Type.Record(Type.String(), Type.Unknown())

/** `true` once done. */
export const Done = Type.Object({ done: Type.Literal(true) })
