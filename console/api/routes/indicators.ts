import { Type } from 'typebox'
import { inScope, type Scope } from '../../../core/access/scope.ts'
import { translator } from '../../../core/i18n/translate.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { localDay } from '../../../core/lib/local-day.ts'
import { indicatorTypes } from '../../../response/indicators/indicator.ts'
import { answerState, type IndicatorList } from '../../../response/indicators/indicator-list.ts'
import type { IndicatorSource, Reading } from '../../../response/indicators/read-indicators.ts'
import { mostIndicators } from '../../../response/indicators/read-pieces.ts'
import { reportDocx } from '../../../response/indicators/report-docx.ts'
import type { Search } from '../../../response/indicators/searches.ts'
import { Done } from '../schemas/common.ts'
import {
  AnswerIndicators,
  AskIndicatorSearch,
  ChangeIndicatorList,
  IndicatorHits,
  IndicatorItems,
  IndicatorListDetail,
  type IndicatorListRow,
  IndicatorLists,
  IndicatorPreview,
  IndicatorSearch,
  ItemsQuery,
  KeepLive,
  ListAtVersion,
  NewIndicatorList,
  PreviewIndicators,
  ReportQuery,
} from '../schemas/indicators.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 63 }) }, { additionalProperties: false })
const BySearch = Type.Object(
  { id: Type.String({ maxLength: 63 }), search: Type.String({ maxLength: 63 }) },
  { additionalProperties: false },
)
/** A file of 16 MB in base64, and the letter. */
const largestBody = 24 * 1024 * 1024
/** Items of a preview that are sent; a list of more is kept whole all the same. */
const previewed = 2_000
const hitsShown = 5_000

/** Lists of indicators that came with a letter: read, kept, searched for, put before the rules, answered. */
export function indicatorRoutes(api: Api, { indicators, units, clock, installation }: Services): void {
  const shown = showing({ units, clock, installation })

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
      const read = indicators.preview(scope, sourceOf(body.source))
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

  const detail = async (scope: Scope, id: string) => {
    const [list, searches] = await Promise.all([indicators.find(scope, id), indicators.searches(scope, id)])
    return { ...shown.row(list, searches[0]), searches: searches.map(shown.search) }
  }

  api.get(
    '/api/indicators/:id',
    {
      schema: { summary: 'A list with its searches', params: ById, response: { 200: IndicatorListDetail } },
      config: { requires: 'indicator.read' },
    },
    ({ scope, params }) => detail(scope, params.id),
  )

  api.get(
    '/api/indicators/:id/items',
    {
      schema: { summary: 'Items of a list', params: ById, querystring: ItemsQuery, response: { 200: IndicatorItems } },
      config: { requires: 'indicator.read' },
    },
    async ({ scope, params, query }) => ({
      rows: (await indicators.items(scope, params.id, query)).map((item) => ({
        ...item,
        cautions: [...item.cautions],
      })),
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
      return detail(scope, params.id)
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
      return detail(scope, params.id)
    },
  )

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
      return detail(scope, params.id)
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
      return detail(scope, params.id)
    },
  )
}

function sourceOf({ text, file }: PreviewIndicators['source']): IndicatorSource {
  if ((text === undefined) === (file === undefined)) {
    throw new CodedError('bad-request', 'send either a text or a file', { hint: '/source' })
  }
  return text === undefined ? { bytes: Buffer.from(file ?? '', 'base64') } : { text }
}

const countsOf = (counts: IndicatorList['counts']) =>
  indicatorTypes.flatMap((type) => (counts[type] === undefined ? [] : [{ type, count: counts[type] }]))

const nothingRead: IndicatorPreview = {
  refused: null,
  total: 0,
  counts: [],
  items: [],
  unread: [],
  unreadMore: 0,
  beyond: 0,
  most: mostIndicators,
}

function previewOf({ items, unread, unreadMore, beyond }: Reading): IndicatorPreview {
  const counts: Partial<Record<(typeof indicatorTypes)[number], number>> = {}
  for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1
  const ordered = [
    ...items.filter(({ cautions }) => cautions.length > 0),
    ...items.filter(({ cautions }) => cautions.length === 0),
  ]
  return {
    ...nothingRead,
    total: items.length,
    counts: countsOf(counts),
    items: ordered
      .slice(0, previewed)
      .map((item) => ({ ...item, places: [...item.places], cautions: [...item.cautions] })),
    unread: [...unread],
    unreadMore,
    beyond,
  }
}

/** Records as the API shows them: of scopes and parts nothing, of units the name. */
function showing({ units, clock, installation: { timeZone } }: Pick<Services, 'units' | 'clock' | 'installation'>) {
  const unit = (id: string) => ({ id, name: units.get(id)?.name ?? id })
  const signed = ({ at, by }: IndicatorList['created']) => ({ at, by: by.name })
  const search = ({ document }: Search): IndicatorSearch => {
    const { scope: _, list: __, started: ___, asked, by, missing, ...rest } = document
    return { ...rest, asked: { at: asked, by: by.name }, missing: [...missing] }
  }
  return {
    unit,
    search,
    row(
      { document, version }: { readonly document: IndicatorList; readonly version: number },
      latest: Search | undefined,
    ): IndicatorListRow {
      const { parts: _, kept: __, counts, created, changed, answer, unit: owner, ...rest } = document
      const answeredOn = answer === null ? null : localDay(answer.at, timeZone)
      return {
        ...rest,
        version,
        unit: unit(owner),
        counts: countsOf(counts),
        created: signed(created),
        changed: signed(changed),
        answer: answer === null ? null : { ...answer, by: answer.by.name },
        state: answerState(document.due, answeredOn, localDay(clock.now(), timeZone)),
        search: latest === undefined ? null : search(latest),
      }
    },
  }
}
