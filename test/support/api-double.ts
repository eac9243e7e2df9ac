import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import Fastify from 'fastify'
import { Server } from 'socket.io'
import type {
  Alert,
  AlertDetail,
  AlertGroups,
  AlertPage,
  AlertQuery,
  AlertSummary,
} from '../../console/api/schemas/alerts.ts'
import type { EventFilter } from '../../console/api/schemas/events.ts'
import type { LiveChange } from '../../console/api/schemas/live.ts'
import type { SavedPageList } from '../../console/api/schemas/saved-searches.ts'
import type { Session } from '../../console/api/schemas/session.ts'
import type { IntakeKey, SourceList } from '../../console/api/schemas/sources.ts'
import type { SystemState } from '../../console/api/schemas/system.ts'
import { type Role, roles } from '../../core/access/permissions.ts'
import { parseSearch } from '../../core/predicate/search-language.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import { answerAudit } from './audit-double.ts'
import { answerCollections } from './collection-double.ts'
import { answerEntities } from './entity-double.ts'
import { answerHome } from './home-double.ts'
import { answerHunting } from './hunting-double.ts'
import { answerIncidents } from './incident-double.ts'
import { answerIndicators } from './indicator-double.ts'
import { type InventedRule, inventAlerts, inventEvents, inventRules, inventSources, inventUnits } from './invented.ts'
import { answerPeople } from './people-double.ts'
import { answerRules } from './rule-double.ts'
import { answerSystems } from './system-double.ts'
import { answerUnits } from './unit-double.ts'

/** The console's API answered from invented data, for looking at the screens with more on them than a test can raise. */
export interface ApiDouble {
  readonly url: string
  /** Adds an alert and says so on the live feed. */
  raise(severity: Alert['severity']): string
  /** One more match on an alert. */
  count(id: string): void
  close(): Promise<void>
}

interface State {
  readonly alerts: Alert[]
  readonly events: Record<string, unknown>[]
  readonly sources: SourceList['rows']
  readonly rules: InventedRule[]
  readonly keys: IntakeKey[]
  readonly troubles: SystemState['troubles']
}

/** Starts the double: `full` has a day's work on it, `empty` nothing yet. Any password signs `admin` or `truc` in. */
export async function startApiDouble(kind: 'full' | 'empty', port = 0): Promise<ApiDouble> {
  const now = Date.now()
  const units = inventUnits()
  const rules = inventRules()
  const full = kind === 'full'
  const state: State = {
    rules,
    alerts: full ? inventAlerts(now, rules, units) : [],
    events: full ? inventEvents(now) : [],
    sources: full ? inventSources(now, units) : [],
    keys: full ? [{ id: 'k1', name: 'fluent-bit cổng dịch vụ công', created: now - 4e8, createdBy: 'admin' }] : [],
    troubles: [],
  }
  const app = Fastify()
  const io = new Server(app.server, { path: '/api/live' })
  const tell = (change: LiveChange) => io.emit('changed', change)
  const root = join(import.meta.dirname, '../../console/web/dist')
  const page = readFileSync(join(root, 'index.html'), 'utf8').replace('nonce=""', 'nonce="of-the-double"')
  await app.register(staticFiles, { root, wildcard: false, index: false, globIgnore: ['index.html*'] })
  app.addHook('onSend', async (_, reply) => {
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-of-the-double'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
    reply.header('content-security-policy', policy)
  })
  const problem = (status: number, code: string, detail: string) => ({
    type: `urn:vonggac:error:${code}`,
    title: code,
    status,
    code,
    detail,
  })
  const nameOf = (cookie: string | undefined) => /vonggac=(\w+)/.exec(cookie ?? '')?.[1]
  const sessionOf = (name: string): Session => ({
    actor: { id: name, name, displayName: name === 'truc' ? 'Trực ban trưởng' : 'Quản trị hệ thống' },
    secondFactor: 'off',
    hat: null,
    permissions: [...roles[(name === 'truc' ? 'duty-lead' : 'platform-admin') satisfies Role]],
    units,
    installation: {
      name: 'Tỉnh Mẫu',
      phone: '0203 3835 000',
      timeZone: 'Asia/Ho_Chi_Minh',
      version: '0.1.0',
      syslogPort: 5514,
      bulkPort: 9200,
      bulkTls: false,
    },
  })
  app.addHook('onRequest', async (request, reply) => {
    const open = /^\/api\/(session|welcome|log-in)/.test(request.url) || !request.url.startsWith('/api/')
    if (!open && nameOf(request.headers.cookie) === undefined)
      return reply.status(401).send(problem(401, 'not-signed-in', 'sign in first'))
  })
  app.get('/api/session', async (request, reply) => {
    const name = nameOf(request.headers.cookie)
    return name === undefined ? reply.status(401).send(problem(401, 'not-signed-in', 'sign in first')) : sessionOf(name)
  })
  app.post<{ Body: { name: string; password: string } }>('/api/session', async ({ body }, reply) => {
    if (!['admin', 'truc'].includes(body.name) || body.password === 'wrong')
      return reply.status(401).send(problem(401, 'wrong-credentials', 'wrong account name or password'))
    reply.header('set-cookie', `vonggac=${body.name}; Path=/; HttpOnly`)
    return sessionOf(body.name)
  })
  app.delete('/api/session', async (_, reply) => {
    reply.header('set-cookie', 'vonggac=; Path=/; Max-Age=0')
    return { done: true }
  })

  answerAudit(app, kind)
  answerEntities(app, { full, now, alerts: state.alerts })
  answerUnits(app, units)
  answerHunting(app, !full)
  answerSystems(app, units, full)
  app.get<{ Querystring: Record<string, string | string[]> }>('/api/alerts', async ({ query }): Promise<AlertPage> => {
    const found = alertsOf(state, query)
    const { sort = 'last', direction = 'desc', limit = 100, offset = 0 } = query as unknown as AlertQuery
    const order = ['informational', 'low', 'medium', 'high', 'critical']
    const by = (alert: Alert) =>
      sort === 'severity'
        ? order.indexOf(alert.severity)
        : sort === 'rule'
          ? alert.rule.title.vi
          : sort === 'host'
            ? (alert.host ?? '')
            : sort === 'age'
              ? -alert.opened
              : alert[sort]
    found.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) * (direction === 'asc' ? 1 : -1))
    return { rows: found.slice(Number(offset), Number(offset) + Number(limit)), total: found.length }
  })
  app.get<{ Querystring: Record<string, string | string[]> }>(
    '/api/alerts/summary',
    async ({ query }): Promise<AlertSummary> => {
      const found = alertsOf(state, query)
      const [from, to] = [Number(query['from']), Number(query['to'])]
      const interval = Math.max(60_000, Math.ceil((to - from) / 60 / 60_000) * 60_000)
      const start = Math.floor(from / interval) * interval
      const buckets = Array.from({ length: Math.ceil((to - start) / interval) }, (_, at) => {
        const within = found.filter(({ last }) => Math.floor((last - start) / interval) === at)
        return { from: start + at * interval, counts: tally(within.map(({ severity }) => severity)) }
      })
      const of = (field: string, read: (alert: Alert) => string | null) => ({
        field,
        values: Object.entries(tally(alertsOf(state, { ...query, [field]: [] }).map(read)))
          .map(([value, count]) => ({ value, count }))
          .sort((a, b) => b.count - a.count)
          .slice(0, 10),
        partial: false,
      })
      return {
        facets: [
          of('status', (alert) => alert.status),
          of('severity', (alert) => alert.severity),
          of('unit', (alert) => alert.unit?.id ?? null),
          of('rule', (alert) => alert.rule.id),
          of('tactic', (alert) => alert.tactics[0] ?? null),
          of('host', (alert) => alert.host),
          of('user', (alert) => alert.user),
          of('source', (alert) => alert.source),
        ],
        histogram: { interval, buckets },
      }
    },
  )
  app.get<{ Querystring: Record<string, string | string[]> }>(
    '/api/alerts/groups',
    async ({ query }): Promise<AlertGroups> => {
      const keyOf = ({ rule, unit, ...alert }: Alert) => {
        const by = query['by'] as 'rule' | 'unit' | 'host' | 'user' | 'source'
        return by === 'rule' ? rule.id : by === 'unit' ? (unit?.id ?? null) : alert[by]
      }
      const groups = Map.groupBy(alertsOf(state, query), keyOf)
      const rows = [...groups].map(([value, alerts]) => ({
        value,
        name: null,
        count: alerts.length,
        last: Math.max(...alerts.map(({ last }) => last)),
        severities: tally(alerts.map(({ severity }) => severity)),
        statuses: tally(alerts.map(({ status }) => status)),
      }))
      return { groups: rows.sort((a, b) => b.count - a.count), total: rows.length }
    },
  )
  app.get(
    '/api/alerts/views',
    async (): Promise<SavedPageList> => ({
      rows: [
        {
          id: 'v1',
          name: 'Máy chủ web, chưa ai nhận',
          address: 'status=new',
          owner: 'An',
          shared: true,
          unit: null,
          mine: false,
        },
        {
          id: 'v2',
          name: 'Của tôi theo luật',
          address: 'group=rule',
          owner: 'truc',
          shared: false,
          unit: null,
          mine: true,
        },
      ],
    }),
  )
  app.get<{ Params: { id: string } }>('/api/alerts/:id', async ({ params }, reply) => {
    const alert = state.alerts.find(({ id }) => id === params.id)
    if (alert === undefined) return reply.status(404).send(problem(404, 'not-found', 'there is no such alert'))
    return detailOf(state, alert)
  })
  app.post<{ Params: { id: string; verb: string }; Body: Record<string, unknown> }>(
    '/api/alerts/:id/:verb',
    async ({ params, body, headers }, reply) => {
      const alert = state.alerts.find(({ id }) => id === params.id)
      if (alert === undefined) return reply.status(404).send(problem(404, 'not-found', 'there is no such alert'))
      if (alert.revision !== body['revision'])
        return reply.status(409).send(problem(409, 'conflict', 'the alert has changed'))
      const me = sessionOf(nameOf(headers.cookie) ?? 'truc').actor
      alert.revision += 1
      if (params.verb === 'acknowledge') {
        alert.status = 'acknowledged'
        alert.assignee = { id: me.id, name: me.displayName }
        alert.acknowledged = Date.now()
      } else if (params.verb === 'close') {
        alert.status = 'closed'
        alert.disposition = body['disposition'] as Alert['disposition']
        alert.closed = { at: Date.now(), by: me.displayName, note: String(body['note']) }
      } else {
        alert.status = 'acknowledged'
        alert.closed = null
        alert.disposition = null
      }
      tell({ kind: 'alert', ids: [alert.id] })
      return alert
    },
  )

  app.addHook<{ Querystring: { query?: string } }>('preHandler', async ({ url, query }, reply) => {
    if (url.startsWith('/api/') && !parseSearch(query.query ?? '').ok)
      return reply.status(400).send(problem(400, 'bad-query', 'it cannot be read'))
  })
  app.get<{ Querystring: Record<string, string | string[]> }>('/api/events', async ({ query }) => {
    const found = eventsOf(state, query)
    const start = Number(query['cursor'] ?? 0)
    const end = start + Number(query['limit'] ?? 100)
    return { rows: found.slice(start, end), cursor: end < found.length ? String(end) : null, reached: null }
  })
  app.get<{ Querystring: Record<string, string | string[]> }>('/api/events/histogram', async ({ query }) => {
    const found = eventsOf(state, query)
    const [from, to] = [Number(query['from']), Number(query['to'])]
    const interval = Math.max(1000, Math.ceil((to - from) / 80))
    const counts = tally(found.map((event) => String(Math.floor((timeOf(event) - from) / interval))))
    return {
      interval,
      buckets: Object.entries(counts).map(([at, count]) => ({ from: from + Number(at) * interval, count })),
      total: { value: found.length, relation: found.length > 300 ? 'gte' : 'eq' },
    }
  })
  app.get<{ Querystring: Record<string, string | string[]> }>('/api/events/facets', async ({ query }) => {
    const found = eventsOf(state, query)
    return {
      facets: String(query['fields'] ?? '')
        .split(',')
        .map((field) => ({
          field,
          values: Object.entries(tally(found.map((event) => read(event, field))))
            .map(([value, count]) => ({ value, count }))
            .sort((a, b) => b.count - a.count)
            .slice(0, 10),
          partial: field === 'process.name',
        })),
    }
  })
  app.get<{ Querystring: { field: string; prefix: string } }>('/api/events/values', async ({ query }) => {
    const counts = Object.entries(tally(state.events.map((event) => read(event, query.field))))
    const values = counts
      .map(([value, count]) => ({ value, count }))
      .filter(({ value }) => value.includes(query.prefix))
    return { field: query.field, values: values.slice(0, 10), partial: false }
  })
  app.get<{ Params: { id: string } }>('/api/events/:id', async ({ params }, reply) => {
    const event = state.events.find((one) => read(one, 'event.id') === params.id)
    if (event === undefined) return reply.status(404).send(problem(404, 'not-found', 'there is no such event'))
    return { event }
  })

  answerHome(app, {
    alerts: state.alerts,
    sources: state.sources,
    now,
    may: (cookie, permission) => {
      const name = nameOf(cookie)
      return name !== undefined && sessionOf(name).permissions.includes(permission)
    },
  })

  app.get('/api/sources', async (): Promise<SourceList> => ({ rows: state.sources, now: Date.now() }))
  app.get<{ Params: { id: string } }>('/api/sources/:id/failures', async ({ params }) => ({
    rows:
      (state.sources.find(({ id }) => id === params.id)?.failures ?? 0) > 0
        ? [
            {
              at: now - 60_000,
              reason: 'RFC 5424: structured data is not closed',
              raw: '<34>1 2026-11-23T03:14:07Z web01 app - - [id=1 \u001b[31mđỏ\u001b[0m',
            },
            { at: now - 3_600_000, reason: 'RFC 3164: no priority', raw: 'GET / HTTP/1.1\r\n\u0000\u0000' },
          ]
        : [],
  }))
  app.get('/api/keys', async () => ({ rows: state.keys }))
  app.post<{ Body: { name: string } }>('/api/keys', async ({ body }) => {
    const key = { id: `k${state.keys.length + 1}`, name: body.name, created: Date.now(), createdBy: 'truc' }
    state.keys.push(key)
    return { ...key, secret: 'vg_5f0c2bb1a8f24e7c9d0e6a41b7c3d8e2f91a' }
  })
  app.delete<{ Params: { id: string } }>('/api/keys/:id', async ({ params }) => {
    const at = state.keys.findIndex(({ id }) => id === params.id)
    if (at !== -1) state.keys.splice(at, 1)
    return { done: true }
  })
  answerIncidents(app, now, state.alerts)
  answerIndicators(app, full, now)
  answerRules(app, rules, full)
  answerCollections(app, full)
  answerPeople(app, full)
  app.get(
    '/api/system',
    async (): Promise<SystemState> => ({
      troubles: state.troubles,
      events: state.events.length * 4211,
      matches: state.alerts.length * 31,
      bytes: full ? 734_003_200 : 0,
      diskFree: 48_318_382_080,
      disk: {
        total: 214_748_364_800,
        free: 48_318_382_080,
        usedPercent: 77.5,
        warnAt: 75,
        fullAt: 85,
        level: 'filling',
        growth: full ? 734_003_200 : null,
        daysUntilFull: full ? 22 : null,
      },
      law: { effectiveFrom: '2026-08-19', source: 'TCVN 14423:2026, Phụ lục 1', verifiedBy: 'đội ứng cứu' },
      classes: [{ class: '12m', months: 12, minimum: 3 }],
      partitions: full
        ? Array.from({ length: 40 }, (_, back) => ({
            class: '12m',
            day: new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10),
            events: 4211,
            matches: 31,
            bytes: 734_003_200,
            until: back === 7 ? null : new Date(Date.now() + (365 - back) * 86_400_000).toISOString().slice(0, 10),
            held: back === 3,
          }))
        : [],
      ledger: full
        ? [
            {
              class: '12m',
              day: '2025-06-30',
              reason: 'expired',
              state: 'done',
              asked: Date.now() - 3_600_000,
              ended: Date.now() - 3_590_000,
              events: 4211,
              bytes: 734_003_200,
            },
          ]
        : [],
    }),
  )
  app.post('/api/sample', async () => {
    setTimeout(() => {
      state.alerts.push(...inventAlerts(Date.now(), rules, units).slice(0, 3))
      tell({ kind: 'alert', ids: state.alerts.map(({ id }) => id) })
    }, 1500)
    return { lines: 140, duration: 20_000 }
  })
  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/api/')
      ? reply.status(404).send(problem(404, 'not-found', 'there is nothing here'))
      : reply.type('text/html; charset=utf-8').send(page),
  )

  await app.listen({ port, host: '127.0.0.1' })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    raise: (severity) => {
      const alert = inventAlerts(Date.now(), rules, units)[0]
      if (alert === undefined) throw new Error('no alert was invented')
      const id = `raised-${state.alerts.length}`
      state.alerts.push({ ...alert, id, severity, status: 'new', last: Date.now(), assignee: null })
      tell({ kind: 'alert', ids: [id] })
      return id
    },
    count: (id) => {
      const alert = state.alerts.find((one) => one.id === id)
      if (alert === undefined) throw new Error(`no alert ${id}`)
      alert.count += 1
      alert.last = Date.now()
      tell({ kind: 'alert', ids: [id] })
    },
    close: async () => {
      const closed = io.close()
      // A browser keeps connections on which it has asked nothing yet.
      app.server.closeAllConnections()
      await closed
      await app.close()
    },
  }
}

function detailOf(state: State, alert: Alert): AlertDetail {
  const rule = state.rules.find(({ id }) => id === alert.rule.id)
  const events = state.events.filter((event) => read(event, 'source.ip') === '203.0.113.77').slice(0, 5)
  return {
    alert,
    rule: rule === undefined ? null : { ...rule, condition: 'selection' },
    events: events.map((event) => ({
      event,
      matched: [
        { field: 'event.action', value: 'ssh_login', test: '= ssh_login' },
        { field: 'event.outcome', value: 'failure', test: '= failure' },
        { field: 'user.name', value: String(read(event, 'user.name')), test: '≠ –' },
        { field: 'source.ip', value: '203.0.113.77', test: '∉ 10.0.0.0/8' },
      ],
    })),
    history: [
      ...(alert.acknowledged === null
        ? []
        : [{ at: alert.acknowledged, actor: 'truc', action: 'alert.acknowledge', details: {} }]),
      ...(alert.closed === null
        ? []
        : [
            {
              at: alert.closed.at,
              actor: 'truc',
              action: 'alert.close',
              details: { disposition: alert.disposition, note: alert.closed.note },
            },
          ]),
    ],
    heldBack: 0,
    findings: [],
    seenBefore: state.alerts
      .filter((one) => one.rule.id === alert.rule.id && one.id !== alert.id && one.status === 'closed')
      .slice(0, 3)
      .map(({ id, last, count, disposition }) => ({ id, last, count, disposition })),
    precedents: [
      { of: 'rule', alerts: 214, hosts: 12, units: 5, dispositions: { 'false-positive': 40, benign: 3 } },
      { of: 'host', alerts: 2, hosts: 1, units: 1, dispositions: {} },
    ],
    system: alert.system && {
      id: alert.system.id,
      code: alert.system.code,
      name: 'Cổng dịch vụ công trực tuyến của tỉnh',
      level: 3,
      owner: 'Sở Khoa học và Công nghệ',
      contact: { name: 'Nguyễn Thị Hạnh', phone: '0912 345 678' },
      operator: 'Trung tâm Dữ liệu và Chuyển đổi số',
      supplier: { name: 'Công ty Giải pháp số', contact: 'Lê Thị Bình', phone: '0987 654 321' },
    },
    contacts: [
      { name: 'Lê Thị Bình', role: 'Đầu mối ứng cứu', phone: '0203 3835 111', mail: 'binh@so.example', duty: true },
    ],
  }
}

function alertsOf(state: State, query: Record<string, string | string[] | undefined>): Alert[] {
  const list = (name: string) => [query[name] ?? []].flat()
  const holds = (name: string, value: string | null) =>
    list(name).length === 0 || (value !== null && list(name).includes(value))
  const text = String(query['text'] ?? '').toLowerCase()
  return state.alerts.filter(
    (alert) =>
      alert.last >= Number(query['from']) &&
      alert.last < Number(query['to']) &&
      holds('status', alert.status) &&
      holds('severity', alert.severity) &&
      holds('unit', alert.unit?.id ?? null) &&
      holds('rule', alert.rule.id) &&
      holds('host', alert.host) &&
      holds('user', alert.user) &&
      holds('source', alert.source) &&
      JSON.stringify([alert.rule.title, alert.host, alert.user, alert.source]).toLowerCase().includes(text),
  )
}

function eventsOf(state: State, query: Record<string, string | string[] | undefined>): Record<string, unknown>[] {
  const filter = query as unknown as EventFilter
  const chips = (value: readonly string[] | string | undefined) =>
    [value ?? []].flat().map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const)
  const hit = (event: Record<string, unknown>, [field, value]: readonly [string, string]) =>
    value === '*' ? read(event, field) !== null : read(event, field) === value
  const asked = parseSearch(filter.query ?? '')
  const answers = asked.ok ? toMatcher(asked.value.predicate) : () => false
  return state.events.filter(
    (event) =>
      answers(event) &&
      timeOf(event) >= Number(filter.from) &&
      timeOf(event) < Number(filter.to) &&
      chips(filter.only).every((chip) => hit(event, chip)) &&
      !chips(filter.not).some((chip) => hit(event, chip)) &&
      JSON.stringify(event)
        .toLowerCase()
        .includes((filter.text ?? '').toLowerCase()),
  )
}

function read(event: Record<string, unknown>, field: string): string | null {
  let value: unknown = event[field]
  if (value === undefined)
    value = field.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], event)
  return value === undefined || value === null ? null : String(Array.isArray(value) ? value[0] : value)
}

const timeOf = (event: Record<string, unknown>) => Date.parse(String(event['@timestamp']))

function tally(values: readonly (string | null)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) if (value !== null) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
