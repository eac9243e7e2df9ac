import type { EventDocument } from '../../core/event/event.ts'
import type { StoredEvent } from '../../core/store/store.ts'

/** The first day of the events. */
export const firstDay = Date.UTC(2026, 6, 1)
export const dayLong = 86_400_000

/** mulberry32: every run makes the same events. */
let state = 7
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
const below = (limit: number): number => Math.floor(random() * limit)
/** Few of the numbers below `limit` come often, most of them seldom, as hosts, people and addresses do. */
const skewed = (limit: number): number => Math.floor(limit * random() ** 3)
const hex = (digits: number): string =>
  below(16 ** Math.min(digits, 8))
    .toString(16)
    .padStart(digits, '0')

const names = [
  'an',
  'binh',
  'chi',
  'dung',
  'giang',
  'hoa',
  'khanh',
  'lan',
  'minh',
  'nga',
  'phuc',
  'quynh',
  'son',
  'thao',
]
const userOf = (n: number): string => `${names[n % names.length]}.${n.toString(36)}`
/** A third within the province's own networks, the rest from 30,000 addresses outside. */
const addressOf = (): string => {
  if (random() < 0.35) return `10.${skewed(40)}.${below(4)}.${skewed(250)}`
  const n = skewed(30_000)
  return `${[45, 103, 113, 171, 185, 203][n % 6]}.${(n >> 12) + 7}.${(n >> 6) & 63}.${n & 63}`
}
const paths = ['/', '/dang-nhap', '/api/ho-so', '/thu-tuc/tra-cuu', '/static/app.js', '/van-ban/den', '/wp-login.php']
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'python-requests/2.31.0',
]
const programs = ['svchost.exe', 'powershell.exe', 'chrome.exe', 'winword.exe', 'rundll32.exe', 'cmd.exe', 'teams.exe']

type Vendor = Omit<EventDocument, '@timestamp' | 'event' | 'vonggac'> & { readonly event: Record<string, string> }

/** One web server's line, firewall's, Windows machine's or Linux server's, in a province's proportions. */
function vendorEvent(time: Date, host: string): Vendor {
  const user = userOf(skewed(2_000))
  const ip = addressOf()
  const target = `10.${skewed(40)}.${below(4)}.${skewed(250)}`
  const stamp = time.toISOString()
  const dice = random()
  if (dice < 0.4) {
    const path = `${paths[skewed(paths.length)]}?id=${below(100_000)}`
    const status = [200, 200, 200, 304, 404, 403, 500][skewed(7)] ?? 200
    const agent = agents[skewed(agents.length)] ?? ''
    const original = `${ip} - - [${stamp}] "GET ${path} HTTP/1.1" ${status} ${below(90_000)} "https://dichvucong.tinh.example/trang-chu" "${agent}" rt=0.${below(999)} uct="0.00${below(9)}" rid=${hex(8)}${hex(8)}`
    return {
      event: {
        dataset: 'nginx.access',
        action: 'http_request',
        outcome: status < 400 ? 'success' : 'failure',
        kind: 'event',
        original,
      },
      source: { ip, port: below(60_000) },
      url: { path, domain: 'dichvucong.tinh.example' },
      http: { request: { method: 'GET' }, response: { status_code: status } },
      user_agent: { original: agent },
      message: `GET ${path} ${status}`,
    }
  }
  if (dice < 0.65) {
    const denied = random() < 0.2
    const port = [443, 80, 53, 445, 22, 3389][skewed(6)] ?? 443
    const original = `date=${stamp.slice(0, 10)} time=${stamp.slice(11, 19)} devname="FG-${host}" devid="FGT60F${hex(8)}" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${ip} srcport=${below(60_000)} srcintf="port2" dstip=${target} dstport=${port} dstintf="wan1" sessionid=${below(9_000_000)} proto=6 action="${denied ? 'deny' : 'accept'}" policyid=${below(60)} service="HTTPS" sentbyte=${below(90_000)} rcvdbyte=${below(90_000)} msg="${denied ? 'Denied by forward policy check' : 'Connection closed'}"`
    return {
      event: {
        dataset: 'fortigate.traffic',
        action: denied ? 'deny' : 'accept',
        outcome: denied ? 'failure' : 'success',
        kind: 'event',
        original,
      },
      source: { ip, port: below(60_000) },
      destination: { ip: target, port },
      network: { transport: 'tcp', bytes: below(180_000) },
      message: denied ? 'Denied by forward policy check' : 'Connection closed',
    }
  }
  if (dice < 0.9) {
    const program = programs[skewed(programs.length)] ?? ''
    const tool = random() < 0.00005 ? ' -m sekurlsa::logonpasswords' : ''
    const command = `C:\\Windows\\System32\\${program} -k netsvcs -p -s ${hex(6)}${tool}`
    const original = `<Event><System><Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4688</EventID><Computer>${host}</Computer><TimeCreated SystemTime="${stamp}"/></System><EventData><Data Name="SubjectUserName">${user}</Data><Data Name="NewProcessId">0x${hex(4)}</Data><Data Name="CommandLine">${command}</Data></EventData></Event>`
    return {
      event: { dataset: 'windows.security', action: 'created-process', outcome: 'success', kind: 'event', original },
      user: { name: user },
      process: { name: program, pid: below(30_000), command_line: command },
      message: `Một tiến trình mới đã được tạo bởi ${user}: ${program}`,
    }
  }
  const failed = random() < 0.6
  const message = `${failed ? 'Failed' : 'Accepted'} password for ${user} from ${ip} port ${below(60_000)} ssh2`
  return {
    event: {
      dataset: 'linux.auth',
      action: 'ssh_login',
      outcome: failed ? 'failure' : 'success',
      kind: 'event',
      original: `<86>${stamp} ${host} sshd[${below(30_000)}]: ${message}`,
    },
    user: { name: user },
    source: { ip, port: below(60_000) },
    process: { name: 'sshd', pid: below(30_000) },
    message,
  }
}

/** Event `i` of a day that has `perDay` of them, about 1 kB; a few come minutes late. */
export function dayEvent(dayNumber: number, i: number, perDay: number): StoredEvent {
  const late = random() < 0.01 ? below(600_000) : 0
  const begin = firstDay + dayNumber * dayLong
  const at = Math.max(begin, begin + Math.floor((i / perDay) * dayLong) - late)
  const time = new Date(at)
  const unit = `xa-${skewed(40)}`
  const host = `srv-${skewed(200)}.${unit}.tinh.example`
  const { event, ...rest } = vendorEvent(time, host)
  const id = `${Math.floor(at / 60_000).toString(36)}-${hex(8)}${hex(8)}${hex(8)}`
  const padding = { collector: `bo-thu-${unit}`, observed: hex(8).repeat(4), labels: ['san-xuat', 'cap-do-3'] }
  return {
    id,
    partition: { class: 'standard', day: new Date(begin).toISOString().slice(0, 10) },
    placedByReceipt: false,
    document: {
      '@timestamp': time.toISOString(),
      ecs: { version: '9.0.0' },
      ...rest,
      event: { id, ingested: new Date(at + late + 800).toISOString(), ...event },
      host: { name: host, ip: [`10.${below(40)}.0.${below(250)}`], os: { family: 'linux' } },
      observer: padding,
      vonggac: { unit: { id: unit, ids: [unit, 'tinh'] }, source: { id: `source-${skewed(60)}` } },
    },
  } as StoredEvent
}
