import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import { loadRuleFiles } from '../../rules/engine/load.ts'
import { summarise } from '../../rules/engine/load-report.ts'
import type { TaxonomyName } from '../../rules/taxonomy/taxonomies.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const rule = (n: number, name: string, logsource = 'product: linux, service: sshd') =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlogsource: {${logsource}}\ndetection: {a: {process.name: sshd}, condition: a}\n`
const filter = (lines: string, logsource = 'logsource: {product: linux}') =>
  `title: F\nid: ${id(9)}\n${logsource}\nfilter:\n${lines.replace(/^/gm, '  ')}\n`
const good = 'rules: [one]\nselection: {user.name: backup}\ncondition: not selection'

const load = (text: string, taxonomy: TaxonomyName = 'identity') =>
  loadRuleFiles(
    [
      { file: 'filter.yml', content: text },
      { file: 'rules.yml', content: [rule(1, 'one'), rule(2, 'two')].join('---\n') },
    ],
    { taxonomy },
  )

test('a filter is counted apart, and stands in whichever file', () => {
  const report = load(filter(good))
  assert.deepEqual(report.problems, [])
  assert.deepEqual(report.filters, [{ id: id(9), title: 'F', rules: 1 }])
  assert.deepEqual(summarise(report), {
    rules: 3,
    loaded: 3,
    rejected: 0,
    warnings: 0,
    cannotRun: 0,
    correlations: 0,
    filters: 1,
  })
})

test('fields of a filter are those of the log source of each rule', () => {
  const report = load(filter(good.replace('user.name', 'User').replace('[one]', 'any')), 'ecs')
  assert.deepEqual(report.problems, [])
  const event = { event: { dataset: 'linux.auth' }, process: { name: 'sshd' }, user: { name: 'backup' } }
  for (const { predicate } of report.rules) {
    assert.equal(toMatcher(predicate)(event), false)
    assert.equal(toMatcher(predicate)({ ...event, user: { name: 'root' } }), true)
  }
})

interface Case {
  readonly name: string
  readonly text: string
  readonly code: string
  readonly line: number
  readonly hint?: string
  /** A warning: how many rules are filtered all the same. */
  readonly applied?: number
}
const cases: readonly Case[] = [
  { name: 'no rules', text: filter(good.replace('rules: [one]\n', '')), code: 'missing-rules', line: 5, hint: 'any' },
  { name: 'an empty list of rules', text: filter(good.replace('[one]', '[]')), code: 'missing-rules', line: 5 },
  {
    name: 'none of the rules known',
    text: filter(good.replace('[one]', '[oen]')),
    code: 'unknown-rule',
    line: 5,
    hint: 'one',
  },
  {
    name: 'one of the rules unknown',
    text: filter(good.replace('[one]', '[one, nothing]')),
    code: 'unknown-rule',
    line: 5,
    applied: 1,
  },
  { name: 'no log source', text: filter(good, 'status: test'), code: 'missing-logsource', line: 1 },
  { name: 'no selection', text: filter('rules: any\ncondition: not selection'), code: 'empty-detection', line: 4 },
  { name: 'no condition', text: filter('rules: any\nselection: {a: 1}'), code: 'missing-condition', line: 4 },
  {
    name: 'a condition with an unknown selection',
    text: filter(good.replace('not selection', 'not selektion')),
    code: 'unknown-selection',
    line: 7,
    hint: 'selection',
  },
  {
    name: 'an unknown modifier',
    text: filter(good.replace('user.name', "'user.name|containz'")),
    code: 'unknown-modifier',
    line: 6,
    hint: 'contains',
  },
  {
    name: 'a filter that is no map',
    text: `title: F\nid: ${id(9)}\nlogsource: {product: linux}\nfilter: x\n`,
    code: 'invalid-filter',
    line: 4,
  },
  {
    name: 'a condition without not',
    text: filter(good.replace('not selection', 'selection')),
    code: 'filter-without-not',
    line: 7,
    hint: 'not selection',
    applied: 1,
  },
  {
    name: 'a log source without such rules',
    text: filter(good, 'logsource: {product: windows}'),
    code: 'filter-unused',
    line: 1,
    applied: 0,
  },
]

for (const { name, text, code, line, hint, applied } of cases) {
  test(`${applied === undefined ? 'refused' : 'warned of'}: ${name}`, () => {
    const report = load(text)
    const problem = report.problems.find((one) => one.code === code)
    assert.ok(problem, `${code} among ${JSON.stringify(report.problems)}`)
    assert.deepEqual([problem.file, problem.line], ['filter.yml', line])
    if (hint !== undefined) assert.ok(problem.hint?.includes(hint), problem.hint)
    assert.equal(problem.level, applied === undefined ? 'error' : 'warning')
    assert.equal(report.rejected, applied === undefined ? 1 : 0)
    assert.equal(report.rules.length, 2)
    assert.equal(report.filters[0]?.rules, applied)
  })
}

test('a field that is not mapped leaves its rules as they are, and says so', () => {
  const report = load(filter(good.replace('user.name', 'NoSuchField').replace('[one]', 'any')), 'ecs')
  const [problem] = report.problems
  assert.deepEqual([problem?.code, problem?.level], ['filter-not-mapped', 'warning'])
  assert.match(problem?.message ?? '', /NoSuchField .* 2 /)
  const event = { event: { dataset: 'linux.auth' }, process: { name: 'sshd' }, user: { name: 'backup' } }
  for (const { predicate } of report.rules) assert.equal(toMatcher(predicate)(event), true)
})
