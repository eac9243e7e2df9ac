import type { FastifyInstance } from 'fastify'
import type { Alert } from '../../console/api/schemas/alerts.ts'
import type {
  EntityAlerts,
  EntityBars,
  EntityHosts,
  EntityPrevalence,
  EntityProfile,
  ProcessActivity,
  ProcessChildren,
  ProcessNode,
  ProcessTree,
} from '../../console/api/schemas/entities.ts'

const hour = 3_600_000
const count = (value: number) => ({ value, relation: 'eq' as const })

/** Answers what pages of hosts, users, addresses and process trees ask; `empty` knows nothing. */
export function answerEntities(
  app: FastifyInstance,
  { full, now, alerts }: { full: boolean; now: number; alerts: readonly Alert[] },
): void {
  const span = {
    first: full ? now - 20 * hour : null,
    last: full ? now - hour : null,
    count: full ? 900 : 0,
    exact: true,
  }
  app.get<{ Params: { kind: string } }>('/api/entities/:kind', async ({ params }): Promise<EntityProfile> => {
    const contact = { name: 'Trần Thị Bình', role: 'CNTT', phone: '0912 345 678', mail: '', duty: true }
    const path = ['Tỉnh Mẫu', 'Sở Tài chính', 'Phòng Kế toán hành chính sự nghiệp']
    return {
      units: full
        ? [
            { id: 'so-tc', path, count: 900, relation: 'eq', contacts: [contact] },
            { id: 'so-yt', path: ['Tỉnh Mẫu', 'Sở Y tế'], count: 12, relation: 'gte', contacts: [] },
            { id: null, path: [], count: 3, relation: 'eq', contacts: [] },
          ]
        : [],
      more: false,
      span,
      systems: full && params.kind === 'host' ? [{ id: 's', code: 'qlvb', level: 3, name: 'Quản lý văn bản' }] : [],
      place:
        params.kind === 'address'
          ? { reach: 'private', network: { unit: 'so-tc', network: '10.20.4.0/24', path } }
          : null,
    }
  })
  app.get('/api/entities/:kind/prevalence', async (): Promise<EntityPrevalence> => {
    const counts = { hosts: count(4), users: count(7), sources: count(3), destinations: count(0), units: count(2) }
    return { span, ...counts, sources: { value: 500, relation: 'gte' } }
  })
  app.get<{ Querystring: { from: string } }>('/api/entities/:kind/bars', async ({ query }): Promise<EntityBars> => {
    const interval = 30 * 60_000
    const from = Math.floor(Number(query.from) / interval) * interval
    const buckets = Array.from({ length: 46 }, (_, at) => ({
      from: from + at * interval,
      counts: { 'linux.auth': 5 + ((at * 7) % 11), 'fortinet.firewall': (at * 5) % 8, '': at % 3 },
    }))
    return { interval, datasets: ['linux.auth', 'fortinet.firewall'], buckets: full ? buckets : [], total: count(900) }
  })
  app.get('/api/entities/:kind/hosts', async (): Promise<EntityHosts> => {
    const hosts = ['web-01', 'vinh-dong-pc-01.songiang.example', 'dc-01'].map((host, at) => ({
      host,
      ...span,
      count: 90 - at,
    }))
    return { hosts: full ? hosts : [], more: full, partial: false }
  })
  app.get('/api/entities/:kind/alerts', async (): Promise<EntityAlerts> => {
    return { rows: alerts.slice(0, 9), total: alerts.length, statuses: {}, dispositions: {} }
  })

  const node = (n: number, name: string, more: Partial<ProcessNode> = {}): ProcessNode => ({
    event: `e${n}`,
    parentOf: null,
    host: 'pc-ketoan-03',
    time: now - hour + n * 1000,
    entityId: `{${n}}`,
    pid: String(4000 + n),
    name,
    executable: `C:\\Windows\\System32\\${name}`,
    commandLine: `${name} -n 1 -enc ${'SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA'.repeat(n % 4)}`,
    user: 'TINH\\an.nguyen',
    hashes: [{ kind: 'sha256', value: '5f'.repeat(32) }],
    alerts: [],
    ...more,
  })
  const children: ProcessChildren = {
    nodes: [
      node(9, 'schtasks.exe'),
      ...Array.from({ length: 8 }, (_, at) => node(20 + at, 'ping.exe')),
      node(8, 'whoami.exe'),
    ],
    total: count(52),
    cursor: 'more',
  }
  const title = { vi: 'PowerShell chạy lệnh đã mã hóa', en: 'PowerShell runs an encoded command' }
  app.get<{ Querystring: { event: string } }>('/api/processes/tree', async ({ query }, reply): Promise<ProcessTree> => {
    if (!full || query.event === 'none') {
      const type = 'urn:vonggac:error:not-found'
      return reply
        .status(404)
        .send({ type, title: '', status: 404, code: 'not-found', detail: 'there is no such event' })
    }
    return {
      host: 'pc-ketoan-03',
      ancestors: [
        node(0, 'explorer.exe', { event: null, parentOf: 'e1', time: null, user: null, commandLine: null }),
        node(1, 'WINWORD.EXE'),
        node(2, 'cmd.exe'),
      ],
      end: 'unseen',
      process: node(3, 'powershell.exe', { alerts: [{ id: 'a1', status: 'new', severity: 'high', title }] }),
      children,
      sure: false,
    }
  })
  app.get(
    '/api/processes/children',
    async (): Promise<ProcessChildren> => ({ nodes: [], total: count(0), cursor: null }),
  )
  app.get(
    '/api/processes/activity',
    async (): Promise<ProcessActivity> => ({
      question: 'event.dataset: linux.auth',
      from: now - 30 * hour,
      to: now + hour,
      categories: {
        field: 'event.category',
        values: [
          { value: 'authentication', count: 7 },
          { value: 'file', count: 2 },
        ],
        partial: false,
      },
    }),
  )
}
