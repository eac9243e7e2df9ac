import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { EventFormat } from '../../../console/cli/event-reader.ts'
import { eventReader, guessFormat } from '../../../console/cli/event-reader.ts'
import { evaluator } from '../../../rules/engine/evaluate.ts'
import { readRules } from '../../../rules/sigma/read.ts'
import { taxonomies } from '../../../rules/taxonomy/taxonomies.ts'
import { evtxFile, fileTime, text, uint32 } from '../../support/evtx-file.ts'

// Files of Windows events as people have them: pretty-printed, under a root element, in UTF-16, binary.

const lines = readFileSync(new URL('../../fixtures/collector/windows.log', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const xml = lines.filter((line) => line.startsWith('<Event'))
const dumped = lines.filter((line) => line.startsWith('{"Event'))

function read(format: EventFormat, bytes: Uint8Array, step = 7000) {
  const reader = eventReader(format)
  const found = []
  for (let at = 0; at < bytes.length; at += step) found.push(...reader.push(bytes.subarray(at, at + step)))
  return [...found, ...reader.end()]
}
const codes = (format: EventFormat, bytes: Uint8Array, step?: number) =>
  read(format, bytes, step).map(({ event }) => (event as { event: { code?: string } }).event.code)
const codesOf = (texts: readonly string[]) => texts.flatMap((one) => codes('auto', Buffer.from(one)))

test('evtx_dump JSON is read one a line and pretty-printed, whether it is named or guessed', () => {
  const pretty = dumped.map((line) => JSON.stringify(JSON.parse(line), null, 2)).join('\n')
  for (const [bytes, format] of [
    [dumped.join('\n'), 'evtx-json'],
    [pretty, 'evtx-json'],
    [pretty, 'auto'],
    [`[${dumped.join(',\n')}]`, 'evtx-json'],
  ] as const) {
    assert.deepEqual(codes(format, Buffer.from(bytes)), codesOf(dumped))
  }
})

test('XML is read one a line, over lines, under a root element, and in UTF-16', () => {
  const spread = xml.map((line) => line.replaceAll('><', '>\r\n<')).join('\r\n')
  const rooted = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>${xml.join('')}</Events>\n`
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rooted, 'utf16le')])
  for (const bytes of [Buffer.from(xml.join('\n')), Buffer.from(spread), Buffer.from(rooted)]) {
    assert.deepEqual(codes('windows-xml', bytes), codesOf(xml))
    assert.deepEqual(codes('auto', bytes), codesOf(xml))
  }
  assert.deepEqual(codes('windows-xml', utf16), codesOf(xml))
})

test('an event that breaks off is told, and those before it are read', () => {
  const found = read('windows-xml', Buffer.from(`${xml[0]}\n${xml[1]?.slice(0, 300)}`))
  assert.equal(found.length, 2)
  assert.equal(found[0]?.problem, undefined)
  assert.match(found[1]?.problem ?? '', /is not closed|a tag|attribute/)
  assert.equal(found[1]?.line, 2)
})

test('a guess about the first event does not bind the rest', () => {
  const mixed = `${lines.find((line) => line.startsWith('{"EventTime"'))}\n<38>Nov 30 12:15:02 web sshd[1]: Failed password for root from 198.51.100.7 port 40022 ssh2\n`
  assert.deepEqual(
    read('auto', Buffer.from(mixed)).map(({ problem }) => problem),
    [undefined, undefined],
  )
})

test('detect guesses Windows events and judges them as events, not as bare objects', () => {
  for (const line of [xml[0], dumped[0], lines.find((one) => one.startsWith('{"EventTime"'))]) {
    assert.equal(guessFormat(Buffer.from(line ?? '')), 'auto')
  }
  assert.equal(guessFormat(Buffer.from('{"EventID":1,"Image":"x"}')), 'json')
})

test('a rule on new processes fires on Sysmon and on 4688, from JSON, XML and binary files', () => {
  const { rules } = readRules(
    Buffer.from(
      'title: T\nid: 11111111-1111-4111-8111-111111111111\nlogsource: {product: windows, category: process_creation}\ndetection: {a: {ParentImage|endswith: \\WINWORD.EXE, CommandLine|contains: [whoami, -enc]}, condition: a}\n',
    ),
    'rule.yml',
    { taxonomy: taxonomies.ecs },
  )
  const { evaluate } = evaluator(rules)
  const fired = (format: EventFormat, bytes: Uint8Array) =>
    read(format, bytes).filter(({ event }) => event !== undefined && evaluate(event).length > 0).length
  assert.equal(fired('auto', Buffer.from(lines.join('\n'))), 2)
  assert.equal(fired('evtx-json', Buffer.from(dumped.join('\n'))), 1)
  assert.equal(fired('windows-xml', Buffer.from(xml.join('\n'))), 1)
  const names = ['ParentProcessName', 'CommandLine']
  const file = evtxFile(
    {
      name: 'Event',
      content: [
        {
          name: 'System',
          content: [
            { name: 'EventID', content: [{ value: 0 }] },
            { name: 'TimeCreated', attributes: { SystemTime: { value: 1 } } },
            { name: 'Channel', content: ['Security'] },
          ],
        },
        {
          name: 'EventData',
          content: names.map((name, i) => ({ name: 'Data', attributes: { Name: name }, content: [{ value: 2 + i }] })),
        },
      ],
    },
    [
      [uint32(4688), fileTime(Date.UTC(2026, 10, 30)), text('C:\\Office\\winword.exe'), text('cmd /c WHOAMI')],
      [uint32(4688), fileTime(Date.UTC(2026, 10, 30)), text('C:\\Office\\excel.exe'), text('cmd /c whoami')],
    ],
  )
  assert.equal(fired('evtx', file), 1)
  assert.equal(fired('auto', file), 1)
  const cut = read('auto', file.subarray(0, 4096 + 512 + 30))
  assert.equal(cut.at(-1)?.ofFile, true)
  assert.match(cut.at(-1)?.problem ?? '', /cut short in the chunk at 4096 \(byte 4638\)/)
})
