import { type Static, Type } from 'typebox'
import { Count, Facet, OpenDocument, Range } from './common.ts'

/**
 * What is searched for: a time range over `@timestamp`, a text of the search language (`query`), free text (case and
 * diacritics do not matter) and fields that must (`only`) or must not (`not`) hold a value, each written `field=value`;
 * the first `=` parts them. `field=*` asks for presence. All of them have to hold. A `query` that cannot be read answers
 * 400 with `offset` and `length`.
 */
export const EventFilter = Type.Object(
  {
    ...Range,
    query: Type.Optional(Type.String({ maxLength: 10_000 })),
    text: Type.Optional(Type.String({ maxLength: 1000 })),
    only: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 50 })),
    not: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 50 })),
  },
  { additionalProperties: false },
)
export type EventFilter = Static<typeof EventFilter>

export const EventQuery = Type.Object(
  {
    ...EventFilter.properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
)
export type EventQuery = Static<typeof EventQuery>

/** Which values of a field are offered: those that hold `prefix`; case and diacritics do not matter. */
export const ValueQuery = Type.Object(
  {
    ...Range,
    field: Type.String({ minLength: 1, maxLength: 500 }),
    prefix: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)

/**
 * ECS documents, newest first; `cursor` goes back in to read on, null at the end. A search that would read very much answers
 * after two seconds with what it has found, even nothing, and the event time down to which it has looked (`reached`).
 */
export const EventPage = Type.Object({
  rows: Type.Array(OpenDocument),
  cursor: Type.Union([Type.String(), Type.Null()]),
  reached: Type.Union([Type.Integer(), Type.Null()]),
})
export type EventPage = Static<typeof EventPage>

/**
 * Searches and counts of the caller's that have not begun, since others' come first, and how many people have their turn before
 * him. One that is not wanted any more is ended by closing its connection.
 */
export const WaitingReads = Type.Object({ waiting: Type.Integer(), ahead: Type.Integer() })
export type WaitingReads = Static<typeof WaitingReads>

export const EventHistogram = Type.Object({
  interval: Type.Integer(),
  buckets: Type.Array(Type.Object({ from: Type.Integer(), count: Type.Integer() })),
  total: Count,
})
export type EventHistogram = Static<typeof EventHistogram>

export const EventFacets = Type.Object({ facets: Type.Array(Facet) })
export type EventFacets = Static<typeof EventFacets>

/** Which field of the events that a search finds is looked into. */
export const StatisticsQuery = Type.Object(
  { ...EventFilter.properties, field: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
)

/** What the events hold in a field; `partial` where a budget ran out, so that values' counts are lower bounds. */
export const FieldStatistics = Type.Object({
  total: Count,
  present: EventHistogram,
  distinct: Count,
  values: Facet.properties.values,
  partial: Type.Boolean(),
})
export type FieldStatistics = Static<typeof FieldStatistics>
