import type { FastifyInstance } from 'fastify'
import type { Alert } from '../../console/api/schemas/alerts.ts'
import type {
  EvidenceDetail,
  IncidentDetail,
  IncidentHistory,
  IncidentPage,
  IncidentTypes,
  SimilarIncidents,
  Workers,
} from '../../console/api/schemas/incidents.ts'
import { incidentTypes } from '../../response/incidents/incident-types.ts'

const an = { id: 'an', name: 'Nguyễn Văn An' }
const hanh = { id: 'hanh', name: 'Trần Thị Hạnh' }
const hour = 3_600_000

type Row = IncidentPage['rows'][number]

function inventIncidents(now: number, alerts: readonly Alert[]): Row[] {
  const unit = alerts.find((alert) => alert.unit !== null)?.unit ?? { id: 'tinh', name: 'Tỉnh' }
  const shared = { unit, members: [hanh], restricted: false, exercise: false, ended: null }
  return [
    {
      ...shared,
      id: 'SC-2026-0007',
      title: 'Tài khoản quản trị máy chủ cổng dịch vụ công bị dò mật khẩu rồi chiếm, dữ liệu hồ sơ có thể đã bị đọc',
      type: 'privileged-account',
      severity: 'critical',
      tlp: 'amber-strict',
      status: 'in-progress',
      owner: an,
      opened: now - 3 * hour,
      detected: now - 4 * hour,
    },
    {
      ...shared,
      id: 'SC-2026-7KQ2XM',
      title: null,
      type: 'information-access',
      severity: 'high',
      tlp: 'red',
      status: 'new',
      owner: an,
      opened: now - 26 * hour,
      detected: now - 26 * hour,
      restricted: true,
    },
    {
      ...shared,
      id: 'SC-2026-xa-muong-la-0001',
      title: 'Diễn tập: trang thông tin xã bị thay đổi giao diện',
      type: 'application-compromise',
      severity: 'medium',
      tlp: 'green',
      status: 'contained',
      owner: null,
      opened: now - 50 * hour,
      detected: now - 50 * hour,
      exercise: true,
    },
  ]
}

/** The API's answers about incidents, invented over the invented alerts; none where there are no alerts. */
export function answerIncidents(app: FastifyInstance, now: number, alerts: readonly Alert[]): void {
  const rows = alerts.length === 0 ? [] : inventIncidents(now, alerts)
  const linked = alerts.slice(0, 4)
  const evidence = linked.map((alert, at) => ({
    id: `e${at}`,
    eventId: `event-${at}`,
    at: alert.last,
    taken: now - 3 * hour,
    by: an,
    alert: alert.id,
    hash: '29c982849abb6c11f393a9abb5c2927f25bf9f1c704062b93b12ae1b2ebe810e',
    intact: at !== 2,
  }))
  app.get<{ Querystring: { text?: string } }>('/api/incidents', async ({ query }): Promise<IncidentPage> => {
    const found = rows.filter(({ id, title }) => `${id} ${title ?? ''}`.includes(query.text ?? ''))
    const of = (field: string, values: readonly string[]) => ({
      field,
      values: [...Map.groupBy(values, (value) => value)].map(([value, { length }]) => ({ value, count: length })),
      partial: false,
    })
    return {
      rows: found,
      total: found.length,
      facets: [
        of(
          'status',
          found.map(({ status }) => status),
        ),
        of(
          'severity',
          found.map(({ severity }) => severity),
        ),
        of(
          'unit',
          found.map(({ unit }) => unit.id),
        ),
        of(
          'owner',
          found.flatMap(({ owner }) => owner?.id ?? []),
        ),
      ],
      names: Object.fromEntries([[an.id, an.name], ...found.map(({ unit }) => [unit.id, unit.name])]),
    }
  })
  app.get(
    '/api/incidents/types',
    async (): Promise<IncidentTypes> => ({
      rows: [...incidentTypes()],
      limits: { alerts: 500, eventsOfEach: 20, events: 200 },
    }),
  )
  app.get('/api/incidents/workers', async (): Promise<Workers> => ({ rows: [an, hanh] }))
  app.get(
    '/api/incidents/similar',
    async (): Promise<SimilarIncidents> => ({
      rows: rows.slice(0, 2).map((row) => ({ ...row, shares: ['host', 'user'], alerts: 3 })),
    }),
  )
  app.get<{ Params: { id: string } }>('/api/incidents/:id', async ({ params }, reply) => {
    const row = rows.find(({ id }) => id === params.id)
    if (row === undefined) {
      return reply.status(404).send({
        type: '',
        title: '',
        status: 404,
        code: 'not-found',
        detail: 'there is no such incident',
      })
    }
    return detailOf(row)
  })
  app.get(
    '/api/incidents/:id/history',
    async (): Promise<IncidentHistory> => ({
      rows: [
        {
          number: 9,
          at: now - hour,
          actor: 'an',
          action: 'incident.detection-time',
          details: { old: new Date(now - 3 * hour).toISOString(), new: new Date(now - 4 * hour).toISOString() },
        },
        { number: 8, at: now - 3 * hour, actor: 'an', action: 'incident.open', details: {} },
      ],
    }),
  )
  app.get(
    '/api/incidents/:id/evidence/:evidence',
    async (): Promise<EvidenceDetail> => ({
      ...(evidence[0] ?? { id: '', eventId: '', at: 0, taken: 0, by: an, alert: null, hash: '', intact: true }),
      event: {
        '@timestamp': new Date(now).toISOString(),
        event: { dataset: 'linux.auth', original: 'sshd[21110]: Accepted password for root from 203.0.113.66' },
        host: { name: 'bastion-01' },
      },
    }),
  )

  const detailOf = (row: Row): IncidentDetail => ({
    incident: {
      ...row,
      title: row.title ?? 'Cán bộ chuyển dữ liệu ra ngoài',
      revision: 3,
      occurred: now - 5 * hour,
      openedBy: an,
      steps: [{ status: 'new', at: row.opened, by: an }],
      conclusion: null,
    },
    entries: [
      {
        id: 't1',
        what: 'alerts',
        at: now - 5 * hour,
        recorded: now - 3 * hour,
        by: an,
        pinned: false,
        alerts: ['a', 'b'],
      },
      { id: 't2', what: 'opened', at: now - 3 * hour, recorded: now - 3 * hour, by: an, pinned: false },
      {
        id: 't3',
        what: 'note',
        at: now - 2 * hour,
        recorded: now - hour,
        by: hanh,
        pinned: true,
        text: 'Gọi đầu mối: máy vẫn bật, đã rút khỏi mạng nội bộ.\nChưa tắt máy.',
      },
      {
        id: 't4',
        what: 'status',
        at: now - hour,
        recorded: now - hour,
        by: an,
        pinned: false,
        status: 'in-progress',
      },
    ],
    alerts: linked,
    evidence: evidence.map((one, at) => ({
      ...one,
      dataset: 'linux.auth',
      host: linked[at]?.host ?? null,
      user: linked[at]?.user ?? null,
      summary: 'Failed password for invalid user quantri from 203.0.113.66 port 40373 ssh2',
    })),
    totals: { entries: 4, evidence: evidence.length },
    may: { add: true, write: true, restrict: true },
  })
}
