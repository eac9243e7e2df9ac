import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { readRules } from '../../rules/sigma/read.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { taxonomies } from '../../rules/taxonomy/taxonomies.ts'

function rule(title: string, logsource: string, detection: string, taxonomy: 'ecs' | 'identity' = 'ecs'): Rule {
  const text = `title: ${title}\nid: ${title}\nlogsource: ${logsource}\ndetection: ${detection}\n`
  const [found] = readRules(Buffer.from(text), 'rule.yml', { taxonomy: taxonomies[taxonomy] }).rules
  assert.ok(found)
  return found
}

const ssh = '{product: linux, service: sshd}'
const linuxEvent = (name: string, more: object = {}) => ({
  event: { dataset: 'linux.auth' },
  process: { name },
  ...more,
})

test('a rule judges the events of its log source alone', () => {
  const { evaluate } = evaluator([rule('one', ssh, '{a: {message: x}, condition: a}')])
  assert.deepEqual(
    evaluate(linuxEvent('sshd', { message: 'x' })).map(({ title }) => title),
    ['one'],
  )
  assert.deepEqual(evaluate(linuxEvent('sudo', { message: 'x' })), [])
  assert.deepEqual(evaluate({ message: 'x' }), [])
})

test('not and null do not reach beyond the log source', () => {
  const { evaluate } = evaluator([rule('one', ssh, '{a: {user.name: null}, b: {message: x}, condition: a and not b}')])
  assert.equal(evaluate(linuxEvent('sshd')).length, 1)
  assert.equal(evaluate(linuxEvent('cron')).length, 0)
})

test('rules fire in the order they were given, across log sources', () => {
  const detection = '{a: {message: x}, condition: a}'
  const rules = [
    rule('b', '{product: linux}', detection),
    rule('a', ssh, detection),
    rule('c', '{product: linux}', detection),
  ]
  const { evaluate } = evaluator(rules)
  assert.deepEqual(
    evaluate(linuxEvent('sshd', { message: 'x' })).map(({ title }) => title),
    ['b', 'a', 'c'],
  )
})

test('fields of a log source stand for ECS fields', () => {
  const { evaluate } = evaluator([rule('one', ssh, '{a: {User: an}, condition: a}')])
  assert.equal(evaluate(linuxEvent('sshd', { user: { name: 'An' } })).length, 1)
})

test('a rule that cannot run judges nothing, not even by its not', () => {
  const cannot = rule('one', '{product: nonesuch}', '{a: {x: 1}, condition: not a}')
  assert.equal(cannot.cannotRun?.reason, 'log source not mapped')
  assert.deepEqual(evaluator([cannot]).evaluate({}), [])
})

test('keywords pass over stamps in collected events, and over nothing in events taken as they are', () => {
  const keyword = '{a: [needle], condition: a}'
  const event = { event: { dataset: 'linux.auth', action: 'needle' }, process: { name: 'sshd' } }
  assert.equal(evaluator([rule('one', ssh, keyword)]).evaluate(event).length, 0)
  const asTheyAre = evaluator([rule('one', ssh, keyword, 'identity')], { keywordsIn: 'document' })
  assert.equal(asTheyAre.evaluate(event).length, 1)
  assert.equal(asTheyAre.evaluate({ event: 'a needle' }).length, 1)
})

test('one event leaves nothing behind for the next', () => {
  const { evaluate } = evaluator([rule('one', '{product: x}', '{a: {f: x}, condition: a}', 'identity')])
  assert.deepEqual(
    [{ f: 'x' }, {}, { f: 'X' }, { f: 'y' }].map((event) => evaluate(event).length),
    [1, 0, 1, 0],
  )
})
