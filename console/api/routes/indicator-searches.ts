import { Type } from 'typebox'
import { translator } from '../../../core/i18n/translator.ts'
import { reportDocx } from '../../../response/indicators/report-docx.ts'
import {
  AnswerIndicators,
  AskIndicatorSearch,
  IndicatorHits,
  IndicatorListDetail,
  IndicatorSearch,
  ListAtVersion,
  ReportQuery,
} from '../schemas/indicators.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showIndicators } from './shown-indicators.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 63 }) }, { additionalProperties: false })
const BySearch = Type.Object(
  { id: Type.String({ maxLength: 63 }), search: Type.String({ maxLength: 63 }) },
  { additionalProperties: false },
)
const hitsShown = 5_000

/** Searches for the indicators of a list, and the answer that rests on one. */
export function indicatorSearchRoutes(api: Api, services: Services): void {
  const { indicators, clock, installation } = services
  const shown = showIndicators(services)

  api.post(
    '/api/indicators/:id/searches',
    {
      schema: {
        summary: 'Asks for a search of the stored events',
        params: ById,
        body: AskIndicatorSearch,
        response: { 200: IndicatorSearch },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body }) =>
      shown.search(await indicators.search(actor, scope, { ...params, ...body })),
  )

  api.get(
    '/api/indicators/:id/searches/:search',
    {
      schema: { summary: 'What a search found', params: BySearch, response: { 200: IndicatorHits } },
      config: { requires: 'indicator.read' },
    },
    async ({ scope, params }) => {
      const { search, rows, total } = await indicators.hits(scope, { ...params, limit: hitsShown })
      return {
        search: shown.search(search),
        total,
        rows: rows.map(({ unit, hosts, events, search: _, list: __, ...hit }) => ({
          ...hit,
          unit: unit === null ? null : shown.unit(unit),
          hosts: [...hosts],
          events: [...events],
        })),
      }
    },
  )

  api.post(
    '/api/indicators/:id/searches/:search/cancel',
    {
      schema: { summary: 'Stops a search where it is', params: BySearch, response: { 200: IndicatorSearch } },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params }) => shown.search(await indicators.cancel(actor, scope, params)),
  )

  api.get(
    '/api/indicators/:id/report',
    {
      schema: { summary: 'The report as a Word document', params: ById, querystring: ReportQuery },
      config: { requires: 'indicator.read' },
    },
    async ({ actor, scope, params, query }, reply) => {
      const { list, search, rows, total } = await indicators.report(actor, scope, { ...params, limit: hitsShown })
      const words = translator(query.language, installation.timeZone)
      const bytes = await reportDocx(
        {
          list: list.document,
          state: shown.row(list, undefined).state,
          search: search.document,
          hits: rows,
          total,
          installation: installation.name,
          at: list.document.answer?.at ?? clock.now(),
          unitName: (id) => shown.unit(id).name,
        },
        words,
      )
      reply.header('content-disposition', 'attachment; filename="bao-cao-ket-qua-ra-soat.docx"')
      reply.type('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
      return reply.send(bytes)
    },
  )

  api.post(
    '/api/indicators/:id/answer',
    {
      schema: {
        summary: 'Answers the letter by what a search found',
        params: ById,
        body: AnswerIndicators,
        response: { 200: IndicatorListDetail },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body }) => {
      await indicators.answer(actor, scope, { ...params, ...body })
      return shown.detail(scope, params.id)
    },
  )

  api.post(
    '/api/indicators/:id/answer/withdraw',
    {
      schema: {
        summary: 'Takes the answer back',
        params: ById,
        body: ListAtVersion,
        response: { 200: IndicatorListDetail },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body }) => {
      await indicators.withdraw(actor, scope, { ...params, ...body })
      return shown.detail(scope, params.id)
    },
  )
}
