import { Type } from 'typebox'
import { defaultFacets } from '../../../core/event/default-facets.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { searchRefusal } from '../../../core/predicate/search-refusal.ts'
import { readCursor } from '../../../core/store/event-place.ts'
import type { EventQuery as StoreQuery } from '../../../core/store/store.ts'
import { type EventSearch, eventQuery, valueQuery, valuesLike } from '../../../response/events/search.ts'
import { fieldStatistics } from '../../../response/events/statistics.ts'
import { Facet, OpenDocument } from '../schemas/common.ts'
import {
  EventFacets,
  EventFilter,
  EventHistogram,
  EventPage,
  EventQuery,
  FieldStatistics,
  StatisticsQuery,
  ValueQuery,
  WaitingReads,
} from '../schemas/events.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const buckets = 80
/** Values counted for a suggestion, of which the ones that fit best are offered. */
const valuesCounted = 100
const valuesOffered = 10

export function eventRoutes(api: Api, { events, waitingReads, installation }: Services): void {
  const asked = (search: EventSearch) => storeQuery(search, installation.timeZone)

  api.get(
    '/api/events',
    {
      schema: { summary: 'Search events, newest first', querystring: EventQuery, response: { 200: EventPage } },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { limit = 100, cursor, ...search } = query
      const page = await events.search(scope, asked(search), {
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      })
      return {
        rows: page.rows.map((row) => ({ ...row })),
        cursor: page.cursor ?? null,
        reached: page.cursor === undefined ? null : readCursor(page.cursor).ts,
      }
    },
  )

  api.get(
    '/api/events/histogram',
    {
      schema: { summary: 'Events over time', querystring: EventFilter, response: { 200: EventHistogram } },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { interval, buckets: bars, total } = await events.histogram(scope, asked(query), buckets)
      return { interval, buckets: [...bars], total }
    },
  )

  api.get(
    '/api/events/facets',
    {
      schema: {
        summary: 'The most frequent values of fields',
        querystring: Type.Object(
          { ...EventFilter.properties, fields: Type.Optional(Type.String({ maxLength: 2000 })) },
          { additionalProperties: false },
        ),
        response: { 200: EventFacets },
      },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { fields, ...search } = query
      const named = fields?.split(',').filter((field) => field !== '') ?? []
      const facets = await events.facets(
        scope,
        asked(search),
        (named.length > 0 ? named : defaultFacets).slice(0, 20),
        10,
      )
      return { facets: facets.map((facet) => ({ ...facet, values: [...facet.values] })) }
    },
  )

  api.get(
    '/api/events/statistics',
    {
      schema: {
        summary: 'What events hold in one field',
        querystring: StatisticsQuery,
        response: { 200: FieldStatistics },
      },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { field, ...search } = query
      const { present, values, ...rest } = await fieldStatistics(events, scope, asked(search), field)
      return { ...rest, present: { ...present, buckets: [...present.buckets] }, values: [...values] }
    },
  )

  api.get(
    '/api/events/values',
    {
      schema: { summary: 'Values of a field, for completion', querystring: ValueQuery, response: { 200: Facet } },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { field, prefix = '' } = query
      const [facet] = await events.facets(scope, valueQuery({ ...query, prefix }), [field], valuesCounted)
      if (facet === undefined) return { field, values: [], partial: false }
      return { field, values: [...valuesLike(facet, prefix, valuesOffered)], partial: facet.partial }
    },
  )

  api.get(
    '/api/events/waiting',
    {
      schema: { summary: 'How many of my searches wait for their turn', response: { 200: WaitingReads } },
      config: { requires: 'event.read' },
    },
    async ({ actor }) => waitingReads(actor.id),
  )

  api.get(
    '/api/events/:id',
    {
      schema: {
        summary: 'One event',
        params: Type.Object({ id: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
        response: { 200: Type.Object({ event: OpenDocument }) },
      },
      config: { requires: 'event.read' },
    },
    async ({ scope, params }) => {
      const event = await events.get(scope, params.id)
      if (event === undefined) throw new CodedError('not-found', 'there is no such event')
      return { event: { ...event } }
    },
  )
}

/** Refuses a text that cannot be read, with its first fault and where it stands. */
export function storeQuery(search: EventSearch, timeZone: string): StoreQuery {
  const query = eventQuery(search, timeZone)
  if (!query.ok) throw searchRefusal(query.error, timeZone)
  return query.value
}
