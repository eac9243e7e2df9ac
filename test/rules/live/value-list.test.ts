import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventView } from '../../../core/predicate/event-view.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import {
  listPredicate,
  listTest,
  parseValueList,
  placeholderValues,
  type ValueList,
} from '../../../rules/live/value-list.ts'

const list = (type: ValueList['type'], ...items: string[]): ValueList => ({
  name: 'l',
  about: '',
  type,
  items,
  owner: 'truc',
  changed: { at: 0, by: 'truc' },
})

test('a list is read a value a line; what stands there twice counts once', () => {
  const { items, problems } = parseValueList('\uFEFF# máy chủ\r\n web-01 \n\nWEB-01\nmáy chủ 2\n', 'exact')
  assert.deepEqual(problems, [])
  assert.deepEqual(items, ['WEB-01', 'máy chủ 2'])
})

test('every wrong line is told with its number and what to do', () => {
  const { items, problems } = parseValueList('10.0.0.0/8\n10.0.0.300\n2001:db8::/32\nweb-01\n192.168.1.1/33', 'cidr')
  assert.deepEqual(items, ['10.0.0.0/8', '2001:db8::/32'])
  assert.deepEqual(
    problems.map(({ line, value }) => [line, value]),
    [
      [2, '10.0.0.300'],
      [4, 'web-01'],
      [5, '192.168.1.1/33'],
    ],
  )
  assert.ok(problems.every(({ message, hint }) => message !== '' && hint !== ''))
  assert.equal(parseValueList('*\n?*\na*', 'wildcard').problems.length, 2, 'what holds every value is refused')
  assert.equal(parseValueList('a\u0000b', 'exact').problems.length, 1)
  assert.equal(parseValueList('x'.repeat(1001), 'exact').problems.length, 1)
})

test('a list has an end', () => {
  const text = Array.from({ length: 50_002 }, (_, at) => `h${at}`).join('\n')
  const { items, problems } = parseValueList(text, 'exact')
  assert.equal(items.length, 50_000)
  assert.deepEqual(
    problems.map(({ line }) => line),
    [50_001],
  )
})

test('the quick test answers as the predicate does', () => {
  const lists = [
    list('exact', 'WEB-01', 'Đội 1', 'a*'),
    list('exact', ...Array.from({ length: 5000 }, (_, at) => `h${at}`)),
    list('cidr', '10.0.0.0/8', '2001:db8::1'),
    list('wildcard', 'web-*', '*.local', 'x\\*'),
  ]
  const values = ['web-01', 'WEB-9', 'đội 1', 'abc', 'a*', 'h4999', 'h5000', '10.1.2.3', '::ffff:10.0.0.1', 'x*', 'xy']
  const events = [...values, values, 10, null, undefined].map((value) => ({ host: { name: value } }))
  let held = 0
  for (const each of lists) {
    const view = new EventView()
    const quick = listTest(each, 'host.name', view)
    const slow = toMatcher(listPredicate(each, 'host.name'))
    for (const event of events) {
      view.turnTo(event)
      assert.equal(quick(), slow(event), `${each.type} ${JSON.stringify(event)}`)
      if (quick()) held++
    }
  }
  assert.ok(held > 8)
})

test('as a placeholder a whole value stands for its own characters', () => {
  assert.deepEqual(placeholderValues(list('exact', 'a*b', 'C:\\x', 'plain')), ['a\\*b', 'C:\\\\x', 'plain'])
  assert.deepEqual(placeholderValues(list('wildcard', 'a*b')), ['a*b'])
})
