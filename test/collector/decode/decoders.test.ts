import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeJson } from '../../../collector/decode/json.ts'
import { decodeSyslog } from '../../../collector/decode/syslog.ts'
import { decodeText, maxRecordBytes } from '../../../collector/decode/text.ts'
import { formats } from '../../../collector/map/formats.ts'
import { toEvent } from '../../../collector/map/to-event.ts'

const receivedAt = Date.UTC(2026, 10, 30, 5, 15)
const context = { receivedAt, zone: 'Asia/Ho_Chi_Minh' }
const names = Object.keys(formats) as (keyof typeof formats)[]

/** Bytes that look almost right: pieces of real headers, documents and wordings glued together, and noise. */
const almost = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<38>',
        '<191>1 ',
        'Nov 30 12:04:05 ',
        '2026-11-30T12:04:05Z ',
        'web-01 ',
        'sshd[12]: ',
        'sudo: ',
        ' : TTY=pts/0 ; COMMAND=',
        'Failed password for ',
        ' from ',
        ' port ',
        'pam_unix(sshd:auth): ',
        'authentication failure; rhost=',
        '[a@1 b="\\"',
        '"] ',
        '- ',
        '{"a":',
        '}',
        '[',
        '"__proto__":',
        'message repeated 5 times: [ ',
        '(root) CMD (',
        "add 'a' to group ",
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.from(parts.join('')))

test('no bytes make a decoder or a mapping throw, and the original is always kept', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), almost), fc.constantFrom(...names), (bytes, format) => {
      const event = toEvent({ bytes }, format, context)
      const original = event.event.original ?? ''
      const exact = event.vonggac?.original_base64
      assert.deepEqual(
        typeof exact === 'string' ? Buffer.from(exact, 'base64') : Buffer.from(original),
        Buffer.from(bytes),
      )
      assert.ok(!Number.isNaN(Date.parse(event['@timestamp'])))
      assert.equal(event.error === undefined || event.event.kind === 'pipeline_error', true)
      JSON.stringify(event)
    }),
    { numRuns: 3000 },
  )
})

test('text: what bytes cannot say as text is marked and kept beside', () => {
  const bad = decodeText(Buffer.from([0x61, 0xff, 0xfe, 0x62]))
  assert.equal(bad.text, 'a\ufffd\ufffdb')
  assert.deepEqual(bad.marks, ['invalid_utf8'])
  assert.deepEqual(Buffer.from(bad.exact ?? '', 'base64'), Buffer.from([0x61, 0xff, 0xfe, 0x62]))
  assert.deepEqual(decodeText(Buffer.from('an honest \ufffd')).marks, [], 'U+FFFD that was sent is valid')
  assert.deepEqual(decodeText(Buffer.from('a\0b')).marks, ['control_characters'])
  assert.deepEqual(decodeText(Buffer.from('\u001b[31mred')).marks, ['control_characters'])
  assert.deepEqual(decodeText(Buffer.from('abc\u202etxt.exe')).marks, ['control_characters'])
  assert.deepEqual(decodeText(Buffer.from('tab\tis fine, and tiếng Việt')).marks, [])
  const long = decodeText(Buffer.from('é'.repeat(maxRecordBytes)))
  assert.equal(Buffer.byteLength(long.text), maxRecordBytes)
  assert.deepEqual(long.marks, ['too_long'])
})

test('RFC 5424: structured data of any content survives the round trip', () => {
  // `__proto__` is left out and marked: another test holds that.
  const name = fc.stringMatching(/^[a-zA-Z0-9@._-]{1,16}$/).filter((text) => text !== '-' && text !== '__proto__')
  const value = fc.string()
  fc.assert(
    fc.property(name, fc.array(fc.tuple(name, value), { maxLength: 4 }), fc.string(), (id, pairs, message) => {
      const escaped = pairs.map(([key, text]) => ` ${key}="${text.replace(/["\\\]]/g, '\\$&')}"`).join('')
      const fields = decodeSyslog(`<34>1 2026-11-30T05:04:05Z h a 1 m [${id}${escaped}] ${message}`, 'Z', receivedAt)
      const expected = new Map<string, string | string[]>()
      for (const [key, text] of pairs) {
        const before = expected.get(key)
        expected.set(key, before === undefined ? text : [before, text].flat())
      }
      const found = new Map(Object.entries(fields?.structured ?? {})).get(id)
      assert.deepEqual(found, Object.fromEntries(expected))
      assert.equal(fields?.message, message.startsWith('\ufeff') ? message.slice(1) : message)
    }),
  )
})

test('JSON: depth, unsafe names and long values', () => {
  const deep = decodeJson(`${'{"a":'.repeat(100)}"x"${'}'.repeat(100)}`)
  assert.ok(deep.ok)
  assert.deepEqual(deep.value.marks, ['too_deep'])
  let node: unknown = deep.value.value
  let depth = 0
  while (typeof node === 'object' && node !== null) {
    node = (node as { a: unknown }).a
    depth += 1
  }
  assert.equal(depth, 64)
  assert.equal(typeof node, 'string')

  const unsafe = decodeJson(
    '{"\\u005f_proto__":{"polluted":1},"constructor":{"prototype":{"x":1}},"b":{"__proto__":2}}',
  )
  assert.ok(unsafe.ok)
  assert.deepEqual(unsafe.value.marks, ['unsafe_key'])
  assert.deepEqual(unsafe.value.leftOut, ['__proto__', 'b.__proto__'])
  assert.equal(Object.getPrototypeOf(unsafe.value.value), Object.prototype)
  assert.equal(({} as { polluted?: number }).polluted, undefined)
  assert.deepEqual(unsafe.value.value.constructor, { prototype: { x: 1 } })

  const long = decodeJson(JSON.stringify({ a: { b: 'x'.repeat(9000) } }))
  assert.ok(long.ok)
  assert.deepEqual(long.value.truncated, ['a.b'])
  for (const text of ['[1]', '"x"', '1', 'null', '{', '', '{"a":1}}']) assert.equal(decodeJson(text).ok, false, text)
})
