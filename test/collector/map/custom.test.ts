import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadMappings } from '../../../collector/map/custom/load-mappings.ts'
import { readMapping } from '../../../collector/map/custom/read-mapping.ts'
import { parseTimeFormat, readFormatted } from '../../../collector/map/custom/time-format.ts'
import { toEvent } from '../../../collector/map/to-event.ts'
import { parseCommand } from '../../../console/cli/commands/parse.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { runCommand } from '../../support/run-command.ts'

const receivedAt = Date.UTC(2026, 10, 30, 5, 15)
const shipped = join(import.meta.dirname, '../../../collector/mappings')
const read = (line: string, mappings = loadMappings([shipped])) =>
  toEvent({ bytes: line }, 'auto', { receivedAt, zone: 'Asia/Ho_Chi_Minh', mappings: mappings.map })
const at = (document: object, name: string) =>
  name.split('.').reduce<unknown>((node, step) => (node as JsonObject | undefined)?.[step], document)

test('the shipped mappings have no problem', () => {
  const { problems, names } = loadMappings([shipped])
  assert.deepEqual(problems, [])
  assert.deepEqual(names, ['eoffice', 'mot-cua'])
})

test('eOffice: Vietnamese values become ECS words, in a file and within syslog', () => {
  const line = '30/11/2026 12:04:05|VBDH|an.nv|10.20.0.7|Đăng nhập|Thất bại|Sai mật khẩu'
  for (const text of [line, `<134>Nov 30 12:04:06 may-7 eoffice: ${line}`, line.normalize('NFD')]) {
    const event = read(text)
    assert.equal(event['@timestamp'], '2026-11-30T05:04:05.000Z')
    assert.equal(event.event.dataset, 'eoffice.audit')
    assert.equal(event.event.action, 'login')
    assert.deepEqual(event.event.category, ['authentication'])
    assert.equal(event.event.outcome, 'failure')
    assert.equal(at(event, 'source.ip'), '10.20.0.7')
    assert.deepEqual(at(event, 'related.user'), ['an.nv'])
    assert.equal(event.event.original, text)
  }
  assert.equal(at(read(line), 'eoffice.ly_do'), 'Sai mật khẩu')
  assert.equal(read(line.replace('Đăng nhập', 'Việc lạ')).event.action, 'other')
})

test('one-stop portal: JSON, numbers and lower case by the type of the field', () => {
  const event = read(
    '{"thoiGian":"2026-11-30T12:04:05.120+07:00","canBo":"Binh.TT","diaChiIp":"10.20.0.8","maHoSo":"H56","thaoTac":"TRA_CUU","trangThai":"200"}',
  )
  assert.equal(event['@timestamp'], '2026-11-30T05:04:05.120Z')
  assert.equal(at(event, 'user.name'), 'binh.tt')
  assert.equal(at(event, 'http.response.status_code'), 200)
  assert.equal(event.event.action, 'dossier_searched')
})

test('other lines stay what they are', () => {
  assert.equal(
    read('<38>Nov 30 12:04:05 web-01 sshd[1]: Accepted password for an from 10.0.0.1 port 1 ssh2').event.dataset,
    'linux.auth',
  )
  assert.equal(read('{"a":1}').event.dataset, 'json')
})

const wrong = `name: So lieu
macth: {}
read:
  as: regex
  pattern: '(?<a>x'
time: { from: a, format: dd/QQ/yyyy, zone: Hanoi }
fields:
  user.nme: b
  event.category: { value: mang }
  source.ip: { form: c }
  event.original: d
`

test('all problems of a mapping come at once, each with its place and what to do', () => {
  const { mapping, problems } = readMapping(wrong, 'a.yml')
  assert.equal(mapping, undefined)
  const found = problems.map(({ code, line, column }) => `${code} ${line}:${column}`)
  assert.deepEqual(found.sort(), [
    'mapping-field 10:14',
    'mapping-match 1:1',
    'mapping-name 1:7',
    'mapping-pattern 5:12',
    'mapping-reserved 11:3',
    'mapping-time-format 6:26',
    'mapping-unknown-field 8:3',
    'mapping-unknown-key 10:16',
    'mapping-unknown-key 2:1',
    'mapping-value 9:19',
    'mapping-zone 6:44',
  ])
  for (const problem of problems) {
    assert.equal(problem.file, 'a.yml')
    if (problem.code !== 'mapping-field') assert.ok(problem.hint, `${problem.code}: ${problem.message}`)
  }
})

test('a name that the reading does not give is told, with those that it gives', () => {
  const { problems } = readMapping(
    'name: a\nmatch: { program: a }\nread: { as: csv, columns: [x, y] }\nfields: { user.name: z }\n',
    'a.yml',
  )
  assert.deepEqual(
    problems.map(({ code, line, column, hint }) => [code, line, column, hint]),
    [['mapping-unknown-value', 4, 22, 'read gives x, y']],
  )
})

test('broken YAML, an empty file and a list are problems, never exceptions', () => {
  for (const text of ['a: [', '', '- a', 'name: a\nname: b\n', 'match: 7\nread: 8\nfields: 9\ntime: 10\n', '&a [*a]']) {
    const { mapping, problems } = readMapping(text, 'a.yml')
    assert.equal(mapping, undefined, text)
    assert.ok(problems.length > 0, text)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => void readMapping(text, 'a.yml')),
    { numRuns: 300 },
  )
})

test('time forms', () => {
  const cases: [string, string, string | undefined][] = [
    ['dd/MM/yyyy HH:mm:ss', '30/11/2026 12:04:05', '2026-11-30T05:04:05.000Z'],
    ['d/M/yyyy h:mm:ss a', '3/1/2026 1:04:05 CH', '2026-01-03T06:04:05.000Z'],
    ['d/M/yyyy h:mm:ss a', '3/1/2026 12:04:05 SA', '2026-01-02T17:04:05.000Z'],
    ["'ngày' dd-MM-yy HH:mm:ss.SSS Z", 'ngày 30-11-26 12:04:05.5 +0900', '2026-11-30T03:04:05.500Z'],
    ['dd/MM/yyyy', '31/04/2026', undefined],
    ['dd/MM/yyyy', '30-11-2026', undefined],
    ['dd/MM/yyyy HH:mm:ss', '30/11/2026 25:00:00', undefined],
  ]
  for (const [form, text, expected] of cases) {
    const format = parseTimeFormat(form)
    assert.ok('parts' in format)
    const moment = readFormatted(text, format, 'Asia/Ho_Chi_Minh')
    assert.equal(moment && new Date(moment.time).toISOString(), expected, `${form} ${text}`)
  }
})

test('parse --mapping: what it took, what matched nothing, what is wrong', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mapping-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const log = join(folder, 'a.log')
  writeFileSync(log, '30/11/2026 12:04:05|VBDH|an|10.0.0.7|Đăng nhập|Thành công|\n')
  writeFileSync(join(folder, 'wrong.yml'), wrong)
  const good = await runCommand(parseCommand, ['--mapping', join(shipped, 'eoffice.yml'), log])
  assert.equal(good.code, 0)
  assert.equal(JSON.parse(good.stdout).event.outcome, 'success')
  assert.match(good.stderr, /eoffice: 1 lines/)
  const idle = await runCommand(parseCommand, ['--mapping', join(shipped, 'mot-cua.yml'), log])
  assert.equal(idle.code, 1)
  assert.match(idle.stderr, /mot-cua: matched nothing/)
  const bad = await runCommand(parseCommand, ['--mapping', join(folder, 'wrong.yml'), log])
  assert.equal(bad.code, 1)
  assert.match(bad.stderr, /wrong\.yml:8:3: error mapping-unknown-field: user\.nme is no field of ECS/)
  const list = await runCommand(parseCommand, ['--list'])
  assert.equal(list.code, 0)
  for (const name of ['nginx', 'fortigate', 'cef', 'syslog']) assert.match(list.stdout, new RegExp(`^${name} `, 'm'))
})
