import type { FastifyInstance } from 'fastify'
import type { FieldStatistics } from '../../console/api/schemas/events.ts'
import type { ExportPlan } from '../../console/api/schemas/exports.ts'
import type { SavedPageList } from '../../console/api/schemas/saved-searches.ts'

/** The API's answers about saved searches, exports and statistics; nothing saved and found when `empty`. */
export function answerHunting(app: FastifyInstance, empty: boolean): void {
  app.get(
    '/api/searches',
    async (): Promise<SavedPageList> => ({
      rows: empty
        ? []
        : [
            {
              id: 's1',
              name: 'Đăng nhập sai từ ngoài tỉnh, theo địa chỉ nguồn',
              address: 'query=event.outcome%3A+failure&range=7d&column=source.ip&column=user.name',
              owner: 'Nguyễn Văn An',
              shared: true,
              unit: { id: 'so-yt', name: 'Sở Y tế' },
              mine: false,
            },
            {
              id: 's2',
              name: 'PowerShell',
              address: 'range=30d',
              owner: 'truc',
              shared: false,
              unit: null,
              mine: true,
            },
          ],
    }),
  )
  app.get<{ Params: { of: string } }>(
    '/api/exports/:of/plan',
    async ({ params }): Promise<ExportPlan> => ({
      rows: { value: empty ? 0 : params.of === 'events' ? 3_120_000 : 812, relation: 'eq' },
      most: 1_000_000,
    }),
  )
  app.get<{ Querystring: { from: string; to: string } }>(
    '/api/events/statistics',
    async ({ query }): Promise<FieldStatistics> => {
      const [from, to] = [Number(query.from), Number(query.to)]
      const interval = Math.ceil((to - from) / 60)
      const values = ['10.20.0.5', '203.0.113.7', '2001:db8:30::7', 'một giá trị rất dài '.repeat(8), '=1+1']
      return {
        total: { value: empty ? 0 : 1_480, relation: 'eq' },
        present: {
          interval,
          buckets: empty
            ? []
            : Array.from({ length: 60 }, (_, at) => ({ from: from + at * interval, count: (at * 7) % 23 })),
          total: { value: empty ? 0 : 1_312, relation: 'eq' },
        },
        distinct: { value: empty ? 0 : 1_000, relation: empty ? 'eq' : 'gte' },
        values: empty ? [] : values.map((value, at) => ({ value, count: 800 >> at })),
        partial: !empty,
      }
    },
  )
}
