import assert from 'node:assert/strict'
import { type LeakCaller, leakCaller, signedCaller } from './leak-caller.ts'
import { eventually, firstPasswords, type Platform } from './platform.ts'
import { guidOf, sysmonStart } from './process-lines.ts'
import { sendTcp } from './syslog-lines.ts'

/** What lies in one unit: every text of it holds the mark, which stands nowhere else in the province. */
export interface PlantedUnit {
  readonly unit: string
  readonly mark: string
  readonly alerts: readonly string[]
  readonly events: readonly string[]
  readonly incident: string
  readonly restricted: string
  readonly person: string
  readonly bulk: string
  /** Everybody's: the one that fired. */
  readonly rule: string
}

const password = 'một câu dài để vào trạm gác'
const range = 'from=0&to=4102444800000'
/** The unit's machine, as its lines name it. */
export const hostOf = (mark: string) => `host-${mark}`
/** Who tries the unit's machine alone, and who tries everybody's. */
const addressOf = (mark: string) => `198.51.100.${Number.parseInt(mark.slice(3, 5), 16) % 250}`
export const attacker = '203.0.113.7'

/**
 * The units of a small province, as the file of the first start: two departments of one parent, one of them with an office
 * below. `marks`: of the office and of the other department.
 */
export const unitsFile = ([office, department]: readonly [string, string]): string =>
  JSON.stringify([
    { id: 'tinh', name: 'Tỉnh', kind: 'province' },
    { id: 'so-tc', name: 'Sở Tài chính', kind: 'department', parent: 'tinh' },
    { id: 'so-tc-ketoan', name: `Phòng ${office}`, kind: 'office', parent: 'so-tc', hosts: [hostOf(office)] },
    { id: 'so-yt', name: `Sở ${department}`, kind: 'department', parent: 'tinh', hosts: [hostOf(department)] },
  ])

/** Lets somebody in by invitation, link and log-in, as people come in. `grants`: [role, unit]. */
async function letIn(
  url: string,
  lead: LeakCaller,
  { name, home, grants, mark, address }: Newcomer,
): Promise<LeakCaller> {
  const { person, link } = await lead.must<{ person: { version: number }; link: { secret: string } }>(
    'POST',
    '/api/people',
    { name, displayName: `Người ${mark}`, unit: home, service: false },
  )
  let { version } = person
  for (const [role, unit] of grants) {
    const granted = await lead.must<{ version: number }>('POST', `/api/people/${name}/grants`, {
      version,
      role,
      unit,
      ...(role === 'auditor' ? { until: Date.now() + 86_400_000, reads: { from: 0, to: 4102444800000 } } : {}),
    })
    version = granted.version
  }
  await leakCaller(url, name, address).must('POST', '/api/welcome', { name, secret: link.secret, password })
  return signedCaller(url, name, password, address)
}
interface Newcomer {
  readonly name: string
  readonly home: string
  readonly grants: readonly (readonly [role: string, unit: string])[]
  readonly mark: string
  readonly address: string
}

/** The leaders of the first start, from addresses of their own. */
export async function firstCallers(platform: Platform): Promise<{ lead: LeakCaller; admin: LeakCaller }> {
  const { truc, admin } = firstPasswords(platform)
  return {
    lead: await signedCaller(platform.url, 'truc', truc, '127.0.1.1'),
    admin: await signedCaller(platform.url, 'admin', admin, '127.0.1.2'),
  }
}

/** Lets people in, each of a unit and with roles; gives them by name. */
export async function letPeopleIn(
  platform: Platform,
  lead: LeakCaller,
  people: readonly Omit<Newcomer, 'address'>[],
): Promise<ReadonlyMap<string, LeakCaller>> {
  const callers = await Promise.all(
    people.map((one, i) => letIn(platform.url, lead, { ...one, address: `127.0.2.${i + 1}` })),
  )
  return new Map(callers.map((caller) => [caller.name, caller]))
}

/** A program of the unit with a key to all that its role holds. */
export async function letProgramIn(platform: Platform, lead: LeakCaller, unit: string): Promise<LeakCaller> {
  const name = `${unit}.may`
  const { person } = await lead.must<{ person: { version: number } }>('POST', '/api/people', {
    name,
    displayName: 'Chương trình',
    unit,
    service: true,
  })
  await lead.must('POST', `/api/people/${name}/grants`, { version: person.version, role: 'service-account', unit })
  const permissions = ['alert', 'event', 'source', 'rule', 'unit', 'incident', 'indicator', 'inventory']
  const { secret } = await lead.must<{ secret: string }>('POST', `/api/people/${name}/keys`, {
    name: 'x',
    permissions: permissions.map((noun) => `${noun}.read`),
    unit,
    days: 1,
  })
  return leakCaller(platform.url, name, '127.0.1.3', { authorization: `Bearer ${secret}` })
}

/** Has lines of the marks' machines come in over the wire: sshd by syslog, Sysmon by the HTTP intake; `now`: when they say it was. */
export async function sendLines(
  platform: Platform,
  lead: LeakCaller,
  marks: readonly string[],
  now: number,
): Promise<void> {
  const stamp = new Date(now).toISOString().replace('Z', '+00:00')
  await sendTcp(
    platform.syslogPort,
    marks.flatMap((mark) => [
      ...Array.from(
        { length: 20 },
        (_, i) =>
          `<38>1 ${stamp} ${hostOf(mark)} sshd ${100 + i} - - Failed password for invalid user user-${mark} from ${i % 2 === 0 ? attacker : addressOf(mark)} port ${1024 + i} ssh2`,
      ),
      `<38>1 ${stamp} ${hostOf(mark)} sshd 99 - - unread words of ${mark}`,
    ]),
  )
  const key = await lead.must<{ id: string; secret: string }>('POST', '/api/keys', { name: 'x' })
  const authorization = `ApiKey ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`
  const documents = marks.flatMap((mark) => {
    const host = hostOf(mark)
    const id = (n: number) => guidOf(Number.parseInt(mark.slice(3, 9), 16) * 10 + n)
    const shell = {
      at: now - 2000,
      host,
      guid: id(1),
      pid: 10,
      parentGuid: id(9),
      parentPid: 9,
      image: `C:\\${mark}\\a.exe`,
    }
    const child = {
      at: now - 1000,
      host,
      guid: id(2),
      pid: 11,
      parentGuid: id(1),
      parentPid: 10,
      image: `C:\\${mark}\\b.exe`,
    }
    return [sysmonStart(shell), sysmonStart({ ...child, line: `b.exe ${mark}` })]
  })
  const reply = await fetch(`http://127.0.0.1:${platform.bulkPort}/_bulk`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-ndjson' },
    body: documents.map((line) => `{"create":{"_index":"x"}}\n${line}\n`).join(''),
  })
  assert.equal(reply.status, 200, await reply.text())
}

interface Work {
  readonly lead: LeakCaller
  /** An analyst of the unit. */
  readonly analyst: LeakCaller
  readonly person: string
  readonly unit: string
  readonly mark: string
}

/** Has people work in a unit: something of every noun that there is, each with the unit's mark in its texts. */
export async function workIn({ lead, analyst, person, unit, mark }: Work): Promise<PlantedUnit> {
  const host = hostOf(mark)
  type Rows = { rows: { id: string; source: string | null; rule: { id: string } }[] }
  const alerts = await eventually(`alerts of ${mark}`, async () => {
    const { rows } = await analyst.must<Rows>('GET', `/api/alerts?${range}`)
    return rows.length > 1 && rows
  })
  const events = await eventually(`events of ${mark}`, async () => {
    const { rows } = await analyst.must<{ rows: { event: { id: string } }[] }>('GET', `/api/events?${range}&limit=200`)
    const own = rows.filter((row) => JSON.stringify(row).includes(host))
    return own.length >= 23 && own.map(({ event }) => event.id)
  })
  // The closed one tells others who are tried by the same address what became of it: those of its own unit.
  const second = alerts.find(({ source }) => source === attacker)
  const first = alerts.find(({ source }) => source !== attacker)
  assert.ok(first !== undefined && second !== undefined)
  const incidentOf = (restricted: boolean) =>
    lead.must<{ id: string }>('POST', '/api/incidents', {
      title: `Vụ ${restricted ? 'kín' : 'mở'} ${mark}`,
      type: 'other',
      severity: 'high',
      tlp: 'amber',
      exercise: false,
      restricted,
      unit,
      target: { alerts: [first.id] },
    })
  const [incident, restricted] = [await incidentOf(false), await incidentOf(true)]
  for (const { id } of [incident, restricted]) {
    await lead.must('POST', `/api/incidents/${id}/notes`, { text: `ghi chú ${mark}`, pinned: true })
    await lead.must('POST', `/api/incidents/${id}/events`, { events: [events.at(-1)] })
  }
  // They are counted and linked meanwhile.
  const step = (id: string, verb: string, more: object = {}) =>
    eventually(`${verb} an alert of ${mark}`, async () => {
      const { alert } = await analyst.must<{ alert: { revision: number } }>('GET', `/api/alerts/${id}`)
      const answer = await analyst.ask('POST', `/api/alerts/${id}/${verb}`, { revision: alert.revision, ...more })
      return answer.status === 200 && (JSON.parse(answer.body.toString()) as { revision: number })
    })
  const taken = await step(first.id, 'acknowledge')
  await step(second.id, 'acknowledge')
  await step(second.id, 'close', { disposition: 'false-positive', note: `đóng ${mark}` })
  await analyst.must('POST', `/api/alerts/${first.id}/hand`, {
    revision: taken.revision,
    to: { kind: 'person', id: 'truc' },
    note: `giao ${mark}`,
  })
  const today = new Date().toISOString().slice(0, 10)
  const system = {
    name: `Hệ thống ${mark}`,
    level: 3,
    decision: null,
    owner: unit,
    operator: { unit: null, name: `ops ${mark}` },
    supplier: { name: `nhà cung cấp ${mark}`, contact: mark, phone: '', mail: '' },
    hosts: [host],
    networks: [],
    domains: [],
    sources: [],
    logMonths: null,
    notes: mark,
  }
  const exception = {
    title: `ngoại lệ ${mark}`,
    rules: null,
    expression: `host.name: nowhere-${mark}`,
    list: null,
    unit,
    owner: 'truc',
    reason: `lý do ${mark}`,
    expires: null,
  }
  const saved = (name: string) => ({ name: `${name} ${mark}`, address: `query=${mark}`, shared: true, unit })
  const contact = { name: `Trực ${mark}`, role: mark, phone: '0912 345 678', mail: `${mark}@tinh.example`, duty: true }
  const { steps } = await lead.must<{ steps: number }>('GET', `/api/units/${unit}`)
  const steadily: (readonly [LeakCaller, 'POST' | 'PUT', string, object])[] = [
    [lead, 'PUT', `/api/units/${unit}/contacts`, { contacts: [contact], steps }],
    [lead, 'POST', '/api/systems', { code: `HT-${mark}`, from: today, words: system }],
    [lead, 'POST', '/api/rule-exceptions', exception],
    [analyst, 'POST', '/api/exception-proposals', { ...exception, title: `đề nghị ${mark}` }],
    [
      lead,
      'PUT',
      `/api/value-lists/ds-${mark}`,
      { about: mark, type: 'exact', text: host, owner: 'truc', version: null },
    ],
    [analyst, 'POST', '/api/searches', saved('tìm')],
    [analyst, 'POST', '/api/alerts/views', saved('hàng đợi')],
  ]
  for (const [caller, method, path, body] of steadily) await caller.must(method, path, body)
  const bulk = await analyst.must<{ id: string }>('POST', '/api/alerts/bulks', {
    key: `bulk-${mark}`,
    verb: 'acknowledge',
    filter: { from: 0, to: 4102444800000, host: [host] },
  })
  const list = await analyst.must<{ id: string }>('POST', '/api/indicators', {
    title: `danh sách ${mark}`,
    sender: mark,
    reference: `số ${mark}`,
    dated: null,
    due: null,
    tlp: 'amber',
    note: mark,
    unit,
    source: { text: `${mark}.example\n${attacker}` },
    leftOut: [],
  })
  await analyst.must('POST', `/api/indicators/${list.id}/searches`, { days: 2 })
  await analyst.must('POST', '/api/shifts', { unit, phone: '0912 345 678' })
  const { rows } = await analyst.must<{ rows: { id: string; version: number }[] }>('GET', `/api/shifts?${range}`)
  const shift = rows[0]
  assert.ok(shift !== undefined)
  await analyst.must('POST', `/api/shifts/${shift.id}/entries`, { text: `trong ca ${mark}` })
  const { shift: now } = await analyst.must<{ shift: { version: number } }>('GET', `/api/shifts/${shift.id}`)
  await analyst.must('POST', `/api/shifts/${shift.id}/offer`, {
    version: now.version,
    to: null,
    text: `bàn giao ${mark}`,
  })
  return {
    unit,
    mark,
    alerts: [first.id, second.id],
    events,
    incident: incident.id,
    restricted: restricted.id,
    person,
    bulk: bulk.id,
    rule: first.rule.id,
  }
}
