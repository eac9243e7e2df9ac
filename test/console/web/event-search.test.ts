import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventFields, fieldValue } from '../../../console/web/src/lib/event-fields.ts'
import { timeScale } from '../../../console/web/src/lib/histogram-scale.ts'
import { parseDateTime, readRange, resolveRange, writeRange } from '../../../console/web/src/lib/time-range.ts'
import { choicesOf, mayComeRight, take } from '../../../console/web/src/pages/search/query-edit.ts'
import { addTerm, readTerms, termsIntoQuery } from '../../../console/web/src/pages/search/terms.ts'
import { complete } from '../../../core/predicate/search-complete.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'

test('the same pair stands once in the address, its newer side wins', () => {
  const params = new URLSearchParams('only=a=1&not=b=2')
  addTerm(params, { field: 'a', value: '1', out: true })
  assert.deepEqual(readTerms(params).terms, [
    { field: 'b', value: '2', out: true },
    { field: 'a', value: '1', out: true },
  ])
})

test('terms move into the query, apart from those that are no exact value', () => {
  const params = new URLSearchParams({ query: 'a or b', only: 'x=1"', not: 'y=z' })
  params.append('only', 'w=*')
  termsIntoQuery(params)
  assert.equal(params.get('query'), '(a or b) and x: "1\\"" and not y: "z"')
  assert.deepEqual(readTerms(params).terms, [{ field: 'w', value: '*', out: false }])
})

test('a suggestion takes the place of what is typed', () => {
  const taken = (text: string, cursor: number, values: readonly string[] = []) => {
    const completion = complete(text, cursor)
    const [choice] = choicesOf(
      completion,
      values.map((value) => ({ value, count: 1 })),
    )
    if (completion === undefined || choice === undefined) return undefined
    const next = take(text, completion, choice)
    return `${next.text.slice(0, next.cursor)}|${next.text.slice(next.cursor)}`
  }
  assert.equal(taken('use', 3), 'user.name: |')
  assert.equal(taken('not use: root', 7), 'not user.name: |root')
  assert.equal(taken('user.name: ro and a', 13, ['root']), 'user.name: root| and a')
  assert.equal(taken('user.name: "ro', 14, ['ro ot*']), 'user.name: "ro ot\\*"|')
  assert.equal(taken('user.name: "ro"', 14, ['root']), 'user.name: root|')
  assert.equal(taken('user.name: root', 15, ['ROOT']), undefined, 'what stands there already is no suggestion')
})

test('who is still typing is told only of what more text would not mend', () => {
  const interrupts = (text: string) => {
    const parsed = parseSearch(text)
    return (parsed.ok ? parsed.value.warnings : parsed.error).filter((one) => !mayComeRight(one, text)).length > 0
  }
  for (const text of ['user.name:', '(a', 'a "b', 'a and', 'not ', 'user.nam', 'source.ip: 10.0.0.0/', '']) {
    assert.ok(!interrupts(text), text)
  }
  for (const text of ['a) b', 'a or or b', 'user.nmae: root', 'user.name != root', 'a: () and b']) {
    assert.ok(interrupts(text), text)
  }
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
