import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tacticWords } from '../../../console/web/src/lib/attack-tactics.ts'
import { holdRows } from '../../../console/web/src/lib/held-rows.ts'
import { rowBeside } from '../../../console/web/src/lib/row-beside.ts'
import {
  enterGroup,
  nextGrouping,
  readCriteria,
  readGrouping,
  readGroupings,
  readHidden,
  setFilter,
  setGrouping,
  sortBy,
  toggleFilter,
  toggleHidden,
  toggleWithout,
} from '../../../console/web/src/pages/alerts/criteria.ts'
import { rangeBetween } from '../../../console/web/src/pages/alerts/selection.ts'
import { alertSentence } from '../../../console/web/src/pages/alerts/sentence.ts'
import { translator } from '../../../core/i18n/translator.ts'

test('without a word in the address the queue holds new and acknowledged alerts, newest first', () => {
  assert.deepEqual(readCriteria(new URLSearchParams()), {
    status: ['new', 'acknowledged'],
    sort: 'last',
    direction: 'desc',
  })
})

test('unknown words in the address are left out, free values are kept', () => {
  const criteria = readCriteria(
    new URLSearchParams('status=open&severity=high&severity=awful&host=a&host=b&sort=drop&text=%20ssh%20'),
  )
  assert.deepEqual(criteria, {
    status: ['new', 'acknowledged'],
    severity: ['high'],
    host: ['a', 'b'],
    text: 'ssh',
    sort: 'last',
    direction: 'desc',
  })
})

test('the status starts from its default and leaves the address when it is that again', () => {
  const params = new URLSearchParams()
  toggleFilter(params, 'status', 'new')
  assert.deepEqual(params.getAll('status'), ['acknowledged'])
  toggleFilter(params, 'status', 'new')
  assert.equal(params.has('status'), false)
  toggleFilter(params, 'host', 'a')
  toggleFilter(params, 'host', 'b')
  toggleFilter(params, 'host', 'a')
  assert.deepEqual(params.getAll('host'), ['b'])
  setFilter(params, 'host', ['c'])
  assert.deepEqual(params.getAll('host'), ['c'])
})

test('a column sorts worst or newest first, names from A, and turns round at the second press', () => {
  const params = new URLSearchParams()
  sortBy(params, 'severity')
  assert.deepEqual([readCriteria(params).sort, readCriteria(params).direction], ['severity', 'desc'])
  sortBy(params, 'severity')
  assert.equal(readCriteria(params).direction, 'asc')
  sortBy(params, 'host')
  assert.deepEqual([readCriteria(params).sort, readCriteria(params).direction], ['host', 'asc'])
})

test('columns that few need stand there for who asks for them', () => {
  const params = new URLSearchParams('hide=user')
  assert.deepEqual(readHidden(params), ['user', 'tactic', 'age'])
  toggleHidden(params, 'age')
  toggleHidden(params, 'user')
  assert.deepEqual(readHidden(params), ['tactic'])
  assert.equal(params.toString(), 'show=age')
  toggleHidden(params, 'age')
  assert.equal(params.toString(), '')
})

test('a tactic is named in the language, one that came later by its tag', () => {
  assert.deepEqual(
    ['initial-access', 'stealth'].map((tag) => tacticWords(tag, 'vi')),
    ['Xâm nhập ban đầu', 'stealth'],
  )
})

test('a held list keeps places, takes new contents, counts what waits and tells what left', () => {
  const keyOf = (row: { id: string }) => row.id
  const standing = [
    { id: 'a', count: 1 },
    { id: 'b', count: 1 },
  ]
  const fresh = [
    { id: 'c', count: 9 },
    { id: 'b', count: 5 },
  ]
  const held = holdRows(standing, fresh, keyOf)
  assert.deepEqual(held.rows, [
    { id: 'a', count: 1 },
    { id: 'b', count: 5 },
  ])
  assert.equal(held.waiting, 1)
  assert.deepEqual([...held.gone], ['a'])
})

test('the sentence names what is known and nothing else', () => {
  const words = translator('vi', 'Asia/Ho_Chi_Minh')
  const base = { count: 214, first: 0, last: 300_000, host: 'web01', user: 'ketoan02', source: '203.0.113.7' }
  assert.equal(
    alertSentence(words, base),
    'Luật này khớp 214 lần trong 5 phút với tài khoản ketoan02 trên máy web01 từ địa chỉ 203.0.113.7.',
  )
  assert.equal(
    alertSentence(words, { ...base, count: 1, user: null, source: null }),
    'Luật này khớp 1 lần trên máy web01.',
  )
})

test('a value that is left out is no longer asked for, and comes back at the second press', () => {
  const params = new URLSearchParams('host=a&host=b')
  toggleWithout(params, 'host', 'a')
  assert.deepEqual([params.getAll('host'), params.getAll('without')], [['b'], ['host=a']])
  assert.deepEqual(readCriteria(new URLSearchParams('without=host%3Da&without=rank%3D1')).without, ['host=a'])
  toggleWithout(params, 'host', 'a')
  assert.equal(params.has('without'), false)
})

test('the grouping goes round', () => {
  const params = new URLSearchParams()
  const seen = Array.from({ length: 6 }, () => {
    nextGrouping(params)
    return readGrouping(params)
  })
  assert.deepEqual(seen, ['rule', 'host', 'user', 'unit', 'source', null])
})

test('a range goes from the row touched last, up or down; without one it is the row alone', () => {
  const keyOf = (row: string) => row
  const rows = ['a', 'b', 'c', 'd']
  assert.deepEqual(rangeBetween(rows, keyOf, 'b', 'd'), ['b', 'c', 'd'])
  assert.deepEqual(rangeBetween(rows, keyOf, 'c', 'a'), ['a', 'b', 'c'])
  assert.deepEqual(rangeBetween(rows, keyOf, null, 'c'), ['c'])
  assert.deepEqual(rangeBetween(rows, keyOf, 'a', 'gone'), [])
})

test('the keyboard goes from row to row, stays at the ends, and begins at the first', () => {
  const from = (here: string, by: number) => rowBeside(['a', 'b', 'c'], (row) => row === here, by)
  assert.deepEqual([from('a', 1), from('b', 1), from('c', 1)], ['b', 'c', 'c'])
  assert.deepEqual([from('a', -1), from('b', -1), from('c', -1)], ['a', 'a', 'b'])
  assert.deepEqual([from('gone', 1), from('gone', -1)], ['a', 'a'])
  assert.equal(
    rowBeside([], () => true, 1),
    undefined,
  )
})

test('groups within groups: each grouping once, and a group opens into what lies within it', () => {
  const params = new URLSearchParams('group=unit&group=rule&group=unit&group=host&group=user')
  assert.deepEqual(readGroupings(params), ['unit', 'rule', 'host'])
  setGrouping(params, 1, 'user')
  assert.deepEqual(readGroupings(params), ['unit', 'user', 'host'])
  setGrouping(params, 0, 'host')
  assert.deepEqual(readGroupings(params), ['host', 'user'])
  enterGroup(params, 'may-1')
  assert.deepEqual([readGroupings(params), params.getAll('host')], [['user'], ['may-1']])
  enterGroup(params, '')
  assert.deepEqual([readGroupings(params), params.getAll('user')], [[], ['']])
  setGrouping(params, 0, null)
  assert.equal(readGrouping(params), null)
})
