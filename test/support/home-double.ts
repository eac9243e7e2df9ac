import type { FastifyInstance } from 'fastify'
import type { Alert } from '../../console/api/schemas/alerts.ts'
import type { AlertLine, Home } from '../../console/api/schemas/home.ts'
import type { Lags, Metrics } from '../../console/api/schemas/metrics.ts'
import type { Shift, ShiftDetail } from '../../console/api/schemas/shifts.ts'
import type { Source } from '../../console/api/schemas/sources.ts'
import { measured } from '../../response/metrics/measures.ts'
import { compared, overTime, precisionOf } from '../../response/metrics/report.ts'

const hour = 3_600_000

/** Home, the log of the watch and the metrics, of invented alerts and sources. */
export function answerHome(
  app: FastifyInstance,
  {
    alerts,
    sources,
    now,
    may,
  }: {
    readonly alerts: readonly Alert[]
    readonly sources: readonly Source[]
    readonly now: number
    /** What the caller may do. */
    may(cookie: string | undefined, permission: string): boolean
  },
): void {
  const an = { id: 'an', name: 'Nguyễn Văn An' }
  const truc = { id: 'truc', name: 'Trưởng ca trực' }
  const unit = { id: 'tinh', name: 'Tỉnh Sơn Giang' }
  const running: Shift = {
    id: 's2',
    version: 1,
    unit,
    person: truc,
    phone: '0912 345 678',
    started: now - 3 * hour,
    ended: null,
    after: 's1',
    handOver: null,
  }
  const before: Shift = {
    id: 's1',
    version: 2,
    unit,
    person: an,
    phone: '0988 111 222',
    started: now - 11 * hour,
    ended: now - 3 * hour,
    after: null,
    handOver: {
      state: 'accepted',
      to: truc,
      at: now - 4 * hour,
      alerts: 2,
      mine: false,
      text: 'Cảnh báo tôi đang xử lý: 2\nViệc cần làm tiếp:\n- gọi lại đầu mối Sở Y tế lúc 8 giờ',
      answer: { by: truc, at: now - 3 * hour, reason: '' },
    },
  }
  const full = alerts.length > 0
  const shifts = full ? [running, before] : []
  const duty = full ? [{ unit, on: [{ shift: 's2', person: truc, phone: running.phone, since: running.started }] }] : []
  const line = (alert: Alert): AlertLine => {
    const { id, revision, rule, severity, status, unit: of, host, user, count, first, last } = alert
    return {
      id,
      revision,
      severity,
      status,
      host,
      user,
      count,
      first,
      last,
      title: rule.title,
      unit: of,
      handOff: null,
    }
  }
  const part = (of: (alert: Alert) => boolean) => {
    const found = alerts.filter(of)
    return { rows: found.slice(0, 5).map(line), total: found.length }
  }
  const given = (alert: AlertLine): AlertLine => ({
    ...alert,
    handOff: { state: 'offered', by: an.name, to: truc.name, note: 'sang xử lý sự cố, nhờ xem giúp' },
  })

  app.get('/api/home', async ({ headers: { cookie } }): Promise<Home> => {
    const reads = may(cookie, 'alert.read')
    const offered = part(({ status }) => status === 'acknowledged')
    const silent = sources.filter(({ lastSeen }) => now - lastSeen > hour / 4)
    return {
      work: reads
        ? {
            fresh: part(({ status }) => status === 'new'),
            mine: part(({ status, assignee }) => status === 'acknowledged' && assignee?.id === 'truc'),
            nobodys: part(({ assignee }) => assignee === null),
            criticals: alerts.filter(({ assignee, severity }) => assignee === null && severity === 'critical').length,
            offered: { rows: offered.rows.slice(0, 2).map(given), total: Math.min(2, offered.total) },
            given: { rows: [], total: 0 },
          }
        : null,
      incidents: reads ? { rows: [], total: 0 } : null,
      sources: {
        total: sources.length,
        silentTotal: silent.length,
        silent: silent.slice(0, 5).map(({ id, host, peer, unit: of, lastSeen }) => ({
          id,
          name: host ?? peer,
          unit: of,
          since: lastSeen,
        })),
      },
      since:
        reads && full
          ? {
              at: now - 9 * hour,
              alerts: { high: 3, low: 11 },
              closed: 4,
              silent: 1,
              ruleChanges: 2,
              ruleChangesAtLeast: false,
            }
          : null,
      duty: may(cookie, 'shift.read') ? { rows: duty } : null,
      handOvers: [],
      proposals: reads ? [] : null,
      ownUnits: null,
      ownAlerts: null,
      roles: 1,
      lapsed: [],
      window: null,
    }
  })
  app.get('/api/shifts', async () => ({ rows: shifts, total: shifts.length }))
  app.get('/api/shifts/duty', async () => ({ rows: duty }))
  app.get('/api/shifts/people', async () => ({ rows: [an, truc] }))
  app.get('/api/shifts/draft', async () => ({
    mine: { total: 0, rows: [] },
    unowned: 3,
    criticals: 1,
    given: 0,
    silent: [],
    incidents: [],
  }))
  app.get<{ Params: { id: string } }>(
    '/api/shifts/:id',
    async ({ params }): Promise<ShiftDetail> => ({
      shift: params.id === 's1' ? before : running,
      entries: [{ id: 'e1', at: now - 2 * hour, by: truc, text: 'Nguồn fw-02 ngừng gửi, đã báo nhà mạng.' }],
      mentions: [],
    }),
  )
  app.get<{ Querystring: { by: 'unit' | 'rule' | 'severity'; span: 'day' | 'week' | 'month' } }>(
    '/api/metrics',
    async ({ query }): Promise<Metrics> => {
      const times = alerts.map((alert) => ({
        rule: { id: alert.rule.id, title: alert.rule.title.vi },
        unit: alert.unit?.id ?? null,
        severity: alert.severity,
        status: alert.status,
        disposition: alert.disposition,
        event: alert.first,
        last: alert.last,
        matches: alert.count,
        opened: alert.opened,
        taken: alert.acknowledged,
        closed: alert.closed?.at ?? null,
      }))
      return {
        alerts: times.length,
        whole: true,
        all: measured(times),
        precision: precisionOf(times),
        bySeverity: {},
        compared: (await compared(times, query.by)).map((one) => ({ ...one, name: null })),
        spans: [...(await overTime(times, query.span, 'Asia/Ho_Chi_Minh'))],
        incidents: null,
      }
    },
  )
  app.get(
    '/api/metrics/lag',
    async (): Promise<Lags> => ({
      sampled: sources.length * 40,
      rows: sources.slice(0, 10).map(({ id, host, peer, unit: of }, n) => ({
        source: id,
        name: host ?? peer,
        unit: of,
        n: 40,
        p95: n * 1_700,
      })),
    }),
  )
  app.get('/api/alerts/takers', async () => ({
    rows: [
      { kind: 'person', ...an },
      { kind: 'unit', ...unit },
    ],
  }))
}
