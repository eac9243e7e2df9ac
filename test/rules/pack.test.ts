import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toEvent } from '../../collector/map/to-event.ts'
import type { Json } from '../../core/lib/json.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRules } from '../../rules/engine/load.ts'
import { runTests } from '../../rules/live/run-tests.ts'

const pack = join(import.meta.dirname, '../../rules/pack')
const report = loadRules([pack], { taxonomy: 'ecs' })
const { rules, correlations, rejected, problems } = report
const { evaluate } = evaluator(rules)
const event = (line: string) =>
  toEvent({ bytes: line }, 'auto', { receivedAt: Date.parse('2026-08-10T08:00:00Z'), zone: 'Asia/Ho_Chi_Minh' })
const fired = (line: string) => evaluate(event(line)).map(({ title }) => title)

test('the pack loads without a problem, and every rule can run', () => {
  assert.deepEqual(problems, [])
  assert.equal(rejected, 0)
  assert.equal(rules.length + correlations.length, globSync(join(pack, '**/*.yml')).length)
  assert.deepEqual(
    [...rules, ...correlations].filter(({ cannotRun }) => cannotRun !== undefined),
    [],
  )
})

for (const rule of rules) {
  test(`${rule.title}: every raw line that must fire it does, and none that must not`, () => {
    const { fires, silent } = rule.tests
    assert.ok(fires.length >= 2 && silent.length >= 2, 'lines of both kinds')
    assert.deepEqual(
      fires.filter((line) => !fired(line).includes(rule.title)),
      [],
    )
    assert.deepEqual(
      silent.filter((line) => fired(line).includes(rule.title)),
      [],
    )
  })

  test(`${rule.title}: speaks both languages, says what to do, and groups by fields that its events have`, () => {
    assert.notEqual(rule.titles.vi, rule.titles.en)
    assert.notEqual(rule.descriptions.vi, rule.descriptions.en)
    assert.ok(rule.response !== undefined && rule.response.vi !== rule.response.en)
    assert.ok(rule.falsepositives.length > 0)
    assert.equal(rule.falsepositivesVi.length, rule.falsepositives.length)
    assert.ok(rule.falsepositivesVi.every((one) => !rule.falsepositives.includes(one)))
    assert.ok(rule.tags.some((tag) => /^attack\.t\d/.test(tag)))
    assert.ok(rule.groupBy.length > 0)
    for (const line of rule.tests.fires) {
      for (const field of rule.groupBy) assert.ok(valueAt(event(line), field), `${field} in ${line}`)
    }
  })
}

for (const { titles, descriptions, response, falsepositives, falsepositivesVi, tags, tests } of correlations) {
  test(`${titles.en}: speaks both languages, says what to do, and has lines that must make a finding and that must not`, () => {
    assert.notEqual(titles.vi, titles.en)
    assert.notEqual(descriptions.vi, descriptions.en)
    assert.ok(response !== undefined && response.vi !== response.en)
    assert.ok(falsepositives.length > 0)
    assert.equal(falsepositivesVi.length, falsepositives.length)
    assert.ok(falsepositivesVi.every((one) => !falsepositives.includes(one)))
    assert.ok(tags.some((tag) => /^attack\.t\d/.test(tag)))
    assert.ok(tests.fires.length >= 2 && tests.silent.length >= 2)
  })
}

test('every correlation makes a finding of the lines that it is meant for, and none of the others', () => {
  const tested = runTests(report, event, (id) => correlations.some((one) => one.id === id))
  assert.deepEqual(
    tested.filter(({ passed }) => !passed).map(({ title }) => title.en),
    [],
  )
})

const valueAt = (document: unknown, field: string): Json | undefined =>
  field.split('.').reduce((node, key) => (node as { [key: string]: Json } | undefined)?.[key] as Json, document as Json)

test('all raw lines of the pack together fire exactly the rules that they are meant for', () => {
  const expected: Record<string, string[]> = {}
  const actual: Record<string, string[]> = {}
  // What only feeds correlations, such as every log-on from elsewhere, is about many a line and raises no alert.
  const loud = rules.filter(({ feedsOnly }) => !feedsOnly)
  const alerting = new Set(loud.map(({ title }) => title))
  for (const { title, tests } of loud) {
    for (const line of tests.fires) expected[line] = [...(expected[line] ?? []), title]
    for (const line of [...tests.fires, ...tests.silent]) {
      const titles = fired(line).filter((fires) => alerting.has(fires))
      if (titles.length > 0) actual[line] = titles
    }
  }
  // Lines that one rule passes over and another is meant for.
  const others: Record<string, string> = {
    'sshd[815]: Failed password for root': 'Failed SSH log-in',
    'sshd[905]: Failed password for www-data': 'Failed SSH log-in',
  }
  for (const line of Object.keys(actual)) {
    const known = Object.entries(others).find(([part]) => line.includes(part))
    if (known !== undefined) expected[line] = [known[1]]
  }
  assert.deepEqual(actual, expected)
})

test('Failed SSH log-in is what the first alert is made of', () => {
  const rule = rules.find(({ title }) => title === 'Failed SSH log-in')
  assert.deepEqual([rule?.level, rule?.groupBy], ['low', ['source.ip']])
})
