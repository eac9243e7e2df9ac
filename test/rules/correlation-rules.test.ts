import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadRuleFiles } from '../../rules/engine/load.ts'
import type { LoadReport } from '../../rules/engine/load-report.ts'
import { summarise } from '../../rules/engine/load-report.ts'
import { parseTimespan } from '../../rules/sigma/timespan.ts'

const load = (...texts: string[]): LoadReport =>
  loadRuleFiles(
    texts.map((text, place) => ({ file: `${place}.yml`, content: text })),
    { taxonomy: 'identity' },
  )

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const rule = (n: number, name: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlogsource: {product: x}\ndetection: {a: {kind: ${name}}, condition: a}\n`
const base = [rule(1, 'fail'), rule(2, 'ok')].join('---\n')
/** A correlation document; `lines` stand under `correlation`. */
const correlation = (lines: string, head = '') =>
  `title: C\nid: ${id(9)}\nname: c\n${head}correlation:\n${lines.replace(/^/gm, '  ')}\n`
const count = (rest = '') =>
  `type: event_count\nrules: [fail]\ngroup-by: [src]\ntimespan: 5m\ncondition: {gte: 3}${rest}`

test('timespans: every unit, and nothing else', () => {
  assert.deepEqual(
    ['90s', '15m', '2h', '1d', '1w', '1M', '1y'].map(parseTimespan),
    [90_000, 900_000, 7_200_000, 86_400_000, 604_800_000, 2_629_746_000, 31_556_952_000],
  )
  for (const wrong of ['', '5', 'm', '0m', '-5m', '5 m', '5x', '1.5h', '5H', '11y', '5mm']) {
    assert.equal(parseTimespan(wrong), undefined, wrong)
  }
})

test('rules are referred to by id or name, in any file and order', () => {
  const [byName, byId] = [count(), count().replace('fail', id(1))].map((lines) => load(correlation(lines), base))
  for (const report of [byName, byId]) {
    assert.deepEqual(report?.problems, [])
    assert.deepEqual(
      report?.correlations[0]?.steps.map((step) => [step.kind, step.id]),
      [['rule', id(1)]],
    )
  }
  assert.equal(byName && summarise(byName).correlations, 1)
  assert.equal(byName && summarise(byName).loaded, 3)
})

test('a chain: a correlation of a correlation stands behind it', () => {
  const chain = `title: D\nid: ${id(8)}\ncorrelation: {type: temporal_ordered, rules: [c, ok], group-by: [src], timespan: 1h}\n`
  const report = load(chain, `${base}---\n${correlation(count())}`)
  assert.deepEqual(report.problems, [])
  assert.deepEqual(
    report.correlations.map((one) => one.id),
    [id(9), id(8)],
  )
  assert.deepEqual(
    report.correlations[1]?.steps.map(({ kind }) => kind),
    ['correlation', 'rule'],
  )
  assert.deepEqual(
    report.correlations.map(({ feedsOnly }) => feedsOnly),
    [true, false],
  )
})

test('generate, at the top or under correlation, lets the rules referred to raise alerts', () => {
  const feeds = (text: string) => load(base, text).rules.map(({ feedsOnly }) => feedsOnly)
  assert.deepEqual(feeds(correlation(count())), [true, false])
  assert.deepEqual(feeds(correlation(count('\ngenerate: false'))), [true, false])
  assert.deepEqual(feeds(correlation(count('\ngenerate: true'))), [false, false])
  assert.deepEqual(feeds(correlation(count(), 'generate: true\n')), [false, false])
  const loud = correlation(count('\ngenerate: true')).replaceAll(id(9), id(7)).replace('name: c', 'name: d')
  assert.deepEqual(feeds(`${correlation(count())}---\n${loud}`), [false, false])
})

test('aliases name a field in each rule; the judgement keeps the order of the rules', () => {
  const lines =
    'type: temporal\nrules: [fail, ok]\naliases:\n  who: {fail: user, ok: TargetUser}\ngroup-by: [who, host]\ntimespan: 5m'
  const [found] = load(base, correlation(lines)).correlations
  assert.deepEqual(
    found?.steps.map(({ groupBy }) => groupBy),
    [
      [['user'], ['host']],
      [['TargetUser'], ['host']],
    ],
  )
  assert.deepEqual(found?.judgement, { kind: 'terms', ordered: false, terms: [{ with: [0, 1], without: [] }] })
})

test('a boolean condition over names, with or without a list of rules', () => {
  const both = 'type: temporal\nrules: [fail, ok]\ngroup-by: [src]\ntimespan: 5m\ncondition: fail and not ok'
  const alone = 'type: temporal_ordered\ngroup-by: [src]\ntimespan: 5m\ncondition: fail and ok'
  assert.deepEqual(load(base, correlation(both)).correlations[0]?.judgement, {
    kind: 'terms',
    ordered: false,
    terms: [{ with: [0], without: [1] }],
  })
  const report = load(base, correlation(alone))
  assert.deepEqual(report.problems, [])
  assert.deepEqual(report.correlations[0]?.judgement, {
    kind: 'terms',
    ordered: true,
    terms: [{ with: [0, 1], without: [] }],
  })
})

test('documents of one file: a global part is for rules, a correlation among them is its own thing', () => {
  const file = [
    `action: global\ntitle: Shared\nid: ${id(1)}\nname: fail\nlogsource: {product: x}\n`,
    'detection: {a: {kind: 1}, condition: a}\n',
    'detection: {a: {kind: 2}, condition: a}\n',
    'action: reset\n',
    correlation(count()),
  ].join('---\n')
  const report = load(file)
  assert.deepEqual(report.problems, [])
  assert.deepEqual([report.rules.length, report.correlations.length], [1, 1])
  const unreset = load(file.replace('action: reset\n---\n', ''))
  assert.deepEqual([unreset.rules.length, unreset.correlations.length, unreset.rejected], [1, 1, 0])
  const repeated = load(
    `${base}---\n${correlation(count())}---\naction: repeat\ntitle: Again\nid: ${id(5)}\nname: again\n`,
  )
  assert.deepEqual(
    repeated.correlations.map(({ title }) => title),
    ['C', 'Again'],
  )
})

interface Refusal {
  readonly name: string
  readonly text: string
  readonly code: string
  readonly line: number
  readonly column?: number
  readonly hint?: string
}
const refusals: readonly Refusal[] = [
  {
    name: 'an unknown rule',
    text: count().replace('fail', 'fial'),
    code: 'unknown-rule',
    line: 6,
    column: 11,
    hint: 'fail',
  },
  { name: 'no type', text: count().replace('type: event_count\n', ''), code: 'correlation-type', line: 5 },
  {
    name: 'an unknown type',
    text: count().replace('event_count', 'event_cuont'),
    code: 'correlation-type',
    line: 5,
    hint: 'event_count',
  },
  { name: 'no timespan', text: count().replace('timespan: 5m\n', ''), code: 'missing-timespan', line: 5 },
  { name: 'a wrong timespan', text: count().replace('5m', '5 minutes'), code: 'invalid-timespan', line: 8 },
  { name: 'no rules', text: count().replace('rules: [fail]\n', ''), code: 'missing-rules', line: 5 },
  { name: 'no condition', text: count().replace('condition: {gte: 3}', ''), code: 'missing-condition', line: 5 },
  {
    name: 'a condition that compares nothing',
    text: count().replace('gte: 3', ''),
    code: 'missing-condition',
    line: 9,
  },
  {
    name: 'an unknown operator',
    text: count().replace('gte', 'ge'),
    code: 'correlation-condition',
    line: 9,
    hint: 'gt',
  },
  {
    name: 'a bound that is no number',
    text: count().replace('gte: 3', 'gte: many'),
    code: 'correlation-condition',
    line: 9,
  },
  { name: 'a count below one', text: count().replace('gte: 3', 'lt: 1'), code: 'correlation-never', line: 9 },
  { name: 'an empty range', text: count().replace('gte: 3', 'gt: 3, lt: 4'), code: 'correlation-never', line: 9 },
  {
    name: 'a field for event_count',
    text: count().replace('gte: 3', 'gte: 3, field: x'),
    code: 'correlation-condition',
    line: 9,
  },
  {
    name: 'value_count without a field',
    text: count().replace('event_count', 'value_count'),
    code: 'correlation-field',
    line: 9,
  },
  {
    name: 'value_sum of two fields',
    text: count().replace('event_count', 'value_sum').replace('gte: 3', 'gte: 3, field: [a, b]'),
    code: 'correlation-field',
    line: 9,
  },
  {
    name: 'no percentile',
    text: count().replace('event_count', 'value_percentile').replace('gte: 3', 'gte: 3, field: a'),
    code: 'correlation-percentile',
    line: 9,
  },
  {
    name: 'a percentile over 100',
    text: count().replace('event_count', 'value_percentile').replace('gte: 3', 'gte: 3, field: a, percentile: 101'),
    code: 'correlation-percentile',
    line: 9,
  },
  {
    name: 'an alias for a rule that is not referred to',
    text: count('\naliases: {who: {ok: user}}'),
    code: 'unknown-alias-rule',
    line: 10,
    hint: 'fail',
  },
  { name: 'an alias that is no map', text: count('\naliases: {who: user}'), code: 'invalid-alias', line: 10 },
  { name: 'generate that is no boolean', text: count('\ngenerate: maybe'), code: 'invalid-generate', line: 10 },
  {
    name: 'names for event_count',
    text: count().replace('{gte: 3}', 'fail and ok'),
    code: 'correlation-condition',
    line: 9,
  },
  {
    name: 'a name that is not among the rules',
    text: 'type: temporal\nrules: [fail, ok]\ntimespan: 5m\ngroup-by: [a]\ncondition: fail and okay and ok',
    code: 'unknown-rule',
    line: 9,
    column: 23,
    hint: 'ok',
  },
  {
    name: 'a rule that the condition leaves out',
    text: 'type: temporal\nrules: [fail, ok]\ntimespan: 5m\ngroup-by: [a]\ncondition: fail',
    code: 'unused-rule',
    line: 9,
  },
  {
    name: 'absence alone',
    text: 'type: temporal\nrules: [fail]\ntimespan: 5m\ngroup-by: [a]\ncondition: not fail',
    code: 'correlation-absence',
    line: 9,
  },
  {
    name: 'presence and absence at once',
    text: 'type: temporal\nrules: [fail]\ntimespan: 5m\ngroup-by: [a]\ncondition: fail and not fail',
    code: 'correlation-never',
    line: 9,
  },
  {
    name: 'broken condition',
    text: 'type: temporal\nrules: [fail, ok]\ntimespan: 5m\ngroup-by: [a]\ncondition: fail and (ok',
    code: 'condition-syntax',
    line: 9,
  },
  {
    name: 'a rule twice',
    text: 'type: temporal\nrules: [fail, fail]\ntimespan: 5m\ngroup-by: [a]',
    code: 'duplicate-rule',
    line: 6,
  },
  { name: 'itself', text: count().replace('fail', 'c'), code: 'correlation-cycle', line: 6 },
]

for (const { name, text, code, line, column, hint } of refusals) {
  test(`refused: ${name}`, () => {
    const report = load(correlation(text), base)
    const problem = report.problems.find((one) => one.code === code)
    assert.ok(problem, `${code} among ${JSON.stringify(report.problems)}`)
    assert.equal(problem.level, 'error')
    assert.equal(problem.file, '0.yml')
    assert.equal(problem.line, line)
    if (column !== undefined) assert.equal(problem.column, column)
    assert.ok(problem.hint?.includes(hint ?? ''), problem.hint)
    assert.equal(report.correlations.length, 0)
    assert.equal(report.rejected, 1)
    assert.equal(report.rules.length, 2)
  })
}

test('refused: a circle of correlations, a chain on one that was refused, a field that a chain does not carry', () => {
  const to = (n: number, name: string, other: string, field = 'src') =>
    `title: ${name}\nid: ${id(n)}\nname: ${name}\ncorrelation: {type: event_count, rules: [${other}], group-by: [${field}], timespan: 1h, condition: {gte: 2}}\n`
  const circle = load(`${base}---\n${to(5, 'one', 'two')}---\n${to(6, 'two', 'one')}`)
  assert.deepEqual([circle.correlations.length, circle.rejected], [0, 2])
  assert.ok(circle.problems.some(({ code }) => code === 'correlation-cycle'))
  const behind = load(`${base}---\n${to(5, 'one', 'nothing')}---\n${to(6, 'two', 'one')}`)
  assert.deepEqual([behind.correlations.length, behind.rejected], [0, 2])
  const field = load(`${base}---\n${to(5, 'one', 'fail')}---\n${to(6, 'two', 'one', 'user')}`)
  assert.deepEqual([field.correlations.length, field.rejected], [1, 1])
  assert.ok(field.problems.some(({ code, hint }) => code === 'correlation-field' && hint?.includes('src')))
})

test('refused: a name that two rules have', () => {
  const report = load(base, rule(3, 'fail'), correlation(count()))
  assert.ok(report.problems.some(({ code, hint }) => code === 'ambiguous-rule' && hint?.includes(id(3))))
})

test('a correlation whose rules cannot run here says so', () => {
  const unmapped = `${rule(1, 'fail').replace('product: x', 'product: nosuch')}---\n${rule(2, 'ok').replace('product: x', 'product: linux, service: sshd').replace('kind', 'process.name')}`
  const read = (lines: string) =>
    loadRuleFiles([{ file: 'a', content: `${unmapped}---\n${correlation(lines)}` }], { taxonomy: 'ecs' })
  const lines = 'rules: [fail, ok]\ntimespan: 5m\ngroup-by: [source.ip]'
  const [temporal] = read(`type: temporal\n${lines}`).correlations
  assert.match(temporal?.cannotRun?.reason ?? '', /^fail: /)
  const [either] = read(`type: temporal\n${lines}\ncondition: fail or ok`).correlations
  assert.equal(either?.cannotRun, undefined)
  const [absent] = read(`type: temporal\n${lines}\ncondition: ok and not fail`).correlations
  assert.match(absent?.cannotRun?.reason ?? '', /^fail: /)
  const [counting] = read(`type: event_count\n${lines}\ncondition: {gte: 2}`).correlations
  assert.equal(counting?.cannotRun, undefined)
})
