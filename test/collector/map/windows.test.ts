import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { interpret, toEvent } from '../../../collector/map/to-event.ts'
import { commandLineArguments } from '../../../collector/map/windows/command-line.ts'
import { compilePath, isIrregular } from '../../../core/event/path.ts'

const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
const lines = readFileSync(new URL('../../fixtures/collector/windows.log', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const events = lines.map((line) => toEvent({ bytes: line }, 'auto', context))
const at = (event: object, field: string) => compilePath(field).values(event)

/** The event of a code in the fixture, which has each once. */
function ofCode(code: string) {
  const found = events.filter(({ event }) => event.code === code)
  assert.equal(found.length, 1, `${found.length} events of code ${code}`)
  return found[0] as object
}

test('every layout is recognised as a Windows event with its action', () => {
  for (const [i, { event, winlog }] of events.entries()) {
    assert.equal(event.module, 'windows', lines[i])
    assert.ok(event.action !== undefined && winlog !== undefined, lines[i])
  }
})

const expected: { readonly [code: string]: { readonly [field: string]: unknown } } = {
  4624: {
    'event.action': 'logged-in',
    'event.outcome': 'success',
    'user.name': 'qtri.anh',
    'source.ip': '10.20.3.17',
    'source.domain': 'PC-017',
    'winlog.logon.type': 'RemoteInteractive',
    'winlog.event_data.LogonType': '10',
    'process.pid': 0x4c8,
  },
  4625: {
    'event.outcome': 'failure',
    'user.name': 'administrator',
    'source.ip': '10.20.9.66',
    'winlog.logon.failure.sub_status': 'User logon with misspelled or bad password',
    'winlog.keyword_mask': '0x8010000000000000',
    '@timestamp': '2026-11-30T04:58:13.000Z',
  },
  4688: {
    'process.executable': 'C:\\Windows\\System32\\cmd.exe',
    'process.parent.name': 'WINWORD.EXE',
    'process.pid': 0x10d8,
    'process.parent.pid': 0x1a2c,
    'winlog.event_data.NewProcessId': '0x10d8',
    'process.args': ['cmd.exe', '/c', 'whoami /all & net group "Domain Admins"'],
  },
  4728: {
    'user.name': 'qtri.anh',
    'user.target.name': 'Hỗ trợ 2',
    'group.name': 'Domain Admins',
    'user.target.domain': 'tinh',
  },
  4740: { 'event.action': 'locked-out-user-account', 'user.target.name': 'lan', 'winlog.record_id': '48400' },
  4657: {
    'registry.path': 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater',
    'registry.hive': 'HKLM',
  },
  4769: {
    'winlog.event_data.TicketEncryptionTypeDescription': 'RC4-HMAC',
    'winlog.event_data.StatusDescription': 'KDC_ERR_NONE',
    'service.name': 'MSSQLSvc',
  },
  1102: { 'event.action': 'audit-log-cleared', 'user.name': 'qtri.anh', message: 'Nhật ký kiểm toán đã bị xoá.' },
  5145: { 'file.path': 'C:\\Windows\\Temp\\svc.exe', 'file.target_path': '\\\\*\\C$\\Windows\\Temp\\svc.exe' },
  5156: { 'destination.ip': '203.0.113.44', 'network.transport': 'tcp', 'network.direction': 'egress' },
  1: {
    'event.action': 'Process creation',
    'process.hash.md5': '7353f60b1739074eb17c5f4dddefe239',
    'process.pe.imphash': '741776aaccfc5b71ff59832dcdcace0f',
    'process.parent.executable': 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE',
    'user.name': 'lan',
    'user.id': undefined,
    'winlog.event_data.ProcessId': '4312',
  },
  3: { 'destination.domain': 'cdn.example.net', 'destination.port': 443, 'network.protocol': 'https' },
  7: {
    'file.path': 'C:\\Users\\lan\\AppData\\Local\\Temp\\amsi.dll',
    'file.code_signature.exists': false,
    'file.hash.sha256': undefined,
  },
  10: {
    'process.executable': 'C:\\Users\\lan\\AppData\\Local\\Temp\\p.exe',
    'winlog.event_data.GrantedAccess': '0x1410',
  },
  13: { 'registry.data.strings': '0', 'registry.data.type': 'SZ_DWORD' },
  22: { 'dns.question.name': 'cdn.example.net', 'dns.resolved_ip': ['203.0.113.44', '2001:db8::44'] },
  400: { 'process.command_line': 'powershell.exe -nop -c whoami', 'winlog.event_data.param1': 'Available' },
  4104: { 'file.path': 'C:\\Users\\lan\\a.ps1' },
  7045: { 'service.name': 'BTOBTO', 'winlog.event_data.ServiceName': 'BTOBTO', 'event.action': 'service-installed' },
  1116: { 'threat.indicator.name': 'Virus:DOS/EICAR_Test_File', 'file.path': 'C:\\Users\\lan\\Downloads\\eicar.com' },
  21: { 'source.ip': '10.20.3.17', 'user.name': 'qtri.anh', 'winlog.user_data.SessionID': '3' },
  5861: { 'winlog.user_data.xml_name': 'Operation_ESStoConsumerBinding' },
}

for (const [code, fields] of Object.entries(expected)) {
  test(`event ${code} says what it says in ECS`, () => {
    const event = ofCode(code)
    for (const [field, value] of Object.entries(fields)) {
      const found = at(event, field)
      assert.deepEqual(Array.isArray(found) && !Array.isArray(value) ? found[0] : found, value, field)
    }
  })
}

test('the same event is the same in every layout but for what a layout cannot say', () => {
  const data = { Image: 'C:\\a.exe', CommandLine: 'a.exe "b c"', ProcessId: 12, User: 'TINH\\an' }
  const system = {
    Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
    EventID: 1,
    EventRecordID: 9,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: 'PC',
    TimeCreated: { '#attributes': { SystemTime: '2026-11-30T05:00:00.000Z' } },
  }
  const layouts = {
    'evtx-json': JSON.stringify({ Event: { System: system, EventData: data } }),
    'windows-json': JSON.stringify({
      ...data,
      EventID: 1,
      RecordNumber: 9,
      SourceName: 'Microsoft-Windows-Sysmon',
      Channel: system.Channel,
      Hostname: 'PC',
      TimeCreated: '2026-11-30T05:00:00.000Z',
    }),
    'windows-xml': `<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><TimeCreated SystemTime='2026-11-30T05:00:00.000Z'/><EventRecordID>9</EventRecordID><Channel>${system.Channel}</Channel><Computer>PC</Computer></System><EventData>${Object.entries(
      data,
    )
      .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
      .join('')}</EventData></Event>`,
  } as const
  const made = Object.entries(layouts).map(([format, text]) => {
    const { document, identity } = interpret({ bytes: text }, format as keyof typeof layouts, context)
    const { original, ...event } = document.event
    const { time_created: _, ...winlog } = document.winlog as { time_created?: string }
    assert.ok(original !== undefined)
    assert.equal(identity, `PC\n${system.Channel}\n9`)
    return { ...document, event, winlog }
  })
  assert.deepEqual(made[1], made[0])
  assert.deepEqual(made[2], made[0])
})

test('an event that an agent has mapped keeps what it says', () => {
  const agent = {
    '@timestamp': '2026-11-30T05:00:00Z',
    ecs: { version: '8.11.0' },
    event: { action: 'logged-in', code: '4624', dataset: 'system.security' },
    user: { name: 'own' },
    winlog: { channel: 'Security', event_id: '4624', event_data: { TargetUserName: 'other', LogonType: '3' } },
  }
  const event = toEvent({ bytes: JSON.stringify(agent) }, 'auto', context)
  assert.equal(at(event, 'user.name'), 'own')
  assert.equal(event.event.dataset, 'system.security')
  assert.equal(at(event, 'winlog.logon.type'), 'Network')
})

test('a long script is kept whole in overlapping pieces, so that nothing hides behind its beginning', () => {
  const script = `${'# padding\n'.repeat(3000)}Invoke-Mimikatz${' '.repeat(9000)}the end`
  const system = { EventID: 4104, Channel: 'Microsoft-Windows-PowerShell/Operational' }
  const layouts = [
    JSON.stringify({ Event: { System: system, EventData: { ScriptBlockText: script } } }),
    JSON.stringify({ ...system, SourceName: 'x', ScriptBlockText: script }),
    JSON.stringify({ winlog: { event_id: '4104', channel: system.Channel, event_data: { ScriptBlockText: script } } }),
    `<Event><System><EventID>4104</EventID><Channel>${system.Channel}</Channel></System><EventData><Data Name='ScriptBlockText'>${script}</Data></EventData></Event>`,
  ]
  for (const layout of layouts) {
    const event = toEvent({ bytes: layout }, 'auto', context)
    const pieces = at(event, 'winlog.event_data.ScriptBlockText')
    assert.ok(Array.isArray(pieces) && pieces.every((piece) => String(piece).length <= 8192), layout.slice(0, 80))
    assert.ok(pieces.some((piece) => String(piece).includes('Invoke-Mimikatz')))
    assert.ok(String(pieces.at(-1)).endsWith('the end'))
    assert.equal(event.vonggac?.truncated, undefined)
  }
  const line = `cmd.exe /c ${' '.repeat(9000)}whoami`
  const process = { Event: { System: { EventID: 4688, Channel: 'Security' }, EventData: { CommandLine: line } } }
  const found = at(toEvent({ bytes: JSON.stringify(process) }, 'auto', context), 'process.command_line')
  assert.ok(Array.isArray(found) && found.some((piece) => String(piece).endsWith('whoami')))
})

test('a format of Windows events refuses what is none, and says why', () => {
  for (const format of ['evtx-json', 'windows-json', 'windows-xml'] as const) {
    assert.equal(toEvent({ bytes: '{"a":1}' }, format, context).event.kind, 'pipeline_error')
    assert.equal(toEvent({ bytes: 'Nov 30 12:00:00 web sshd[1]: x' }, format, context).event.kind, 'pipeline_error')
  }
})

test('a command line is taken apart as Windows does', () => {
  const cases: [string, string[]][] = [
    ['a b', ['a', 'b']],
    ['"a b" c', ['a b', 'c']],
    ['"a\\"b" c\\d', ['a"b', 'c\\d']],
    ['a\\\\"b c" d', ['a\\b c', 'd']],
    ['"a""b" c', ['a"b c']],
    ['  ', []],
    ['"unclosed x', ['unclosed x']],
  ]
  for (const [line, args] of cases) assert.deepEqual(commandLineArguments(line), args, line)
})

test('whatever the fields hold, an event comes out that a store can take', () => {
  const codes = [...new Set(events.map(({ event }) => Number(event.code)))]
  const names = [
    ...new Set(events.flatMap(({ winlog }) => Object.keys((winlog as { event_data?: object }).event_data ?? {}))),
  ]
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.constant(''),
    fc.constant('-'),
    fc.double(),
    fc.boolean(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant({ a: { b: 1 } }),
    fc.constantFrom(
      '0x',
      '999.1.1.1',
      '::ffff:1.2.3.4',
      '\\',
      'S-1-5-18',
      '=',
      ';',
      'type:',
      '%%2313',
      'QWORD (0x00000000-0xffffffff)',
    ),
  )
  const channels = [
    'Security',
    'System',
    'Microsoft-Windows-Sysmon/Operational',
    'Windows PowerShell',
    'Microsoft-Windows-PowerShell/Operational',
    'Microsoft-Windows-Windows Defender/Operational',
    'x'.repeat(300),
    '',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...codes),
      fc.constantFrom(...channels),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, { maxKeys: 12 }),
      fc.boolean(),
      (code, channel, data, user) => {
        const layouts = [
          {
            Event: {
              System: { EventID: code, Channel: channel },
              [user ? 'UserData' : 'EventData']: user ? { X: data } : data,
            },
          },
          { ...data, EventID: code, Channel: channel },
          { winlog: { event_id: code, channel, event_data: data } },
        ]
        for (const layout of layouts) {
          const event = toEvent({ bytes: JSON.stringify(layout) }, 'auto', context)
          assert.notEqual(event.event.kind, 'pipeline_error', JSON.stringify(event.error))
          isIrregular(event)
        }
      },
    ),
    { numRuns: 1500 },
  )
})
