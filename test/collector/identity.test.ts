import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventId } from '../../collector/identity.ts'
import { placeOf } from '../../collector/partition.ts'

const time = Date.UTC(2026, 10, 30, 11, 55, 59, 999)
const day = 86_400_000

test('an id begins with the minute of the line and depends on sender, k and text alone', () => {
  const id = eventId(time, 's', 'k', 'line')
  assert.match(id, /^202611301155-[\w-]{22}$/)
  assert.equal(eventId(time - 59_000, 's', 'k', 'line'), id)
  for (const other of [
    eventId(time, 't', 'k', 'line'),
    eventId(time, 's', 'l', 'line'),
    eventId(time, 's', 'k', 'lime'),
  ]) {
    assert.notEqual(other, id)
  }
  assert.notEqual(eventId(time, 'a', 'bc', 'd'), eventId(time, 'ab', 'c', 'd'))
  assert.match(eventId(undefined, 's', 'k', 'line'), /^000000000000-/)
  assert.match(eventId(Date.UTC(2099, 0, 1), 's', 'k', 'line'), /^209901010000-/)
  assert.match(eventId(-1, 's', 'k', 'line'), /^196912312359-/)
})

test('partition: the day of the event within receipt − 30 days … + 1 day, else the day of receipt', () => {
  const cases: [number | undefined, string, boolean][] = [
    [time, '2026-11-30', false],
    [time - 30 * day, '2026-10-31', false],
    [time - 30 * day - 1, '2026-11-30', true],
    [time + day, '2026-12-01', false],
    [time + day + 1, '2026-11-30', true],
    [0, '2026-11-30', true],
    [Date.UTC(2099, 0, 1), '2026-11-30', true],
    [undefined, '2026-11-30', true],
  ]
  for (const [own, expected, byReceipt] of cases) {
    assert.deepEqual(placeOf(own, time, 'c'), { partition: { class: 'c', day: expected }, placedByReceipt: byReceipt })
  }
})
