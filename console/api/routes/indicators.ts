import { Type } from 'typebox'
import { inScope } from '../../../core/access/scope.ts'
import { CodedError, told } from '../../../core/lib/errors.ts'
import type { IndicatorSource } from '../../../response/indicators/read-indicators.ts'
import { Done } from '../schemas/common.ts'
import {
  ChangeIndicatorList,
  IndicatorItems,
  IndicatorListDetail,
  IndicatorLists,
  IndicatorPreview,
  ItemsQuery,
  KeepLive,
  ListAtVersion,
  MarkIndicator,
  NewIndicatorList,
  PreviewIndicators,
} from '../schemas/indicators.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { nothingRead, previewOf, showIndicators } from './shown-indicators.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 63 }) }, { additionalProperties: false })
/** A file of 16 MB in base64, and the letter. */
const largestBody = 24 * 1024 * 1024

/** Lists of indicators that came with a letter: read, kept, put before the rules. */
export function indicatorRoutes(api: Api, services: Services): void {
  const { indicators } = services
  const shown = showIndicators(services)

  api.get(
    '/api/indicators',
    {
      schema: { summary: 'Lists of indicators, the soonest due first', response: { 200: IndicatorLists } },
      config: { requires: 'indicator.read' },
    },
    async ({ actor, scope }) => ({
      rows: (await indicators.list(scope)).map(({ list, search }) => shown.row(list, search)),
      units: indicators.unitsOf(actor).map(shown.unit),
      mayKeepLive: inScope(scope, []),
    }),
  )

  api.post(
    '/api/indicators/preview',
    {
      schema: {
        summary: 'The indicators in a text or a file; nothing is kept',
        body: PreviewIndicators,
        response: { 200: IndicatorPreview },
      },
      config: { requires: 'indicator.write' },
      bodyLimit: largestBody,
    },
    async ({ scope, body }) => {
      const read = await indicators.preview(scope, sourceOf(body.source))
      return read.ok ? previewOf(read.value) : { ...nothingRead, refused: read.error }
    },
  )

  api.post(
    '/api/indicators',
    {
      schema: { summary: 'Keeps a list', body: NewIndicatorList, response: { 200: IndicatorListDetail } },
      config: { requires: 'indicator.write' },
      bodyLimit: largestBody,
    },
    async ({ actor, scope, body }) => {
      const list = await indicators.create(actor, scope, { ...body, source: sourceOf(body.source) })
      return { ...shown.row(list, undefined), searches: [] }
    },
  )

  api.get(
    '/api/indicators/:id',
    {
      schema: { summary: 'A list with its searches', params: ById, response: { 200: IndicatorListDetail } },
      config: { requires: 'indicator.read' },
    },
    ({ scope, params }) => shown.detail(scope, params.id),
  )

  api.get(
    '/api/indicators/:id/items',
    {
      schema: { summary: 'Items of a list', params: ById, querystring: ItemsQuery, response: { 200: IndicatorItems } },
      config: { requires: 'indicator.read' },
    },
    async ({ scope, params, query }) => ({
      rows: (await indicators.items(scope, params.id, query)).map(shown.item),
    }),
  )

  api.put(
    '/api/indicators/:id',
    {
      schema: {
        summary: 'Changes what the letter says',
        params: ById,
        body: ChangeIndicatorList,
        response: { 200: IndicatorListDetail },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body: { version, ...letter } }) => {
      await indicators.change(actor, scope, { id: params.id, version, letter })
      return shown.detail(scope, params.id)
    },
  )

  api.post(
    '/api/indicators/:id/mark',
    {
      schema: {
        summary: 'Marks an item as false, or takes the mark back',
        params: ById,
        body: MarkIndicator,
        response: { 200: IndicatorListDetail },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body: { version, type, value, ...mark } }) => {
      const reason = mark.false ? mark.reason : null
      await indicators.mark(actor, scope, { id: params.id, version, item: { type, value }, reason })
      return shown.detail(scope, params.id)
    },
  )

  api.post(
    '/api/indicators/:id/remove',
    {
      schema: {
        summary: 'Deletes a list that was not answered',
        params: ById,
        body: ListAtVersion,
        response: { 200: Done },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body }) => {
      await indicators.remove(actor, scope, { ...params, ...body })
      return { done: true as const }
    },
  )

  api.post(
    '/api/indicators/:id/live',
    {
      schema: {
        summary: 'Puts the items before the rules, or takes them away',
        params: ById,
        body: KeepLive,
        response: { 200: IndicatorListDetail },
      },
      config: { requires: 'indicator.write' },
    },
    async ({ actor, scope, params, body }) => {
      await indicators.keepLive(actor, scope, { ...params, ...body })
      return shown.detail(scope, params.id)
    },
  )
}

function sourceOf({ text, file }: PreviewIndicators['source']): IndicatorSource {
  if ((text === undefined) === (file === undefined)) {
    throw new CodedError('bad-request', 'send either a text or a file', { hint: '/source', ...told('text-or-file') })
  }
  return text === undefined ? { bytes: Buffer.from(file ?? '', 'base64') } : { text }
}
