import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { listenSyslog } from '../../collector/inputs/syslog.ts'
import { toEvent } from '../../collector/map/to-event.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { memoryPipeline, until } from '../support/memory-events.ts'

const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
const read = (text: string | Buffer) => toEvent({ bytes: Buffer.from(text) }, 'auto', context)
const marksOf = (text: string | Buffer) => read(text).vonggac?.marks ?? []

test('a line of 1 MB, and one of 3 MB without a newline, over a real connection', async (t) => {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const input = await listenSyslog({ host: '127.0.0.1', port: 0, pipeline })
  t.after(async () => {
    await input.close()
    await pipeline.stop()
  })
  const socket = connect(input.port, '127.0.0.1')
  const head = '<38>Nov 30 12:04:05 web-01 app: '
  socket.write(`${head}${'a'.repeat(1_000_000)}\n${head}after\n`)
  socket.end(`${head}${'b'.repeat(3_000_000)}`)
  await once(socket, 'close')
  await until(() => store.events.size === 3)
  const [mega, after, cut] = [...store.events.values()].map((event) => event.document)
  assert.equal(mega?.event.original?.length, head.length + 1_000_000)
  assert.equal(mega?.message?.length, 8192)
  assert.deepEqual(mega?.vonggac?.truncated, ['message'])
  assert.ok(mega?.vonggac?.marks?.includes('too_long'))
  assert.equal(after?.message, 'after')
  assert.equal(cut?.event.original?.length, 1024 * 1024)
  assert.ok(cut?.vonggac?.marks?.includes('too_long'))
})

test('odd bytes are kept and marked', () => {
  const head = '<38>Nov 30 12:04:05 web-01 app: '
  const invalid = Buffer.concat([Buffer.from(head), Buffer.from([0xc3, 0x28, 0xff])])
  assert.ok(marksOf(invalid).includes('invalid_utf8'))
  const exact = read(invalid).vonggac?.original_base64
  assert.deepEqual(Buffer.from(String(exact), 'base64'), invalid)
  for (const odd of ['NUL \0 here', '\u001b[31mred\u001b[0m', 'C1 \u009b31m']) {
    const event = read(head + odd)
    assert.ok(event.vonggac?.marks?.includes('control_characters'), JSON.stringify(odd))
    assert.equal(event.message, odd)
  }
})

test('times of 1970 and 2099 stay what they are and are marked', () => {
  for (const [text, expected] of [
    ['{"@timestamp":"1970-01-01T00:00:00Z","message":"x"}', '1970-01-01T00:00:00.000Z'],
    ['{"ts":0,"message":"x"}', '1970-01-01T00:00:00.000Z'],
    ['<38>1 2099-12-31T23:59:59Z h a - - - x', '2099-12-31T23:59:59.000Z'],
    ['{"ts":1e300,"message":"x"}', '2026-11-30T05:15:00.000Z'],
  ] as const) {
    const event = read(text)
    assert.equal(event['@timestamp'], expected)
    assert.ok(event.vonggac?.marks?.includes('time_out_of_range'), text)
  }
})

test('deep JSON is kept: its beginning as fields, the whole as text', () => {
  const deep = `{"message":"x","a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  const event = read(deep)
  assert.equal(event.message, 'x')
  assert.ok(event.vonggac?.marks?.includes('too_deep'))
  assert.equal(event.event.original, deep)
  JSON.stringify(event)
})

test('keys that would change an object’s nature do not', () => {
  const text = '{"message":"x","__proto__":{"admin":true},"a":{"constructor":{"prototype":{"admin":true}}}}'
  const event = read(text)
  assert.ok(event.vonggac?.marks?.includes('unsafe_key'))
  assert.equal((event as { admin?: boolean }).admin, undefined)
  assert.equal(({} as { admin?: boolean }).admin, undefined)
  assert.deepEqual(event.vonggac?.left_out, ['__proto__'])
  assert.equal(event.event.original, text)
  const structured = read('<38>1 - h a - - [__proto__ a="1"][b __proto__="2" c="3"] x')
  assert.ok(structured.vonggac?.marks?.includes('unsafe_key'))
  assert.equal(({} as { a?: string }).a, undefined)
})

test('a field that changes its type does not break the fields of ECS', () => {
  const objects = [
    { user: 5, source: 'x', message: { a: 1 }, process: [1], '@timestamp': true },
    { user: { name: 'a' }, source: { ip: '203.0.113.5' }, message: 'm', process: { pid: 1 } },
    { user: 'lan', source: { ip: ['203.0.113.5', 'nowhere'] }, message: ['a', 'b'], host: 7, event: null, log: 'x' },
  ]
  for (const object of objects) {
    const event = read(JSON.stringify(object))
    for (const name of ['user', 'source', 'process', 'host', 'log', 'event']) {
      const value = event[name]
      assert.ok(value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value)), name)
    }
    assert.equal(event.event.original, JSON.stringify(object))
  }
  assert.deepEqual(read(JSON.stringify(objects[0])).json, {
    user: 5,
    source: 'x',
    message: { a: 1 },
    process: [1],
    '@timestamp': true,
  })
  assert.deepEqual(marksOf(JSON.stringify(objects[1])), ['time_missing'])
})

test('nobody stamps an event but the platform', () => {
  for (const text of [
    '{"ecs":{"version":"8"},"event":{"kind":"event"},"vonggac":{"unit":{"id":"x","ids":["x"]}}}',
    '{"vonggac.unit.ids":["x"]}',
    '{"message":"m","timereported":"2026-11-30T12:00:00+07:00","vonggac":{"unit":{"ids":["x"]}}}',
  ]) {
    const event = read(text)
    assert.equal(event.vonggac?.unit, undefined, text)
    assert.equal(
      Object.keys(event).some((key) => key.startsWith('vonggac.')),
      false,
    )
  }
  const asItIs = toEvent({ bytes: '{"vonggac.unit.ids":["x"],"vonggac":{"unit":{"ids":["x"]}}}' }, 'json', context)
  assert.equal(asItIs.vonggac?.unit, undefined)
  assert.equal(
    Object.keys(asItIs).some((key) => key.startsWith('vonggac.')),
    false,
  )
})
