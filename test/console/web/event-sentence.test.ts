import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toEvent } from '../../../collector/map/to-event.ts'
import { countKinds, eventKinds, kindOf, kindQuestion } from '../../../console/web/src/pages/entities/event-kinds.ts'
import { tell } from '../../../console/web/src/pages/entities/event-sentence.ts'
import { translator } from '../../../core/i18n/translator.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { guidOf, securityStart, sysmonLine, sysmonStart } from '../../support/process-lines.ts'

const vi = translator('vi', 'Asia/Ho_Chi_Minh')
const en = translator('en', 'Asia/Ho_Chi_Minh')
const at = Date.UTC(2026, 10, 30, 3)
const read = (line: string) => ({ ...toEvent({ bytes: line }, 'auto', { receivedAt: at, zone: 'Asia/Ho_Chi_Minh' }) })
const guid = { ProcessGuid: guidOf(1), ProcessId: '7', Image: 'C:\\x\\cmd.exe' }

test('events of the mappings are told in one sentence, in both languages', () => {
  const start = { at, host: 'pc', pid: 7, parentPid: 4, image: 'C:\\x\\cmd.exe', line: 'cmd  /c\n dir' }
  const cases: [line: string, kind: string, vi: string, en: string][] = [
    [
      sysmonStart({ ...start, guid: guidOf(1), parentGuid: guidOf(2) }),
      'process',
      'Chạy cmd.exe bởi TINH\\an: cmd /c dir',
      'Started cmd.exe by TINH\\an: cmd /c dir',
    ],
    [
      securityStart(start),
      'process',
      'Chạy cmd.exe bởi TINH\\an: cmd /c dir',
      'Started cmd.exe by TINH\\an: cmd /c dir',
    ],
    [sysmonLine(at, 'pc', 5, guid), 'process', 'Kết thúc tiến trình cmd.exe', 'Ended process cmd.exe'],
    [
      sysmonLine(at, 'pc', 11, { ...guid, TargetFilename: 'C:\\công văn.docx' }),
      'file',
      'Tạo tệp C:\\công văn.docx bởi cmd.exe',
      'Made file C:\\công văn.docx by cmd.exe',
    ],
    [
      sysmonLine(at, 'pc', 3, { ...guid, SourceIp: '10.0.0.5', DestinationIp: '2001:db8::7', DestinationPort: '443' }),
      'network',
      'Kết nối bởi cmd.exe từ 10.0.0.5 tới [2001:db8::7]:443',
      'Connection by cmd.exe from 10.0.0.5 to [2001:db8::7]:443',
    ],
    [
      sysmonLine(at, 'pc', 22, { ...guid, QueryName: 'xau.example' }),
      'network',
      'Hỏi tên miền xau.example bởi cmd.exe',
      'Asked for the domain xau.example by cmd.exe',
    ],
    [
      sysmonLine(at, 'pc', 13, { ...guid, TargetObject: 'HKLM\\Software\\Run\\a', Details: 'x.exe' }),
      'configuration',
      'Sửa registry HKLM\\Software\\Run\\a: x.exe',
      'Changed registry HKLM\\Software\\Run\\a: x.exe',
    ],
    [
      '<38>Nov 30 10:00:00 web-01 sshd[9]: Failed password for root from 203.0.113.5 port 1 ssh2',
      'sign-in',
      'Đăng nhập thất bại bằng tài khoản root từ 203.0.113.5',
      'Failed to log in as root from 203.0.113.5',
    ],
    [
      '<38>Nov 30 10:00:00 web-01 sshd[9]: Accepted password for an from 203.0.113.5 port 1 ssh2',
      'sign-in',
      'Đăng nhập thành công bằng tài khoản an từ 203.0.113.5',
      'Logged in as an from 203.0.113.5',
    ],
  ]
  for (const [line, kind, inVietnamese, inEnglish] of cases) {
    const told = tell(vi, read(line))
    assert.deepEqual([told.kind, told.text], [kind, inVietnamese], line)
    assert.equal(tell(en, read(line)).text, inEnglish)
  }
})

test('a service that was installed is told before its category', () => {
  const event = {
    event: { dataset: 'windows.system', code: '7045', category: ['configuration'], type: ['creation'] },
    winlog: { event_data: { ServiceName: 'PSEXESVC', ImagePath: 'C:\\Windows\\PSEXESVC.exe' } },
  }
  assert.equal(tell(en, event).text, 'Installed service PSEXESVC: C:\\Windows\\PSEXESVC.exe')
  assert.match(tell(vi, event).text, /^Cài dịch vụ PSEXESVC/)
})

test('what no sentence fits is told in the sender’s own words', () => {
  assert.equal(
    tell(en, { event: { action: 'deny', category: ['host'] }, message: 'fan 2\nfailed' }).text,
    'deny: fan 2 failed',
  )
  assert.equal(tell(en, { message: 'only that' }).text, 'only that')
  assert.equal(
    tell(en, { event: { kind: 'pipeline_error', original: 'xx' } }).text,
    'A line that could not be read: xx',
  )
  assert.match(tell(en, {}).text, /^\{\}$/)
})

test('any document is told, on one line of bounded length, the values as they are', () => {
  const text = fc.string({ unit: 'binary' })
  const leaf = fc.oneof(text, fc.integer(), fc.constant(null), fc.array(text), fc.boolean())
  const category = fc.constantFrom(...eventKinds.flatMap((kind) => [kind]), 'authentication', 'file', 'network', 'iam')
  const event = fc.record(
    {
      event: fc.record(
        {
          category: fc.oneof(fc.array(category), leaf),
          type: fc.oneof(fc.array(text), leaf),
          action: leaf,
          code: leaf,
        },
        { requiredKeys: [] },
      ),
      process: fc.dictionary(fc.constantFrom('name', 'pid', 'command_line'), leaf),
      file: fc.dictionary(fc.constantFrom('path', 'name'), leaf),
      user: fc.dictionary(fc.constantFrom('name', 'domain'), leaf),
      source: fc.dictionary(fc.constantFrom('ip', 'port'), leaf),
      message: leaf,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(event, (document) => {
      const told = tell(vi, document)
      assert.ok(told.text.length <= 401)
      assert.ok(!/[\n\r]/.test(told.text))
    }),
    { numRuns: 300 },
  )
  assert.equal(
    tell(en, { event: { category: ['process'], type: ['start'] }, process: { name: '{value}' } }).text,
    'Started {value}',
  )
})

test('the question of a kind finds the events of that kind', () => {
  for (const kind of eventKinds) {
    const parsed = parseSearch(kindQuestion(kind) ?? '', { timeZone: 'UTC' })
    assert.ok(parsed.ok)
    const matches = toMatcher(parsed.value.predicate)
    for (const category of ['process', 'file', 'iam', 'malware', 'web', 'email', 'registry', 'session', 'network']) {
      assert.equal(matches({ event: { category: [category] } }), kindOf([category]) === kind, `${kind} ${category}`)
    }
  }
  assert.equal(kindQuestion('khong-co'), undefined)
  assert.deepEqual(
    [
      ...countKinds([
        { value: 'authentication', count: 3 },
        { value: 'session', count: 5 },
        { value: 'host', count: 9 },
      ]),
    ],
    [['sign-in', 5]],
  )
})
