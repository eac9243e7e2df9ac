import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileExceptions, exceptionState, type RuleException } from '../../../rules/live/exception.ts'
import type { ValueList } from '../../../rules/live/value-list.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const exception = (fields: Partial<RuleException>): RuleException => ({
  id: 'x',
  title: '',
  rules: null,
  expression: 'host.name: web-01',
  list: null,
  unit: null,
  owner: 'truc',
  reason: '',
  expires: null,
  ended: null,
  created: { at: 0, by: '' },
  changed: { at: 0, by: '' },
  ...fields,
})
const event = (host: string, ids: string[] = ['so-tc', 'tinh']) => ({
  host: { name: host },
  vonggac: { unit: { id: ids[0] ?? '', ids } },
})
const none: ReadonlyMap<string, ValueList> = new Map()
const asked = (exceptions: readonly RuleException[], lists = none) => {
  const { excepted } = compileExceptions(exceptions, lists, timeZone)
  return (rule: string, host: string, { ids = ['so-tc', 'tinh'], now = 100 } = {}) =>
    excepted(rule, event(host, ids), now)
}

test('an exception is for one rule, several, or all', () => {
  const one = asked([exception({ rules: ['r1', 'r2'] })])
  assert.deepEqual([one('r1', 'web-01'), one('r2', 'WEB-01'), one('r3', 'web-01')], ['x', 'x', undefined])
  assert.equal(one('r1', 'web-02'), undefined)
  assert.equal(asked([exception({})])('r3', 'web-01'), 'x')
})

test('it holds for the events of its unit and of those under it alone', () => {
  const held = asked([exception({ unit: 'so-tc' })])
  assert.equal(held('r', 'web-01', { ids: ['so-tc-ketoan', 'so-tc', 'tinh'] }), 'x')
  assert.equal(held('r', 'web-01', { ids: ['so-yt', 'tinh'] }), undefined)
  assert.equal(held('r', 'web-01', { ids: [] }), undefined, 'what is no unit’s is not the unit’s')
})

test('it stops by itself at its end, and when it was ended', () => {
  const held = asked([exception({ expires: 100 })])
  assert.deepEqual([held('r', 'web-01', { now: 99 }), held('r', 'web-01', { now: 100 })], ['x', undefined])
  assert.equal(asked([exception({ ended: { at: 1, by: 'truc' } })])('r', 'web-01'), undefined)
  assert.deepEqual(
    [
      exceptionState(exception({}), 5),
      exceptionState(exception({ expires: 5 }), 5),
      exceptionState(exception({ expires: 5, ended: { at: 1, by: '' } }), 5),
    ],
    ['active', 'expired', 'ended'],
  )
})

test('expression and list hold together; one whose list is gone covers nothing and is told', () => {
  const list: ValueList = {
    name: 'scanners',
    about: '',
    type: 'exact',
    items: ['web-01', 'web-02'],
    owner: '',
    changed: { at: 0, by: '' },
  }
  const both = exception({ expression: 'not host.name: web-02', list: { field: 'host.name', name: 'scanners' } })
  const held = asked([both], new Map([['scanners', list]]))
  assert.deepEqual([held('r', 'web-01'), held('r', 'web-02'), held('r', 'web-03')], ['x', undefined, undefined])
  const { excepted, broken } = compileExceptions([both, exception({ id: 'y', expression: '(' })], none, timeZone)
  assert.deepEqual(broken, ['x', 'y'])
  assert.equal(excepted('r', event('web-01'), 0), undefined)
  assert.deepEqual(compileExceptions([exception({ expression: ' ' })], none, timeZone).broken, ['x'])
})

test('the first one that covers the match is the one that is counted', () => {
  const held = asked([exception({ id: 'all' }), exception({ id: 'own', rules: ['r1'] })])
  assert.deepEqual([held('r1', 'web-01'), held('r2', 'web-01')], ['own', 'all'], 'the rule’s own first')
})
