import type { FastifyInstance } from 'fastify'
import type {
  IndicatorHits,
  IndicatorItems,
  IndicatorListDetail,
  IndicatorListRow,
  IndicatorLists,
  IndicatorPreview,
  IndicatorSearch,
} from '../../console/api/schemas/indicators.ts'

const day = 86_400_000

/** What the double answers about lists of indicators: one searched, one running, one answered, one overdue. */
export function answerIndicators(app: FastifyInstance, full: boolean, now: number): void {
  const lists = full ? listsAt(now) : []
  const unit = { id: 'tinh', name: 'Tỉnh Sơn Giang' }
  const find = (id: string) => lists.find((list) => list.id === id)
  const detail = (list: IndicatorListRow): IndicatorListDetail => ({
    ...list,
    searches: list.search === null ? [] : [list.search],
  })
  app.get('/api/indicators', async (): Promise<IndicatorLists> => ({ rows: lists, units: [unit], mayKeepLive: true }))
  app.get<{ Params: { id: string } }>('/api/indicators/:id', async ({ params }, reply) => {
    const list = find(params.id)
    return list === undefined ? reply.code(404).send({ code: 'not-found', status: 404, detail: '' }) : detail(list)
  })
  app.get(
    '/api/indicators/:id/items',
    async (): Promise<IndicatorItems> => ({
      rows: [
        { type: 'address', value: '203.0.113.7', place: { line: 3 }, cautions: [], false: null },
        { type: 'address', value: '10.0.0.5', place: { cell: 'IP!B7' }, cautions: ['private'], false: null },
        {
          type: 'domain',
          value: 'cdn.example',
          place: { line: 9 },
          cautions: [],
          false: { at: now - day, by: 'Nguyễn Văn An', reason: 'Máy chủ phân phối nội dung dùng chung' },
        },
        {
          type: 'domain',
          value: `${'rất-dài-'.repeat(4)}evil.example`,
          place: { cell: 'T1!B3' },
          cautions: [],
          false: null,
        },
      ],
    }),
  )
  app.get<{ Params: { id: string } }>(
    '/api/indicators/:id/searches/:search',
    async ({ params }): Promise<IndicatorHits> => {
      const search = find(params.id)?.search ?? searchAt(now)
      const hit = { first: now - 9 * day, last: now - day, moreHosts: false, events: ['e1', 'e2'] }
      return {
        search,
        total: 3,
        rows: [
          {
            ...hit,
            type: 'address',
            value: '203.0.113.7',
            unit: { id: 'so-tc', name: 'Sở Tài chính' },
            count: 214,
            hosts: ['tc-pc-07', 'tc-pc-11'],
          },
          {
            ...hit,
            type: 'domain',
            value: 'evil-update.example',
            unit: { id: 'so-tc', name: 'Sở Tài chính' },
            count: 12,
            hosts: ['tc-pc-07'],
          },
          { ...hit, type: 'domain', value: 'evil-update.example', unit: null, count: 1, hosts: [], moreHosts: true },
        ],
      }
    },
  )
  app.post(
    '/api/indicators/preview',
    async (): Promise<IndicatorPreview> => ({
      refused: null,
      total: 3,
      counts: [
        { type: 'address', count: 2 },
        { type: 'domain', count: 1 },
      ],
      items: [
        { type: 'address', value: '10.0.0.5', places: [{ line: 2 }], times: 1, cautions: ['private', 'own-network'] },
        { type: 'address', value: '203.0.113.7', places: [{ line: 2 }], times: 3, cautions: [] },
        { type: 'domain', value: 'evil-update.example', places: [{ line: 3 }], times: 1, cautions: [] },
      ],
      unread: [
        { place: { line: 1 }, text: 'Kính gửi: Công an tỉnh', reason: 'nothing' },
        { place: { line: 4 }, text: '1.2.3.456', reason: 'bad-address' },
      ],
      unreadMore: 0,
      beyond: 0,
      most: 100_000,
    }),
  )
}

const searchAt = (now: number): IndicatorSearch => ({
  id: 's1',
  state: 'done',
  failure: null,
  asked: { at: now - 3_600_000, by: 'Nguyễn Văn An' },
  days: 90,
  raw: true,
  from: now - 90 * day,
  to: now,
  reached: now,
  scanned: 10_482_113,
  matched: 227,
  hits: 3,
  logsFrom: '2026-09-21',
  missing: ['2026-10-02', '2026-10-03', '2026-11-11'],
  ended: now - 3_000_000,
})

function listsAt(now: number): IndicatorListRow[] {
  const date = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const base: IndicatorListRow = {
    id: 'l1',
    version: 3,
    title: 'Rà soát chiến dịch nhắm vào cổng dịch vụ công của các tỉnh phía Bắc và miền Trung trong quý IV',
    sender: 'Trung tâm An ninh mạng quốc gia',
    reference: '2145/TTANM-GS',
    dated: date(now - 3 * day),
    due: date(now + 4 * day),
    tlp: 'amber+strict',
    note: 'Ưu tiên máy chủ web.',
    unit: { id: 'tinh', name: 'Tỉnh Sơn Giang' },
    items: 412,
    counts: [
      { type: 'address', count: 300 },
      { type: 'domain', count: 112 },
    ],
    marked: 4,
    falseItems: 1,
    live: true,
    created: { at: now - 2 * day, by: 'Nguyễn Văn An' },
    changed: { at: now - 2 * day, by: 'Nguyễn Văn An' },
    answer: null,
    state: 'open',
    search: searchAt(now),
  }
  const nothing = { hits: 0, matched: 0 }
  return [
    {
      ...base,
      id: 'l0',
      title: 'IP máy chủ điều khiển',
      due: date(now - 2 * day),
      state: 'overdue',
      live: false,
      search: null,
    },
    base,
    {
      ...base,
      id: 'l2',
      title: 'Mã độc tống tiền',
      due: null,
      live: false,
      search: { ...searchAt(now), ...nothing, state: 'running', reached: now - 40 * day, ended: null },
    },
    {
      ...base,
      id: 'l3',
      title: 'Thư lừa đảo giả danh thuế',
      state: 'answered-late',
      live: false,
      search: { ...searchAt(now), ...nothing },
      answer: { at: now - day, by: 'Trần Thị Bình', kind: 'nil', search: 's1', reference: '15/BC-ĐƯC', note: '' },
    },
  ]
}
