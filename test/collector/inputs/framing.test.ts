import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFramer } from '../../../collector/inputs/framing.ts'
import type { RawRecord } from '../../../collector/record.ts'

const most = 200
const shown = (records: readonly RawRecord[]): string[] =>
  records.map(({ bytes, cut }) => `${cut ? 'cut:' : ''}${Buffer.from(bytes as Uint8Array).toString('latin1')}`)

function frames(stream: Buffer, cuts: readonly number[]): string[] {
  const framer = createFramer(most)
  const out: string[] = []
  let at = 0
  for (const cut of [...cuts.map((part) => part % (stream.length + 1)).sort((a, b) => a - b), stream.length]) {
    out.push(...shown(framer.push(stream.subarray(at, cut))))
    at = Math.max(at, cut)
  }
  return [...out, ...shown(framer.end())]
}

const body = fc.stringMatching(/^[ -~]{1,60}$/).map((text) => `<38>${text}`)
const frame = fc.oneof(
  body.map((text) => ({ wire: `${text}\n`, expected: text })),
  body.map((text) => ({ wire: `${text}\r\n`, expected: text })),
  body.map((text) => ({ wire: `${text.length} ${text}`, expected: text })),
  // A counted frame may hold newlines.
  body.map((text) => ({ wire: `${text.length + 5} ${text}\nmore`, expected: `${text}\nmore` })),
  fc
    .constantFrom('2026-11-30T12:04:05Z h app: x', '12 monkeys', '9', 'Nov 30 x')
    .map((text) => ({ wire: `${text}\n`, expected: text })),
  fc.constant({ wire: '\n', expected: undefined }),
)

test('frames come out whole, in order, of either kind, however the stream is chopped', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(600), { maxLength: 12 }), (parts, cuts) => {
      const stream = Buffer.from(parts.map((part) => part.wire).join(''))
      const expected = parts.flatMap((part) => (part.expected === undefined ? [] : [part.expected]))
      assert.deepEqual(frames(stream, cuts), expected)
    }),
    { numRuns: 2000 },
  )
})

test('any bytes: one chunk or one byte at a time gives the same frames', () => {
  const noise = fc.array(
    fc.constantFrom('1', '2', '5 ', ' ', '<', '>', '\n', '\r', 'a', '<38>', '300 <', '9999999 <1>x'),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(noise, (parts) => {
      const stream = Buffer.from(parts.join(''))
      assert.deepEqual(
        frames(stream, []),
        frames(
          stream,
          Array.from({ length: stream.length }, (_, i) => i),
        ),
      )
    }),
    { numRuns: 2000 },
  )
})

test('an overlong line keeps its beginning, is marked as cut, and the next line is whole', () => {
  const stream = Buffer.from(`${'x'.repeat(1000)}\nnext\n`)
  const expected = [`cut:${'x'.repeat(most)}`, 'next']
  assert.deepEqual(frames(stream, []), expected)
  assert.deepEqual(frames(stream, [1, 199, 200, 201, 202, 500, 1000, 1001]), expected)
})

test('an overlong counted frame keeps its beginning and the next frame is found', () => {
  const stream = Buffer.from(`1000 <38>${'x'.repeat(996)}7 <38>abc`)
  const expected = [`cut:<38>${'x'.repeat(most - 4)}`, '<38>abc']
  assert.deepEqual(frames(stream, []), expected)
  assert.deepEqual(frames(stream, [3, 5, 100, 205, 206, 900]), expected)
})

test('a partial last line is kept at the end; a counted frame that broke off is marked as cut', () => {
  assert.deepEqual(frames(Buffer.from('<38>a\n<38>partial'), [8]), ['<38>a', '<38>partial'])
  assert.deepEqual(frames(Buffer.from('100 <38>broken'), [2]), ['cut:<38>broken'])
})
