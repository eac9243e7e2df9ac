/** Raw lines about processes, as shippers write them: Sysmon and Security by Winlogbeat, the Linux audit log by syslog. */

export interface Started {
  readonly at: number
  readonly host: string
  readonly guid?: string
  readonly pid: number
  readonly parentGuid?: string
  readonly parentPid: number
  readonly image: string
  readonly line?: string
  readonly parentImage?: string
}

let record = 0

function winlogbeat(at: number, host: string, channel: string, provider: string, code: number, data: object): string {
  record++
  return JSON.stringify({
    '@timestamp': new Date(at).toISOString(),
    message: `event ${code}`,
    event: { code: String(code), kind: 'event', provider },
    host: { name: host },
    winlog: {
      channel,
      provider_name: provider,
      event_id: String(code),
      record_id: record,
      computer_name: `${host}.tinh.example`,
      event_data: data,
    },
  })
}

/** A GUID as Sysmon writes it, told by a number. */
export const guidOf = (n: number): string => `{B0A1D0D2-0000-0000-0000-${String(n).padStart(12, '0')}}`

/** Any event of Sysmon. */
export const sysmonLine = (at: number, host: string, code: number, data: object): string =>
  winlogbeat(at, host, 'Microsoft-Windows-Sysmon/Operational', 'Microsoft-Windows-Sysmon', code, data)

/** Sysmon 1. */
export const sysmonStart = ({
  at,
  host,
  guid,
  pid,
  parentGuid,
  parentPid,
  image,
  line,
  parentImage,
}: Started): string =>
  sysmonLine(at, host, 1, {
    UtcTime: new Date(at).toISOString().replace('T', ' ').slice(0, 23),
    ProcessGuid: guid,
    ProcessId: String(pid),
    Image: image,
    CommandLine: line ?? image,
    User: 'TINH\\an',
    Hashes: `SHA256=${'AB'.repeat(32)}`,
    ParentProcessGuid: parentGuid,
    ParentProcessId: String(parentPid),
    ParentImage: parentImage ?? 'C:\\Windows\\explorer.exe',
    ParentCommandLine: parentImage ?? 'explorer.exe',
  })

/** Security 4688. */
export const securityStart = ({ at, host, pid, parentPid, image, line, parentImage }: Started): string =>
  winlogbeat(at, host, 'Security', 'Microsoft-Windows-Security-Auditing', 4688, {
    SubjectUserName: 'an',
    SubjectDomainName: 'TINH',
    NewProcessId: `0x${pid.toString(16)}`,
    NewProcessName: image,
    CommandLine: line ?? image,
    ProcessId: `0x${parentPid.toString(16)}`,
    ParentProcessName: parentImage ?? '',
  })

/** The two records of an execve that a process tree needs, as audispd hands them to syslog. */
export function auditStart({ at, host, pid, parentPid, image, line }: Started, serial: number): string[] {
  const stamp = `audit(${(at / 1000).toFixed(3)}:${serial})`
  const words = (line ?? image).split(' ')
  const date = new Date(at).toISOString()
  const head = `<30>1 ${date} ${host} audispd - - - `
  return [
    `${head}type=SYSCALL msg=${stamp}: arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=0 items=2 ppid=${parentPid} pid=${pid} auid=1000 uid=33 gid=33 euid=33 tty=(none) ses=3 comm="${image.split('/').at(-1)}" exe="${image}" key=(null)`,
    `${head}type=EXECVE msg=${stamp}: argc=${words.length} ${words.map((word, i) => `a${i}="${word}"`).join(' ')}`,
  ]
}
