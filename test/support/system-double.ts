import type { FastifyInstance } from 'fastify'
import type { Session } from '../../console/api/schemas/session.ts'
import type { SystemDetail, SystemList, SystemRow } from '../../console/api/schemas/systems.ts'

const names = [
  'Hệ thống thông tin giải quyết thủ tục hành chính và Cổng dịch vụ công trực tuyến của tỉnh',
  'Thư điện tử công vụ',
  'Trục liên thông văn bản (LGSP)',
  'Kế toán ngân sách',
  'Hồ sơ sức khỏe điện tử',
  'Trang thông tin điện tử',
]
const levels = [4, 3, 3, 2, 2, 1] as const
const law = [0, 0, 1, 3, 6, 12]
const verdicts = ['short', 'enough', 'nothing-arrives', 'enough', 'enough', 'no-minimum'] as const

const rowOf = (units: Session['units'], at: number): SystemRow => {
  const kind = at % names.length
  const level = levels[kind] ?? 1
  const months = law[level] ?? 0
  const unit = units[at % units.length]
  return {
    id: `ht${at}`,
    code: `HT-${String(at + 1).padStart(3, '0')}`,
    name: `${names[kind]}${at >= names.length ? ` ${at + 1}` : ''}`,
    level,
    decision: kind === 4 ? null : { number: `${at + 12}/QĐ-UBND`, date: '2026-08-25', issuer: 'Ủy ban nhân dân tỉnh' },
    owner: unit === undefined ? null : { id: unit.id, name: unit.name },
    ownerEnded: at === 8,
    begins: null,
    ended: at === 11 ? '2026-02-01' : null,
    hosts: (at % 5) + 1,
    sources: { declared: kind === 5 ? 0 : 4, silent: kind === 0 ? 1 : 0, missing: kind === 2 ? 4 : 0 },
    minimum: { months, law: months, reason: null },
    kept: kind === 2 ? null : kind === 0 ? 3 : 12,
    retention: verdicts[kind] ?? 'enough',
  }
}

/** The API's answers about information systems: some 300 invented ones, or none. */
export function answerSystems(app: FastifyInstance, units: Session['units'], full: boolean): void {
  const rows = full ? Array.from({ length: 300 }, (_, at) => rowOf(units, at)) : []
  app.get(
    '/api/systems',
    async (): Promise<SystemList> => ({
      day: '2026-11-30',
      law: {
        effectiveFrom: '2026-08-19',
        source: 'TCVN 14423:2026, Phụ lục 1',
        verifiedBy: 'hai bản tổng hợp độc lập; chưa đối chiếu văn bản gốc',
      },
      rows,
    }),
  )
  app.get<{ Params: { id: string } }>('/api/systems/:id', async ({ params }, reply): Promise<SystemDetail> => {
    const row = rows.find(({ id }) => id === params.id)
    if (row === undefined)
      return reply.status(404).send({ type: 'about:blank', title: '', status: 404, code: 'not-found' })
    return {
      ...row,
      day: '2026-11-30',
      version: 3,
      operator: null,
      words: {
        name: row.name,
        level: row.level,
        decision: row.decision,
        owner: row.owner?.id ?? '',
        operator: { unit: null, name: 'Trung tâm Dữ liệu và Chuyển đổi số' },
        supplier: {
          name: 'Công ty Giải pháp số',
          contact: 'Lê Thị Bình',
          phone: '0987 654 321',
          mail: 'hotro@giaiphapso.example',
        },
        hosts: ['cong-dvc-01', 'cong-dvc-02'],
        networks: ['10.10.8.5', '10.10.9.0/28'],
        domains: ['dichvucong.tinh.example'],
        sources: ['cong-dvc-01', 'cong-dvc-02', 'waf-01', 'db-dvc-01'],
        logMonths: null,
        notes: 'Thuê hạ tầng trung tâm dữ liệu tỉnh.',
      },
      contacts: [{ name: 'Nguyễn Thị Hạnh', role: 'Chánh Văn phòng', phone: '0912 345 678', mail: '', duty: true }],
      declared: [
        { name: 'cong-dvc-01', state: 'arriving', id: 's1', lastSeen: Date.now() - 3_000 },
        { name: 'cong-dvc-02', state: 'arriving', id: 's2', lastSeen: Date.now() - 60_000 },
        { name: 'waf-01', state: 'silent', id: 's3', lastSeen: Date.now() - 7_200_000 },
        { name: 'db-dvc-01', state: 'missing', id: null, lastSeen: null },
      ],
      states: [
        { from: '', name: row.name, level: 3, decision: null, owner: row.owner },
        { from: '2026-08-25', name: row.name, level: row.level, decision: row.decision, owner: row.owner },
      ],
      history: [
        { at: Date.parse('2026-08-25'), by: 'truc', act: 'change', from: '2026-08-25', fields: ['level', 'decision'] },
        { at: Date.parse('2026-03-01'), by: 'truc', act: 'import', from: '', fields: [] },
      ],
    }
  })
}
