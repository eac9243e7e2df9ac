import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compactMinute, isoTime, readBsd, readIso } from '../../../collector/decode/timestamp.ts'

const vn = 'Asia/Ho_Chi_Minh'
const at = (iso: string): number => Date.parse(iso)

test('isoTime writes what Date writes, for every moment of the years 0 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (ms) => {
      const iso = new Date(ms).toISOString()
      assert.equal(isoTime(ms), iso)
      assert.equal(compactMinute(ms), iso.slice(0, 16).replace(/[-T:]/g, ''))
    }),
  )
})

test('ISO times: zone written, zone assumed, fractions, space for T', () => {
  const cases: [string, string][] = [
    ['2026-11-30T12:04:05+07:00', '2026-11-30T05:04:05.000Z'],
    ['2026-11-30T12:04:05.123456+0700', '2026-11-30T05:04:05.123Z'],
    ['2026-11-30T12:04:05,9Z', '2026-11-30T12:04:05.900Z'],
    ['2026-11-30 12:04:05', '2026-11-30T05:04:05.000Z'],
    ['2026-11-30T00:04:05-11', '2026-11-30T11:04:05.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
  ]
  for (const [text, expected] of cases) assert.equal(isoTime(readIso(text, 0, vn)?.time ?? 0), expected, text)
  for (const text of ['2026-13-01T00:00:00Z', '2026-02-29T00:00:00Z', '2026-11-30T24:00:00Z', '2026-11-30', '']) {
    assert.equal(readIso(text, 0, vn), undefined, text)
  }
})

test('a BSD time without a year takes the year nearest to receipt', () => {
  const cases: [string, string, string][] = [
    ['Dec 31 23:59:59', '2027-01-01T00:00:10+07:00', '2026-12-31T16:59:59.000Z'],
    ['Jan  1 00:00:01', '2026-12-31T23:59:00+07:00', '2026-12-31T17:00:01.000Z'],
    ['Jul 10 00:00:00', '2026-01-15T00:00:00Z', '2026-07-09T17:00:00.000Z'],
    ['Aug 10 00:00:00', '2026-01-15T00:00:00Z', '2025-08-09T17:00:00.000Z'],
    ['Feb 29 10:00:00', '2028-03-01T00:00:00Z', '2028-02-29T03:00:00.000Z'],
    ['Feb 29 10:00:00', '2027-03-01T00:00:00Z', '2028-02-29T03:00:00.000Z'],
  ]
  for (const [text, received, expected] of cases) {
    const moment = readBsd(text, 0, vn, at(received))
    assert.equal(isoTime(moment?.time ?? 0), expected, `${text} received ${received}`)
    assert.equal(moment?.yearAssumed, true)
  }
  for (const text of ['Nov 31 00:00:00', 'Foo 1 00:00:00', 'Nov 0 00:00:00', 'Nov 10 25:00:00']) {
    assert.equal(readBsd(text, 0, vn, at('2026-11-30T00:00:00Z')), undefined, text)
  }
})
