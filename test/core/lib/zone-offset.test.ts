import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromLocal, isZone, zonedIso, zoneOffset } from '../../../core/lib/zone-offset.ts'

const hour = 3_600_000
const at = (text: string) => Date.parse(text)

test('zones: names with summer time, fixed offsets, unknown ones', () => {
  assert.equal(zoneOffset(at('2026-11-30T00:00:00Z'), 'Asia/Ho_Chi_Minh'), 7 * hour)
  assert.equal(zoneOffset(at('2026-01-01T00:00:00Z'), 'Europe/Berlin'), hour)
  assert.equal(zoneOffset(at('2026-07-01T00:00:00Z'), 'Europe/Berlin'), 2 * hour)
  assert.equal(zoneOffset(0, '-03:30'), -3.5 * hour)
  assert.equal(zoneOffset(0, 'Z'), 0)
  assert.equal(zoneOffset(0, 'Asia/Nowhere'), 0)
  assert.equal(zoneOffset(Number.NaN, 'Europe/Berlin'), 0)
  assert.equal(fromLocal(Date.UTC(2026, 2, 29, 12), 'Europe/Berlin'), Date.UTC(2026, 2, 29, 10))
  assert.ok(isZone('+07:00') && isZone('Asia/Ho_Chi_Minh') && !isZone('Asia/Nowhere'))
})

test('a moment in a zone is written with the zone’s own clock, and is that moment', () => {
  assert.equal(zonedIso(at('2026-11-22T20:14:07.123Z'), 'Asia/Ho_Chi_Minh'), '2026-11-23T03:14:07.123+07:00')
  const zones = ['Asia/Ho_Chi_Minh', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC', '+05:45']
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(1985, 0), max: Date.UTC(2040, 0) }),
      (zone, ms) => {
        assert.equal(at(zonedIso(ms, zone)), ms)
        const back = fromLocal(ms + zoneOffset(ms, zone), zone)
        // Where clocks are put back one wall time is two moments.
        assert.ok(back === ms || Math.abs(back - ms) <= hour, `${zone} ${ms} ${back}`)
      },
    ),
  )
})

test('the clocks of a zone are those of the calendar of the platform', () => {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/New_York',
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 37 * hour) {
    const wall = new Date(ms + zoneOffset(ms, 'America/New_York')).toISOString().slice(0, 19).replace('T', ' ')
    assert.equal(wall, clock.format(ms))
  }
})
