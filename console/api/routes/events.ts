import { Type } from 'typebox'
import { CodedError } from '../../../core/lib/errors.ts'
import { defaultFacets, eventQuery } from '../../../response/events/search.ts'
import { OpenDocument } from '../schemas/common.ts'
import { EventFacets, EventFilter, EventHistogram, EventPage, EventQuery } from '../schemas/events.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const buckets = 80

export function eventRoutes(api: Api, { events }: Services): void {
  api.get(
    '/api/events',
    {
      schema: { summary: 'Search events, newest first', querystring: EventQuery, response: { 200: EventPage } },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { limit = 100, cursor, ...search } = query
      const page = await events.search(scope, eventQuery(search), {
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      })
      return { rows: page.rows.map((row) => ({ ...row })), cursor: page.cursor ?? null }
    },
  )

  api.get(
    '/api/events/histogram',
    {
      schema: { summary: 'Events over time', querystring: EventFilter, response: { 200: EventHistogram } },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const { interval, buckets: bars, total } = await events.histogram(scope, eventQuery(query), buckets)
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
        eventQuery(search),
        (named.length > 0 ? named : defaultFacets).slice(0, 20),
        10,
      )
      return { facets: facets.map((facet) => ({ ...facet, values: [...facet.values] })) }
    },
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
