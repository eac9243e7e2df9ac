import { type Host, windowsDomain } from '../inventory.ts'
import { type Happening, type Line, localIso, type World } from '../line.ts'

/** A Windows event before a shipper wrote it. */
export interface WindowsEvent {
  readonly channel: string
  readonly provider: string
  readonly id: number
  readonly message: string
  readonly data: Readonly<Record<string, string>>
  readonly level?: 'information' | 'warning' | 'error'
  readonly outcome?: 'success' | 'failure'
}

const security = 'Microsoft-Windows-Security-Auditing'
const sysmon = 'Microsoft-Windows-Sysmon'
const sysmonChannel = 'Microsoft-Windows-Sysmon/Operational'

/** The computer's full name. */
const computer = (host: Pick<Host, 'name'>) => `${host.name}.${windowsDomain.toLowerCase()}.example`

/** The event as Winlogbeat delivers it to `_bulk`. */
function winlogbeat({ random }: World, at: number, host: Host, event: WindowsEvent): Line {
  const document = {
    '@timestamp': new Date(Math.floor(at)).toISOString(),
    message: event.message,
    event: {
      code: String(event.id),
      kind: 'event',
      provider: event.provider,
      ...(event.outcome !== undefined && { outcome: event.outcome }),
    },
    host: { name: host.name, hostname: host.name, ip: [host.ip], os: { family: 'windows', type: 'windows' } },
    log: { level: event.level ?? 'information' },
    agent: { type: 'winlogbeat', version: '9.2.1' },
    ecs: { version: '8.0.0' },
    winlog: {
      channel: event.channel,
      provider_name: event.provider,
      event_id: String(event.id),
      record_id: random.whole(100_000, 90_000_000),
      computer_name: computer(host),
      process: { pid: random.whole(600, 9000), thread: { id: random.whole(600, 9000) } },
      event_data: event.data,
    },
  }
  return { at, via: 'bulk', text: JSON.stringify(document) }
}

/** The event as NXLog sends it: a JSON object in a syslog line (RFC 5424). */
function nxlog({ random }: World, at: number, host: Host, event: WindowsEvent): Line {
  const object = {
    EventTime: `${localIso(at).slice(0, 23)}+07:00`,
    Hostname: computer(host),
    EventType: event.outcome === 'failure' ? 'AUDIT_FAILURE' : event.outcome === 'success' ? 'AUDIT_SUCCESS' : 'INFO',
    SeverityValue: event.level === 'error' ? 4 : event.level === 'warning' ? 3 : 2,
    Severity: event.level === 'error' ? 'ERROR' : event.level === 'warning' ? 'WARNING' : 'INFO',
    EventID: event.id,
    SourceName: event.provider,
    RecordNumber: random.whole(100_000, 90_000_000),
    ExecutionProcessID: random.whole(600, 9000),
    ExecutionThreadID: random.whole(600, 9000),
    Channel: event.channel,
    Message: event.message,
    ...event.data,
    SourceModuleName: 'windows',
    SourceModuleType: 'im_msvistalog',
  }
  const text = `<14>1 ${localIso(at)}+07:00 ${host.name} nxlog - - - ${JSON.stringify(object)}`
  return { at, via: 'syslog', text }
}

/** As that host's shipper writes it: the communes have NXLog, everybody else Winlogbeat. */
export const windowsLine = (world: World, at: number, host: Host, event: WindowsEvent): Line =>
  host.unit.startsWith('xa-') || host.unit.startsWith('phuong-')
    ? nxlog(world, at, host, event)
    : winlogbeat(world, at, host, event)

/** Security 4624 and 4625. */
export function logOn(user: string, from: string, type: number, right: boolean): WindowsEvent {
  const common = {
    SubjectUserSid: 'S-1-0-0',
    SubjectUserName: '-',
    SubjectDomainName: '-',
    SubjectLogonId: '0x0',
    TargetUserName: user,
    TargetDomainName: windowsDomain,
    LogonType: String(type),
    LogonProcessName: type === 3 ? 'NtLmSsp ' : 'User32 ',
    AuthenticationPackageName: type === 3 ? 'NTLM' : 'Negotiate',
    WorkstationName: '-',
    ProcessId: '0x0',
    ProcessName: '-',
    IpAddress: from,
    IpPort: type === 3 ? '49721' : '0',
  }
  return right
    ? {
        channel: 'Security',
        provider: security,
        id: 4624,
        message: 'An account was successfully logged on.',
        outcome: 'success',
        data: { ...common, TargetUserSid: 'S-1-5-21-1004336348-1177238915-682003330-1127', TargetLogonId: '0x8dcdc' },
      }
    : {
        channel: 'Security',
        provider: security,
        id: 4625,
        message: 'An account failed to log on.',
        outcome: 'failure',
        data: {
          ...common,
          TargetUserSid: 'S-1-0-0',
          Status: '0xc000006d',
          SubStatus: '0xc000006a',
          FailureReason: '%%2313',
        },
      }
}

export interface Started {
  readonly image: string
  readonly line: string
  readonly parent: string
  readonly parentLine?: string
  readonly user: string
}

const fileName = (path: string) => path.slice(path.lastIndexOf('\\') + 1)

/** Sysmon 1: a process starts. */
export function processStart({ random }: World, at: number, started: Started): WindowsEvent {
  const utc = new Date(Math.floor(at)).toISOString().replace('T', ' ').slice(0, 23)
  return {
    channel: sysmonChannel,
    provider: sysmon,
    id: 1,
    message: `Process Create: ${started.image}`,
    data: {
      RuleName: '-',
      UtcTime: utc,
      ProcessGuid: guid(random),
      ProcessId: String(random.whole(1000, 20_000)),
      Image: started.image,
      FileVersion: '10.0.22621.1',
      Description: fileName(started.image),
      Product: 'Microsoft® Windows® Operating System',
      Company: 'Microsoft Corporation',
      OriginalFileName: fileName(started.image),
      CommandLine: started.line,
      CurrentDirectory: 'C:\\Windows\\system32\\',
      User: `${windowsDomain}\\${started.user}`,
      LogonGuid: guid(random),
      LogonId: '0x8dcdc',
      TerminalSessionId: '1',
      IntegrityLevel: 'Medium',
      Hashes: `SHA256=${random.hex(64).toUpperCase()}`,
      ParentProcessGuid: guid(random),
      ParentProcessId: String(random.whole(1000, 20_000)),
      ParentImage: started.parent,
      ParentCommandLine: started.parentLine ?? `"${started.parent}"`,
      ParentUser: `${windowsDomain}\\${started.user}`,
    },
  }
}

/** Any other event of Sysmon. */
export const sysmonEvent = (
  { random }: World,
  at: number,
  id: number,
  message: string,
  data: Readonly<Record<string, string>>,
): WindowsEvent => ({
  channel: sysmonChannel,
  provider: sysmon,
  id,
  message,
  data: {
    RuleName: '-',
    UtcTime: new Date(Math.floor(at)).toISOString().replace('T', ' ').slice(0, 23),
    ProcessGuid: guid(random),
    ...data,
  },
})

const guid = (random: World['random']) =>
  `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`.toUpperCase()

const programs: readonly (readonly [image: string, line: string])[] = [
  [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    '"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe" --type=renderer',
  ],
  [
    'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE',
    '"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE" /n "D:\\Công văn\\CV-2026-118.docx"',
  ],
  [
    'C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE',
    '"C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE" "D:\\Dự toán\\Quý 4.xlsx"',
  ],
  ['C:\\Program Files\\UniKey\\UniKeyNT.exe', '"C:\\Program Files\\UniKey\\UniKeyNT.exe"'],
  ['C:\\Users\\Public\\AppData\\Local\\Programs\\Zalo\\Zalo.exe', '"Zalo.exe" --updated'],
  ['C:\\Windows\\System32\\svchost.exe', 'C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s wuauserv'],
]

/** A day at a desk: log-on, programs, connections, and log-off. */
export const deskWork: Happening = (world, at) => {
  const { random, province } = world
  const host = random.pick(province.of('pc'))
  const lines: Line[] = []
  const say = (after: number, event: WindowsEvent) => lines.push(windowsLine(world, at + after, host, event))
  if (random.chance(0.03)) say(0, logOn(host.user, '127.0.0.1', 2, false))
  if (random.chance(0.25)) say(2500, logOn(host.user, '127.0.0.1', 2, true))
  const [image, line] = random.pick(programs)
  say(4000, processStart(world, at + 4000, { image, line, parent: 'C:\\Windows\\explorer.exe', user: host.user }))
  if (random.chance(0.6)) {
    const address = `100.${random.whole(64, 127)}.${random.whole(0, 255)}.${random.whole(1, 254)}`
    say(
      5200,
      sysmonEvent(world, at + 5200, 3, 'Network connection detected', {
        ProcessId: '4120',
        Image: image,
        User: `${windowsDomain}\\${host.user}`,
        Protocol: 'tcp',
        Initiated: 'true',
        SourceIsIpv6: 'false',
        SourceIp: host.ip,
        SourceHostname: computer(host),
        SourcePort: String(random.whole(49_152, 65_535)),
        DestinationIsIpv6: 'false',
        DestinationIp: address,
        DestinationHostname: '-',
        DestinationPort: '443',
        DestinationPortName: 'https',
      }),
    )
  }
  if (random.chance(0.3))
    say(
      6000,
      sysmonEvent(world, at + 6000, 22, 'Dns query', {
        ProcessId: '4120',
        QueryName: random.pick([
          'www.google.example',
          'update.microsoft.example',
          'mail.songiang.example',
          'zalo.example',
        ]),
        QueryStatus: '0',
        QueryResults: '::ffff:100.64.3.9;',
        Image: image,
        User: `${windowsDomain}\\${host.user}`,
      }),
    )
  return lines
}

/** What the domain controllers see of it. */
export const domain: Happening = (world, at) => {
  const { random, province } = world
  const controller = random.pick(province.of('domain-controller'))
  const host = random.pick(province.of('pc'))
  if (random.chance(0.5)) return [windowsLine(world, at, controller, logOn(host.user, host.ip, 3, random.chance(0.97)))]
  return [
    windowsLine(world, at, controller, {
      channel: 'Security',
      provider: security,
      id: 4769,
      message: 'A Kerberos service ticket was requested.',
      outcome: 'success',
      data: {
        TargetUserName: `${host.user}@${windowsDomain}.EXAMPLE`,
        TargetDomainName: `${windowsDomain}.EXAMPLE`,
        ServiceName: 'FS-01$',
        ServiceSid: 'S-1-5-21-1004336348-1177238915-682003330-1113',
        TicketOptions: '0x40810000',
        TicketEncryptionType: '0x12',
        IpAddress: `::ffff:${host.ip}`,
        IpPort: String(random.whole(49_152, 65_535)),
        Status: '0x0',
        LogonGuid: guid(random),
        TransmittedServices: '-',
      },
    }),
  ]
}
