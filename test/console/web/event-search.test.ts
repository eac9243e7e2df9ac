import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventFields, fieldValue } from '../../../console/web/src/lib/event-fields.ts'
import { timeScale } from '../../../console/web/src/lib/histogram-scale.ts'
import { parseDateTime, readRange, resolveRange, writeRange } from '../../../console/web/src/lib/time-range.ts'
import { addTerm, parseTerm, readTerms, suggest } from '../../../console/web/src/pages/search/terms.ts'

test('field=value is a condition, anything else is text', () => {
  assert.deepEqual(parseTerm('event.outcome=failure'), { field: 'event.outcome', value: 'failure', out: false })
  assert.deepEqual(parseTerm('-user.name = "root"'), { field: 'user.name', value: 'root', out: true })
  assert.deepEqual(parseTerm('user.name!=root'), { field: 'user.name', value: 'root', out: true })
  assert.deepEqual(parseTerm('url.query=a=b'), { field: 'url.query', value: 'a=b', out: false })
  assert.deepEqual(parseTerm('@timestamp=*'), { field: '@timestamp', value: '*', out: false })
  for (const text of ['Failed password', 'a b=c', '=x', 'field=', '']) assert.equal(parseTerm(text), undefined, text)
})

test('the same pair stands once in the address, its newer side wins', () => {
  const params = new URLSearchParams('only=a=1&not=b=2')
  addTerm(params, { field: 'a', value: '1', out: true })
  assert.deepEqual(readTerms(params).terms, [
    { field: 'b', value: '2', out: true },
    { field: 'a', value: '1', out: true },
  ])
})

test('completion offers fields, those that start so first, then values', () => {
  const fields = ['host.name', 'source.ip', 'user.name', 'user.host']
  assert.deepEqual(
    suggest('host', fields, () => []),
    ['host.name=', 'user.host='],
  )
  assert.deepEqual(
    suggest('-user.n', fields, () => []),
    ['-user.name='],
  )
  assert.deepEqual(
    suggest('user.name=RO', fields, (field) => (field === 'user.name' ? ['root', 'admin'] : [])),
    ['user.name=root'],
  )
  assert.deepEqual(
    suggest('failed pass', fields, () => []),
    [],
  )
})

test('a time is read as it is written, in the zone, and nothing else is', () => {
  const zone = 'Asia/Ho_Chi_Minh'
  assert.equal(parseDateTime('23/11/2026 03:14:07', zone), Date.UTC(2026, 10, 22, 20, 14, 7))
  assert.equal(parseDateTime('23/11/2026', zone), Date.UTC(2026, 10, 22, 17))
  assert.equal(parseDateTime('29/03/2026 03:30', 'Europe/Paris'), Date.UTC(2026, 2, 29, 1, 30))
  for (const wrong of ['31/02/2026', '2026-11-23', '23/11/2026 24:00', 'hôm qua']) {
    assert.equal(parseDateTime(wrong, zone), undefined, wrong)
  }
})

test('a range survives the address, and nonsense becomes the last day', () => {
  const params = new URLSearchParams()
  writeRange(params, { kind: 'between', from: 10, to: 20 })
  assert.deepEqual(readRange(params), { kind: 'between', from: 10, to: 20 })
  writeRange(params, { kind: 'last', span: '7d' })
  assert.equal(params.toString(), 'range=7d')
  assert.deepEqual(readRange(new URLSearchParams('from=9&to=3')), { kind: 'last', span: '24h' })
  assert.deepEqual(resolveRange({ kind: 'last', span: '1h' }, 7_200_000), { from: 3_600_000, to: 7_260_000 })
})

test('an event is a flat list of fields, whatever it holds', () => {
  const event = { event: { id: 'x', category: ['a', 'b'] }, '@timestamp': 't', 'host.name': 'h', odd: { deep: null } }
  assert.deepEqual(eventFields(event), [
    { field: '@timestamp', values: ['t'] },
    { field: 'event.category', values: ['a', 'b'] },
    { field: 'event.id', values: ['x'] },
    { field: 'host.name', values: ['h'] },
    { field: 'odd.deep', values: ['null'] },
  ])
  assert.equal(fieldValue(event, 'event.category'), 'a')
  assert.equal(fieldValue(event, 'host.name'), 'h')
  assert.equal(fieldValue(event, 'toString'), undefined)
  assert.equal(fieldValue(event, 'event.constructor'), undefined)
})

test('a document of ten thousand fields or a hundred levels does not stop the page', () => {
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, at]))
  assert.equal(eventFields(wide).length, 600)
  let deep: Record<string, unknown> = { end: 1 }
  for (let at = 0; at < 100; at += 1) deep = { a: deep }
  const [only] = eventFields(deep)
  assert.match(only?.field ?? '', /^(a\.){19}a$/)
  assert.match(only?.values[0] ?? '', /"end":1/)
})

test('ticks are round hours where the reader is', () => {
  const hour = 3_600_000
  const scale = timeScale(0, 24 * hour, 1000, 7 * hour)
  assert.ok(scale.ticks.length > 5 && scale.ticks.length <= 12)
  for (const tick of scale.ticks) assert.equal(((tick + 7 * hour) / hour) % 2, 0)
  assert.equal(scale.xOf(12 * hour), 500)
  assert.equal(scale.msOf(500), 12 * hour)
  assert.equal(scale.msOf(-50), 0)
})
