import type { Alert } from '../../console/api/schemas/alerts.ts'
import type { RuleDetail, RuleStatisticsList } from '../../console/api/schemas/rules.ts'
import type { Session } from '../../console/api/schemas/session.ts'
import type { Source } from '../../console/api/schemas/sources.ts'

/** An invented province with the longest names that such units really have. */
export function inventUnits(): Session['units'] {
  return [
    { id: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' },
    { id: 'so-tc', name: 'Sở Tài chính', kind: 'department', parent: 'tinh' },
    { id: 'so-khcn', name: 'Sở Khoa học và Công nghệ', kind: 'department', parent: 'tinh' },
    { id: 'vp', name: 'Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh', kind: 'office', parent: 'tinh' },
    { id: 'xa-1', name: 'Xã Nguyễn Bỉnh Khiêm', kind: 'commune', parent: 'tinh' },
    { id: 'ph-2', name: 'Phường Trần Hưng Đạo', kind: 'ward', parent: 'tinh' },
    { id: 'dk-3', name: 'Đặc khu Hòn Én', kind: 'special-zone', parent: 'tinh' },
  ]
}

export type InventedRule = RuleDetail

export function inventRules(): InventedRule[] {
  const titles: readonly (readonly [string, string, Alert['severity']])[] = [
    ['Đăng nhập SSH thất bại', 'Failed SSH log-in', 'low'],
    ['Đăng nhập SSH thành công sau nhiều lần thất bại', 'Successful SSH log-in after repeated failures', 'high'],
    ['Đăng nhập SSH bằng tài khoản root', 'SSH log-in as root', 'medium'],
    ['Tạo tài khoản mới trên máy chủ', 'New account on a server', 'medium'],
    ['Thêm người dùng vào nhóm quản trị', 'User added to an administrative group', 'high'],
    ['Lệnh sudo tải và chạy mã từ Internet', 'sudo runs code fetched from the Internet', 'critical'],
    ['Tác vụ cron chạy từ thư mục tạm', 'Cron job runs from a temporary folder', 'high'],
    ['su sang root bị từ chối', 'su to root denied', 'low'],
    ['Xóa nhật ký hệ thống', 'System logs were removed', 'critical'],
    ['Phiên đăng nhập ngoài giờ hành chính', 'Session outside office hours', 'informational'],
    ['PowerShell mã hóa trên máy trạm', 'Encoded PowerShell on a workstation', 'high'],
  ]
  return titles.map(([vi, en, level], at) => ({
    id: `7d3c1b0a-0000-4000-8000-${String(at).padStart(12, '0')}`,
    title: { vi, en },
    level,
    status: at % 3 === 0 ? 'stable' : 'test',
    logsource: at === 10 ? { product: 'windows', category: 'process_creation' } : { product: 'linux', service: 'sshd' },
    tags: ['attack.credential-access', 'attack.t1110.001'],
    file: `rules/pack/linux/${en.toLowerCase().replaceAll(' ', '-')}.yml`,
    runs: at !== 10,
    levelWritten: level,
    state: at === 10 ? 'cannot-run' : at === 7 ? 'off' : at === 6 ? 'no-source' : 'runs',
    origin: at === 9 ? 'console' : 'pack',
    standsIn: false,
    offReason: at === 7 ? 'Quá nhiều báo động giả ở Sở Tài chính' : null,
    correlation: at === 1,
    tests: { fires: 2, silent: 2 },
    cost: 400 + at * 310,
    vendorSource: null,
    text: at === 9 ? { id: 'text-9', version: 3, revision: 2 } : null,
    setting: {
      enabled: at !== 7,
      reason: at === 7 ? 'Quá nhiều báo động giả ở Sở Tài chính' : '',
      level: null,
      groupBy: null,
      suppression: null,
      schedule: null,
      version: at === 7 ? 12 : null,
      changed: at === 7 ? { at: 1_795_000_000_000, by: 'truc' } : null,
    },
    testLines: {
      fires: ['Aug 10 08:00:01 web-01 sshd[815]: Failed password for root from 203.0.113.7 port 4711 ssh2'],
      silent: ['Aug 10 08:00:01 web-01 sshd[815]: Accepted password for root from 203.0.113.7 port 4711 ssh2'],
    },
    reason: at === 10 ? 'log source windows/process_creation is not mapped here' : null,
    description: {
      vi: 'Một tài khoản bị thử sai mật khẩu từ cùng một địa chỉ. Thường là dò mật khẩu tự động từ Internet; nguy hiểm khi ngay sau đó có lần đăng nhập thành công.',
      en: 'Wrong passwords are tried for an account from one address. Mostly automatic guessing from the Internet; dangerous when a log-in succeeds right after.',
    },
    response: {
      vi: 'Kiểm tra địa chỉ nguồn có phải của cơ quan không.\nNếu không: chặn địa chỉ trên tường lửa, đổi mật khẩu tài khoản bị dò, tìm lần đăng nhập thành công từ cùng địa chỉ.',
      en: 'Check whether the source address is the agency’s own.\nIf not: block it on the firewall, change the password, look for a successful log-in from the same address.',
    },
    falsePositives: {
      vi: ['Người dùng quên mật khẩu', 'Công cụ giám sát dùng mật khẩu cũ'],
      en: ['A forgotten password', 'A monitoring program with an old password'],
    },
    references: ['https://attack.mitre.org/techniques/T1110/001/'],
    groupBy: ['source.ip', 'host.name'],
    source: `title: ${en}\nid: 7d3c1b0a-0000-4000-8000-${String(at).padStart(12, '0')}\nstatus: stable\ndescription: >\n  Wrong passwords are tried for an account.\nlogsource:\n  product: linux\n  service: sshd\ndetection:\n  selection:\n    event.action: ssh_login # what the mapping says\n    event.outcome: failure\n    source.ip|cidr:\n      - '203.0.113.0/24'\n  condition: selection\nlevel: ${level}\ntags:\n  - attack.credential-access\n  - attack.t1110.001\n`,
  }))
}

/** Hits, alerts and precision of all rules but the last. */
export function inventStatistics(rules: readonly InventedRule[]): RuleStatisticsList['byRule'] {
  return Object.fromEntries(
    rules.slice(0, -1).map(({ id }, at) => {
      const days = Array.from({ length: 30 }, (_, day) => Math.floor(chance(at * 31 + day) ** 3 * 40 * (at + 1)))
      const judged = at % 4 === 3 ? 0 : 6 + at
      const hits = days.reduce((sum, one) => sum + one, 0)
      const truePositives = Math.floor(judged * chance(at + 3))
      return [
        id,
        {
          hits,
          days,
          lastHit: 1_795_000_000_000 - at * 7_200_000,
          alerts: 12 + at * 3,
          open: at,
          judged,
          truePositives,
          precision: judged === 0 ? null : truePositives / judged,
          excepted: at * 5,
          suppressed: at * 12,
        },
      ]
    }),
  )
}

const hosts = ['web-dvc-01', 'mail-01', 'db-taichinh', 'fw-bien', 'pc-xa-nbk-07', 'srv-hoso.tinhmau.gov.vn']
const users = ['root', 'ketoan02', 'nguyenvanan', 'admin', 'vanthu', null]
const addresses = ['203.0.113.77', '198.51.100.23', '192.0.2.140', '2001:db8:85a3::8a2e:370:7334', '10.20.4.17', null]

/** A number from 0 to 1 that is always the same for the same seed. */
function chance(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43758.5453
  return wave - Math.floor(wave)
}

const pick = <T>(list: readonly T[], seed: number): T => list[Math.floor(chance(seed) * list.length)] as T

export function inventAlerts(now: number, rules: readonly InventedRule[], units: Session['units']): Alert[] {
  return Array.from({ length: 340 }, (_, at) => {
    const rule = pick(rules.slice(0, 10), at + 1)
    const unit = chance(at + 7) < 0.1 ? null : pick(units, at + 3)
    const last = now - Math.floor(chance(at + 11) ** 2 * 30 * 3_600_000) - 1000
    const status = pick(['new', 'new', 'new', 'acknowledged', 'closed'] as const, at + 5)
    const [host, user, source] = [pick(hosts, at + 13), pick(users, at + 17), pick(addresses, at + 19)]
    const first = last - Math.floor(chance(at + 23) * 5_400_000)
    return {
      id: `alert-${at}-${rule.id.slice(-2)}`,
      revision: 1,
      generation: 1,
      status,
      disposition:
        status === 'closed' ? pick(['false-positive', 'benign', 'true-positive-no-impact'] as const, at) : null,
      rule: { id: rule.id, title: rule.title },
      severity: rule.level,
      unit: unit === null ? null : { id: unit.id, name: unit.name },
      entity: source === null ? [] : [{ field: 'source.ip', value: source }],
      host,
      user,
      source,
      count: Math.ceil(chance(at + 29) ** 4 * 5200),
      first,
      last,
      opened: first + 900,
      assignee: status === 'new' ? null : { id: 'truc', name: 'Trực ban trưởng' },
      acknowledged: status === 'new' ? null : first + 300_000,
      closed:
        status === 'closed'
          ? { at: last + 60_000, by: 'Trực ban trưởng', note: 'Đã gọi đầu mối: máy quét định kỳ của đơn vị.' }
          : null,
      handOff: null,
      undoable: false,
      exercise: false,
      previous: at % 40 === 1 ? 'alert-2-00' : null,
      next: null,
      system: at % 3 === 0 ? { id: `ht${at % 6}`, code: `HT-00${(at % 6) + 1}`, level: '3' } : null,
      tactics: pick([['credential-access'], ['execution', 'persistence'], []] as const, at + 31).slice(),
      incident: null,
    }
  })
}

export function inventEvents(now: number): Record<string, unknown>[] {
  const events = Array.from({ length: 900 }, (_, at) => {
    const time = now - Math.floor(chance(at + 41) ** 2 * 23 * 3_600_000)
    const stamp = new Date(time).toISOString()
    const [host, user] = [pick(hosts, at + 43), pick(users, at + 47) ?? 'backup']
    const failed = chance(at + 53) < 0.7
    const source = failed && chance(at + 59) < 0.6 ? '203.0.113.77' : (pick(addresses, at + 61) ?? '10.20.4.18')
    const odd = at % 23 === 0
    const body = `${failed ? 'Failed' : 'Accepted'} password for ${failed ? 'invalid user ' : ''}${user} from ${source} port ${40_000 + at} ssh2${odd ? ' \u001b[31mALERT\u001b[0m \u202etxt.exe' : ''}`
    return {
      '@timestamp': stamp,
      message: body,
      event: {
        id: `e${at}`,
        kind: 'event',
        category: ['authentication'],
        type: ['start'],
        action: 'ssh_login',
        outcome: failed ? 'failure' : 'success',
        dataset: 'linux.auth',
        module: 'linux',
        ingested: new Date(time + 700).toISOString(),
        original: `<38>${stamp} ${host} sshd[${1000 + at}]: ${body}`,
      },
      host: { name: host },
      user: { name: user },
      source: { ip: source, port: 40_000 + at },
      process: { name: 'sshd', pid: 1000 + at },
      related: { ip: [source], user: [user] },
      log: {
        syslog: { priority: 38, facility: { code: 4, name: 'auth' }, severity: { code: 6, name: 'Informational' } },
      },
      vonggac: {
        unit: { id: 'so-tc', ids: ['so-tc', 'tinh'] },
        source: { id: `source-${hosts.indexOf(host)}` },
        ...(odd ? { marks: ['control_characters', 'year_assumed'], truncated: ['message'] } : {}),
      },
    }
  })
  return events.sort((a, b) => (a['@timestamp'] < b['@timestamp'] ? 1 : -1))
}

export function inventSources(now: number, units: Session['units']): Source[] {
  return Array.from({ length: 17 }, (_, at) => {
    const quiet = at % 6 === 4
    return {
      id: `source-${at}`,
      input: at % 4 === 3 ? 'bulk' : 'syslog',
      peer: at % 4 === 3 ? 'fluent-bit cổng dịch vụ công' : `10.20.${at}.5`,
      host: at === 8 ? null : pick(hosts, at + 71),
      unit: at === 8 ? null : (({ id, name }) => ({ id, name }))(pick(units, at + 73)),
      datasets: at % 5 === 0 ? ['linux.auth', 'linux.syslog'] : ['linux.auth'],
      firstSeen: now - 20 * 86_400_000 + at * 3_600_000,
      lastSeen: quiet ? now - (at + 1) * 2_700_000 : now - at * 2000,
      events: Math.floor(chance(at + 79) * 4_000_000),
      bytes: Math.floor(chance(at + 83) * 900_000_000),
      failures: at % 5 === 2 ? Math.ceil(chance(at) * 300) : 0,
      marks: at % 5 === 2 ? { undecodable: 12, control_characters: 3 } : at % 7 === 1 ? { year_assumed: 40_211 } : {},
      rate: Array.from({ length: 60 }, (_, minute) =>
        quiet && minute > 20
          ? 0
          : Math.floor((20 + 15 * Math.sin((minute + at) / 6)) * (0.6 + chance(minute + at * 60))),
      ),
      lag: quiet ? null : Math.floor(chance(at + 89) * 4000),
      skew: quiet ? null : at % 3 === 0 ? -95_000 : 120,
    }
  })
}
