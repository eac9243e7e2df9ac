import type { FastifyInstance } from 'fastify'
import type { Session } from '../../console/api/schemas/session.ts'
import type { UnitDetail, UnitList } from '../../console/api/schemas/units.ts'

const duty = { name: 'Nguyễn Thị Hạnh', role: 'Chánh Văn phòng', phone: '0912 345 678', mail: '', duty: true }

/** The API's answers about units, from the invented ones. */
export function answerUnits(app: FastifyInstance, units: Session['units']): void {
  const kindOf = (kind: string) => kind as UnitDetail['kind']
  app.get(
    '/api/units',
    async ({ headers }): Promise<UnitList> => ({
      day: '2026-03-01',
      mayChangeTree: headers.cookie?.includes('truc') === true,
      rows: units.map(({ id, name, kind, parent }, at) => ({
        id,
        name,
        kind: kindOf(kind),
        parent: parent ?? null,
        ended: null,
        networks: at % 4,
        hosts: at,
        contacts: at % 2,
        duty: at % 2 === 0 ? null : duty,
      })),
    }),
  )
  app.get<{ Params: { id: string } }>(
    '/api/units/:id',
    async ({ params }): Promise<UnitDetail> => ({
      id: params.id,
      name: 'Sở Y tế',
      kind: 'department',
      parent: { id: 'tinh', name: 'Tỉnh' },
      ended: null,
      networks: ['10.30.0.0/16', '2001:db8:30::/48'],
      domains: ['soyte.tinh.example'],
      hosts: ['yt-pc-*'],
      collectors: [],
      contacts: [duty],
      predecessors: [{ id: 'so-dan-so', name: 'Chi cục Dân số' }],
      successors: [],
      children: [],
      states: [{ from: '', name: 'Sở Y tế', kind: 'department', parent: { id: 'tinh', name: 'Tỉnh' }, networks: 2 }],
      history: [
        { at: Date.parse('2026-02-01'), by: 'truc', act: 'merge', from: '2026-02-01', others: [] },
        { at: Date.parse('2026-01-01'), by: 'platform', act: 'migrate', from: null, others: [] },
      ],
      steps: 2,
    }),
  )
}
