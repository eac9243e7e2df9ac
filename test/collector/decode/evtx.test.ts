import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EvtxReader } from '../../../collector/decode/evtx.ts'
import { toEvent } from '../../../collector/map/to-event.ts'
import type { BinaryValue, ElementNode } from '../../support/evtx-file.ts'
import { evtxFile, fileTime, none, text, uint32, uint64 } from '../../support/evtx-file.ts'

const time = Date.UTC(2026, 10, 30, 4, 58, 12, 345)

const template: ElementNode = {
  name: 'Event',
  attributes: { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
  content: [
    {
      name: 'System',
      content: [
        { name: 'Provider', attributes: { Name: 'Microsoft-Windows-Sysmon' } },
        { name: 'EventID', content: [{ value: 0 }] },
        { name: 'TimeCreated', attributes: { SystemTime: { value: 1 } } },
        { name: 'EventRecordID', content: [{ value: 2 }] },
        { name: 'Correlation', attributes: { ActivityID: { value: 6 } } },
        { name: 'Channel', content: ['Microsoft-Windows-Sysmon/Operational'] },
        { name: 'Computer', content: [{ value: 3 }] },
      ],
    },
    {
      name: 'EventData',
      content: [
        { name: 'Data', attributes: { Name: 'Image' }, content: [{ value: 4 }] },
        { name: 'Data', attributes: { Name: 'CommandLine' }, content: [{ value: 5 }] },
        { name: 'Data', attributes: { Name: 'User' }, content: [{ value: 6 }] },
      ],
    },
  ],
}

const record = (id: number, image = 'C:\\Windows\\System32\\cmd.exe'): BinaryValue[] => [
  uint32(1),
  fileTime(time),
  uint64(BigInt(id)),
  text('PC-017'),
  text(image),
  text('cmd.exe /c chào "tỉnh" & whoami'),
  none,
]

function read(bytes: Uint8Array, step = bytes.length) {
  const reader = new EvtxReader()
  const found = []
  for (let at = 0; at < bytes.length; at += step) found.push(...reader.push(bytes.subarray(at, at + step)))
  found.push(...reader.end())
  return {
    events: found.flatMap((one) => ('event' in one ? [one] : [])),
    problems: found.flatMap((one) => ('problem' in one ? [one] : [])),
  }
}

test('a record is read through its template, values with their types', () => {
  const { events, problems } = read(evtxFile(template, [record(71)]))
  assert.deepEqual(problems, [])
  assert.deepEqual(events[0], {
    id: 1n,
    offset: 4608,
    event: {
      Event: {
        '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
        System: {
          Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
          EventID: 1,
          TimeCreated: { '#attributes': { SystemTime: '2026-11-30T04:58:12.345000Z' } },
          EventRecordID: 71,
          Correlation: null,
          Channel: 'Microsoft-Windows-Sysmon/Operational',
          Computer: 'PC-017',
        },
        EventData: {
          Image: 'C:\\Windows\\System32\\cmd.exe',
          CommandLine: 'cmd.exe /c chào "tỉnh" & whoami',
          User: null,
        },
      },
    },
  })
})

test('however the bytes are cut on the way, the records are the same', () => {
  const file = evtxFile(template, [record(1), record(2), record(3)], 3)
  const whole = read(file)
  assert.equal(whole.events.length, 9)
  for (const step of [1000, 4096, 65_535, 65_537]) assert.deepEqual(read(file, step), whole)
})

test('a record becomes an ECS event, and its original becomes the same event again', () => {
  const context = { receivedAt: time + 1000, zone: 'Asia/Ho_Chi_Minh' }
  const [one] = read(evtxFile(template, [record(71)])).events
  const event = toEvent({ bytes: JSON.stringify(one?.event) }, 'evtx', context)
  assert.deepEqual(event.process, {
    executable: 'C:\\Windows\\System32\\cmd.exe',
    name: 'cmd.exe',
    command_line: 'cmd.exe /c chào "tỉnh" & whoami',
    args: ['cmd.exe', '/c', 'chào', 'tỉnh', '&', 'whoami'],
    args_count: 6,
  })
  assert.deepEqual(toEvent({ bytes: event.event.original ?? '' }, 'auto', context), event)
})

test('a file that is cut short gives its whole records and says where it ends', () => {
  const file = evtxFile(template, [record(1), record(2)])
  const second = 4096 + 512 + file.readUInt32LE(4096 + 512 + 4)
  const { events, problems } = read(file.subarray(0, second + 40))
  assert.equal(events.length, 1)
  assert.deepEqual(problems, [{ offset: second + 40, problem: 'the file is cut short in the chunk at 4096' }])
  const head = read(file.subarray(0, 1000))
  assert.deepEqual(head.problems, [{ offset: 1000, problem: 'the file is cut short: its head is not whole' }])
  assert.equal(read(new Uint8Array()).problems.length, 1)
})

test('a damaged chunk gives what can be read, a problem with its offset, and the chunks after it', () => {
  const file = evtxFile(template, [record(1), record(2), record(3)], 2)
  const second = 4096 + 512 + file.readUInt32LE(4096 + 512 + 4)
  file.fill(0xff, second + 24, second + 60)
  const { events, problems } = read(file)
  assert.equal(events.length, 5)
  assert.deepEqual(problems[0], {
    offset: 4096,
    problem: 'a chunk is damaged (checksum); what can be read of it follows',
  })
  assert.match(problems[1]?.problem ?? '', /^a record cannot be read: /)
  assert.equal(problems[1]?.offset, second)
  file.fill(0, 4096, 4104)
  const unsigned = read(file)
  assert.equal(unsigned.problems[0]?.problem, 'a chunk is damaged: it does not begin as one')
  assert.equal(unsigned.events.length, 5)
})

test('chunks that were never written are no problem', () => {
  const { events, problems } = read(Buffer.concat([evtxFile(template, [record(1)]), Buffer.alloc(65_536 + 4000)]))
  assert.equal(events.length, 1)
  assert.deepEqual(problems, [])
})

test('what is no event log says so', () => {
  assert.deepEqual(read(Buffer.alloc(5000, 65)).problems, [
    { offset: 0, problem: 'not a Windows event log file: it does not begin with ElfFile' },
  ])
})

test('a template that repeats one long value without end is refused', () => {
  const repeated: ElementNode = {
    name: 'Event',
    content: Array.from({ length: 900 }, (_, i) => ({
      name: `a${i}`,
      content: Array.from({ length: 4 }, () => ({ value: 0 })),
    })),
  }
  const { events, problems } = read(evtxFile(repeated, [[text('x'.repeat(8000))]]))
  assert.equal(events.length, 0)
  assert.equal(problems[0]?.problem, 'a record cannot be read: the record grows out of proportion')
})

test('no bytes make it throw or stand still', () => {
  const file = evtxFile(template, [record(1), record(2), record(3)])
  const end = 4096 + 3000
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: end }), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }),
      fc.integer({ min: 0, max: file.length }),
      (changes, length) => {
        const broken = Buffer.from(file)
        for (const [at, byte] of changes) broken[at] = byte
        const { events, problems } = read(broken.subarray(0, length))
        for (const { event } of events) JSON.stringify(event)
        return events.length + problems.length < 2000
      },
    ),
    { numRuns: 300 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (noise) => {
      const broken = Buffer.from(file)
      broken.set(noise, 4096 + 512)
      read(broken)
    }),
    { numRuns: 200 },
  )
})
