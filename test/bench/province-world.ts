import type { Unit } from '../../core/access/unit.ts'
import { severities } from '../../core/event/severity.ts'
import { systemClock } from '../../core/lib/clock.ts'
import type { Match, RecordWrite, Store } from '../../core/store/store.ts'
import type { Alert } from '../../response/alerts/alert.ts'
import { type Account, accountKind } from '../../response/identity/accounts.ts'
import { hashPassword } from '../../response/identity/password.ts'
import { entryWrite, newEntry } from '../../response/incidents/entry.ts'
import { type Incident, incidentKind } from '../../response/incidents/incident.ts'
import { type IndicatorList, indicatorListKind, type ListItem } from '../../response/indicators/indicator-list.ts'
import { writeParts } from '../../response/indicators/list-records.ts'
import { retentionFrames } from '../../response/retention/law.ts'
import { dutyKind, type Shift, shiftKind } from '../../response/shifts/shift.ts'
import { recordSources } from '../../response/sources/source.ts'
import { createSystemDesk } from '../../response/systems/system-desk.ts'
import { unitsFrom } from '../../response/units/unit-records.ts'
import { type RuleText, ruleTextKind } from '../../rules/live/rule-text.ts'
import { storeAlerts, untouchedAlert } from '../support/stored-alerts.ts'
import { lead } from '../support/system-desk.ts'
import { dayEvent, dayLong, firstDay } from './day-events.ts'

/** How much of what grows without end a province has; the rest is 140 units, 300 systems, 500 people and their work. */
export interface ProvinceSize {
  readonly alerts: number
  readonly events: number
  readonly auditRows: number
  /** Rules that were written in the console; with those of the platform's own there are 3,000. */
  readonly rules?: number
}

/** Log-in names of who asks: the whole province's duty lead, and an analyst of one department. */
export const askers = ['chi-huy', 'phan-tich-so-3'] as const
export const password = 'mật khẩu của bài đo'
/** The unit that the analyst sees. */
export const oneUnit = 'so-3'

export const provinceUnits: readonly Unit[] = [
  { id: 'tinh', name: 'Tỉnh', kind: 'province' },
  ...Array.from({ length: 139 }, (_, n): Unit => {
    const department = n >= 100
    return {
      id: department ? `so-${n - 100}` : `xa-${n}`,
      name: `${department ? 'Sở' : 'Xã'} số ${n}`,
      kind: department ? 'department' : 'commune',
      parent: 'tinh',
      networks: [`10.${n}.0.0/16`],
    }
  }),
]
const unitOf = (n: number) => provinceUnits[1 + (n % 139)]?.id ?? 'tinh'
const lineage = (unit: string) => [...new Set([unit, 'tinh'])]
const person = (n: number) => ({ id: `nguoi-${n % 496}`, name: `Nguyễn Văn ${n % 496}` })

/** A text of rules that was written in the console. */
export const oneText = 'quy-tac-0'

/** Fills an empty store of either kind with a province that has worked for thirty days up to now. */
export async function fillProvince(store: Store, size: ProvinceSize): Promise<void> {
  const { records, audit } = store
  const now = Date.now()
  await unitsFrom(records, () => provinceUnits, systemClock)
  await records.write(await accounts(now))
  const systems = createSystemDesk(records, systemClock, 'Asia/Ho_Chi_Minh', {
    frames: retentionFrames(),
    classOf: () => '12m' as const,
  })
  const rows = Array.from(
    { length: 300 },
    (_, n) => `HT-${n};Hệ thống ${n};${(n % 5) + 1};${unitOf(n)};may-${n};10.${n % 139}.1.${n % 250};fw-${n}`,
  )
  await systems.importCsv(lead, {
    text: ['code;name;level;owner;hosts;networks;sources', ...rows].join('\n'),
    file: '',
  })
  await recordSources(
    records,
    Array.from({ length: 200 }, (_, n) => source(n, now)),
  )
  await inPieces(records, shifts(now))
  await inPieces(
    records,
    Array.from({ length: size.rules ?? 2_700 }, (_, n) => ruleText(n, now)),
  )
  for (let n = 0; n < 50; n++) await indicators(store, n, now)
  await inPieces(records, Array.from({ length: 2_000 }, (_, n) => incident(n, now)).flat())
  await storeAlerts(records, size.alerts, (n) => alert(n, size.alerts, now))
  await fillEvents(store, size.events, size.alerts, now)
  for (let at = 0; at < size.auditRows; at += 2_000)
    await audit.append(Array.from({ length: 2_000 }, (_, n) => auditRow(at + n, size.alerts)))
}

function ruleText(n: number, now: number): RecordWrite {
  const number = String(n).padStart(12, '0')
  const text = [
    `title: Chạy công cụ lạ số ${n}`,
    `id: 00000000-0000-4000-8000-${number}`,
    'status: test',
    'tags: [attack.execution, attack.t1059.001]',
    'logsource: { product: windows, category: process_creation }',
    `detection: { tool: { CommandLine|contains: cong-cu-la-${n} }, condition: tool }`,
    'level: low',
  ].join('\n')
  const by = person(n).id
  const origin = { kind: 'console' } as const
  const document: RuleText = { id: `quy-tac-${n}`, text, note: '', revision: 1, at: now - dayLong, by, origin }
  return { kind: ruleTextKind, id: document.id, document, unitIds: [], expect: 'absent' }
}

async function inPieces(records: Store['records'], writes: readonly RecordWrite[]): Promise<void> {
  for (let at = 0; at < writes.length; at += 500) await records.write(writes.slice(at, at + 500))
}

async function accounts(now: number): Promise<RecordWrite[]> {
  const stored = await hashPassword(password)
  const account = (name: string, displayName: string, unit: string, grants: Account['grants']): RecordWrite => {
    const document: Account = { name, displayName, password: stored, grants, created: now, passwordSet: now, unit }
    return { kind: accountKind, id: name, document, unitIds: lineage(unit), expect: 'absent' }
  }
  return [
    account(askers[0], 'Chỉ huy', 'tinh', [{ role: 'duty-lead', unit: 'tinh' }]),
    account(askers[1], 'Phân tích viên', oneUnit, [{ role: 'analyst', unit: oneUnit }]),
    ...Array.from({ length: 496 }, (_, n) => {
      const { id, name } = person(n)
      const role = n % 5 === 0 ? 'analyst' : n % 5 === 1 ? 'agency-head' : 'agency-reporter'
      return account(id, name, unitOf(n), [{ role, unit: n % 20 === 0 ? 'tinh' : unitOf(n) }])
    }),
  ]
}

function alert(n: number, total: number, now: number): Alert {
  const severity = severities[(n * 7) % severities.length] ?? 'low'
  const last = now - Math.floor(((total - n) / total) * 30 * dayLong)
  const first = last - (n % 50) * 60_000
  const state = n % 10 < 6 ? 'closed' : n % 10 < 9 ? 'new' : 'acknowledged'
  const by = person(n)
  const id = `a${String(n).padStart(7, '0')}`
  const host = `may-${(n * 31) % 2_000}`
  const dispositions = ['false-positive', 'benign', 'true-positive-impact', 'duplicate'] as const
  const incidentId = `SC-2026-${String(n % 2_000).padStart(4, '0')}`
  const unit = unitOf(n)
  return untouchedAlert(n, last, severity, {
    id,
    key: id,
    status: state,
    disposition: state === 'closed' ? (dispositions[n % 4] ?? null) : null,
    rule: { id: `luat-${(n * 13) % 400}`, title: { vi: `Đăng nhập thất bại ${n % 400}`, en: `Failed ${n % 400}` } },
    unit,
    host,
    user: n % 3 === 0 ? null : `nguoi-dung-${(n * 17) % 3_000}`,
    source: `10.${n % 139}.${(n * 3) % 250}.7`,
    count: (n % 90) + 1,
    first,
    opened: first + 2_000 + ((n * 977) % 90_000),
    assignee: n % 100 === 9 ? { id: askers[0], name: 'Chỉ huy' } : n % 10 >= 9 ? by : null,
    acknowledged: state === 'new' ? null : first + 100_000 + ((n * 7_919) % 7_200_000),
    closed:
      state === 'closed'
        ? { at: first + 8_000_000 + ((n * 104_729) % 86_400_000), by: by.id, note: 'Đã kiểm tra với quản trị viên.' }
        : null,
    handOff:
      n % 500 === 9
        ? { state: 'offered', by, at: last, to: { kind: 'unit', id: unit, name: unit }, note: 'Nhờ xem giúp.' }
        : null,
    system: { id: `ht-${n % 300}`, code: `HT-${n % 300}`, level: String((n % 5) + 1) },
    ...(n % 50 === 1 ? { incidents: [{ id: incidentId, units: lineage(unit) }] } : {}),
  })
}

function incident(n: number, now: number): RecordWrite[] {
  const at = now - Math.floor((n / 2_000) * 30 * dayLong)
  const by = person(n)
  const severity = severities[n % severities.length] ?? 'low'
  const unit = unitOf(n)
  const closed = n % 4 !== 0
  const document: Incident = {
    id: `SC-2026-${String(n).padStart(4, '0')}`,
    revision: 1,
    title: `Máy nhiễm mã độc số ${n}`,
    type: 'malware',
    severity,
    rank: severities.indexOf(severity),
    tlp: 'amber',
    detected: at - 600_000,
    occurred: at - 900_000,
    exercise: n % 40 === 7,
    unit,
    owner: n % 3 === 0 ? null : by,
    members: [person(n + 1)],
    status: closed ? 'closed' : 'in-progress',
    steps: [
      { status: 'new', at, by },
      { status: 'in-progress', at: at + 600_000, by },
      ...(closed ? [{ status: 'closed' as const, at: at + 86_400_000, by }] : []),
    ],
    opened: at,
    openedBy: by,
    restricted: n % 100 === 3,
    conclusion: closed
      ? { cause: 'Tệp đính kèm', impact: 'Một máy', disposition: 'true-positive-impact', at: at + 86_400_000, by }
      : null,
  }
  const unitIds = lineage(unit)
  const of = { incident: document.id, at, recorded: at, by }
  const entries = [newEntry({ what: 'opened' }, of), newEntry({ what: 'note', text: 'Đã gọi đơn vị.' }, of)]
  return [
    { kind: incidentKind, id: document.id, document, unitIds, expect: 'absent' },
    ...entries.map((entry) => entryWrite(entry, unitIds)),
  ]
}

const source = (n: number, now: number): Parameters<typeof recordSources>[1][number] => {
  const unit = unitOf(n)
  return {
    id: `source-${n}`,
    input: 'syslog',
    peer: `10.${n % 139}.0.9`,
    host: `srv-${n}`,
    unit: { id: unit, ids: lineage(unit) },
    datasets: ['linux.auth'],
    firstSeen: now - 30 * dayLong,
    lastSeen: now - (n % 10 === 0 ? dayLong : 30_000),
    events: 100_000 + n,
    bytes: 90_000_000,
    failures: n % 7,
    marks: {},
    minutes: Object.fromEntries(Array.from({ length: 60 }, (_, m) => [Math.floor(now / 60_000) - m, 40 + m])),
    lag: 900,
  }
}

function shifts(now: number): RecordWrite[] {
  return Array.from({ length: 500 }, (_, n): RecordWrite[] => {
    const unit = n % 5 === 0 ? unitOf(n) : 'tinh'
    const started = now - n * 3_600_000
    const shift: Shift = {
      id: `ca-${String(n).padStart(4, '0')}`,
      unit,
      person: person(n),
      phone: '0912 345 678',
      started,
      ended: n < 3 ? null : started + 8 * 3_600_000,
      after: null,
      handOver: null,
    }
    const { id } = shift
    const on = [{ shift: id, person: shift.person, phone: shift.phone, since: started }]
    return [
      { kind: shiftKind, id, document: shift, unitIds: lineage(unit), expect: 'absent' },
      ...(n < 3
        ? [{ kind: dutyKind, id: unit, document: { unit, on }, unitIds: lineage(unit), expect: 'any' as const }]
        : []),
    ]
  }).flat()
}

async function indicators({ records }: Store, n: number, now: number): Promise<void> {
  const items = Array.from({ length: 300 }, (_, at): ListItem => {
    const value = `198.${18 + (n % 2)}.${n}.${at % 250}`
    return { type: 'address', value, place: { line: at + 1 }, cautions: [] }
  })
  const unit = n % 5 === 0 ? oneUnit : 'tinh'
  const id = `chi-bao-${n}`
  const signed = { at: now - n * 3_600_000, by: { id: askers[0], name: 'Chỉ huy' } }
  const document: IndicatorList = {
    id,
    title: `Công văn số ${n}`,
    sender: 'Cục An toàn thông tin',
    reference: `${n}/CATTT`,
    dated: '2026-11-02',
    due: '2026-12-20',
    tlp: 'amber',
    note: '',
    unit,
    items: items.length,
    counts: { address: items.length },
    marked: 0,
    parts: await writeParts(records, id, items, lineage(unit)),
    live: false,
    kept: signed.at,
    created: signed,
    changed: signed,
    answer: null,
  }
  await records.write([{ kind: indicatorListKind, id, document, unitIds: lineage(unit), expect: 'absent' }])
}

/** Events of the last seven days; the newest alerts have matches among those of the last. */
async function fillEvents({ events }: Store, total: number, alerts: number, now: number): Promise<void> {
  const today = Math.floor((now - firstDay) / dayLong)
  const perDay = Math.floor(total / 7)
  for (let day = today - 7; day < today; day++) {
    for (let from = 0; from < perDay; from += 2_000) {
      const some = Array.from({ length: Math.min(2_000, perDay - from) }, (_, n) => {
        const event = dayEvent(day, from + n, perDay)
        return { ...event, partition: { ...event.partition, class: '12m' } }
      })
      const matches =
        day < today - 1
          ? []
          : some.slice(0, 100).map(({ id, partition, document }, n): Match => {
              const at = alerts - 1 - ((from / 2_000) * 10 + Math.floor(n / 10))
              const { key, rule, unit, severity, host, user, source: ip, entity } = alert(at, alerts, now)
              const time = Date.parse(document['@timestamp'])
              const facts = { title: rule.title, severity, unit, entity: [...entity], host, user, source: ip }
              const unitIds = lineage(unit ?? 'tinh')
              const match = { id: `${id}-${rule.id}`, ruleId: rule.id, eventId: id, alertKey: key, partition, time }
              return { ...match, seen: time + 1_000, unitIds, facts }
            })
      await events.append(some, matches)
    }
  }
}

const actions = ['alert.acknowledge', 'alert.close', 'session.open', 'data.export', 'incident.open', 'role.grant']
function auditRow(n: number, alerts: number): Parameters<Store['audit']['append']>[0][number] {
  const { id } = person(n * 7)
  const details = { note: 'Đã kiểm tra với quản trị viên.', from: '10.1.2.3', n }
  const target = `alert/a${String((n * 31) % alerts).padStart(7, '0')}`
  return { actor: id, action: actions[n % actions.length] ?? '', target, unitIds: lineage(unitOf(n)), details }
}
