import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { codes, read, ruleText, selection } from './support.ts'

interface Case {
  readonly name: string
  readonly text: string
  readonly code: string
  /** Where the problem is put. */
  readonly line?: number
  readonly column?: number
  /** Part of the hint. */
  readonly hint?: string
  /** A warning: the rule loads. */
  readonly warns?: true
}

const sel = (lines: string) => ruleText(selection(lines))
const head = 'title: T\nid: 5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11\nlogsource: {product: x}\n'
const good = `${head}detection: {a: {x: 1}, condition: a}\n`

const cases: readonly Case[] = [
  // modifiers
  {
    name: 'unknown modifier',
    text: sel('f|containz: x'),
    code: 'unknown-modifier',
    line: 6,
    column: 5,
    hint: 'contains',
  },
  {
    name: 'unknown modifier, far from any',
    text: sel('f|frobnicate: x'),
    code: 'unknown-modifier',
    hint: 'use one of',
  },
  { name: 'modifiers are in lower case', text: sel('f|Contains: x'), code: 'unknown-modifier', hint: 'contains' },
  { name: 'all without a list', text: sel('f|contains|all: x'), code: 'modifier-needs-list', line: 6 },
  { name: 'keywords all without a list', text: sel("'|all': x"), code: 'modifier-needs-list' },
  { name: 'a modifier twice', text: sel('f|contains|contains: x'), code: 'modifier-combination' },
  { name: 're after another', text: sel('f|contains|re: x'), code: 'modifier-combination' },
  { name: 'cidr after another', text: sel('f|contains|cidr: 10.0.0.0/8'), code: 'modifier-combination' },
  { name: 'contains after cidr', text: sel('f|cidr|contains: 10.0.0.0/8'), code: 'modifier-combination' },
  { name: 'exists with another', text: sel('f|exists|contains: true'), code: 'modifier-combination' },
  { name: 'regex flag without re', text: sel('f|i: x'), code: 'modifier-combination', hint: 're|i' },
  { name: 'contains after lt', text: sel('f|lt|contains: 1'), code: 'modifier-combination' },
  { name: 'cased regex', text: sel('f|re|cased: x'), code: 'modifier-combination' },
  { name: 'base64 after re', text: sel('f|re|base64: x'), code: 'modifier-combination' },
  { name: 'lt needs a number', text: sel('f|lt: abc'), code: 'modifier-value', line: 6, column: 11 },
  { name: 'hour needs a whole number', text: sel('f|hour: 1.5'), code: 'modifier-value' },
  { name: 'exists needs a boolean', text: sel('f|exists: maybe'), code: 'modifier-value' },
  { name: 'contains null', text: sel('f|contains: null'), code: 'modifier-value' },
  { name: 'base64 of a wildcard', text: sel("f|base64: 'a*'"), code: 'modifier-value' },
  { name: 'base64 after contains', text: sel('f|contains|base64: a'), code: 'modifier-value' },
  { name: 'too many dashes for windash', text: sel("f|windash: '-a -b -c -d'"), code: 'modifier-value' },
  { name: 'wide text that is no text', text: sel('f|wide: é'), code: 'modifier-value', hint: 'base64' },
  { name: 'fieldref with a wildcard', text: sel("f|fieldref: 'a*'"), code: 'modifier-value' },
  {
    name: 'unresolved placeholder',
    text: sel("f|expand: '%admins%'"),
    code: 'unresolved-placeholder',
    line: 6,
    hint: 'admins',
  },
  { name: 'placeholder named like a property', text: sel("f|expand: '%constructor%'"), code: 'unresolved-placeholder' },
  { name: 'a pattern with look-ahead', text: sel("f|re: 'a(?=b)'"), code: 'invalid-regex', line: 6, column: 11 },
  { name: 'a pattern with a back-reference', text: sel("f|re: '(a)\\1'"), code: 'invalid-regex' },
  { name: 'an open bracket', text: sel("f|re: '[a'"), code: 'invalid-regex' },
  { name: 'no network', text: sel('f|cidr: 10.0.0.0/33'), code: 'invalid-network' },
  { name: 'network with leading zeros', text: sel('f|cidr: 010.0.0.0/8'), code: 'invalid-network' },
  { name: 'network with a wildcard', text: sel("f|cidr: '10.*'"), code: 'invalid-network' },
  // values and structure
  { name: 'a map as value', text: sel('f: {g: 1}'), code: 'value-type', line: 6 },
  { name: 'a map among values', text: sel('f: [1, {g: 1}]'), code: 'value-type' },
  { name: 'an empty list as value', text: sel('f: []'), code: 'empty-list' },
  { name: 'an empty selection', text: ruleText('sel: {}\ncondition: sel'), code: 'empty-detection', line: 5 },
  { name: 'an empty list as selection', text: ruleText('sel: []\ncondition: sel'), code: 'empty-detection' },
  { name: 'null as selection', text: ruleText('sel:\ncondition: sel'), code: 'empty-detection' },
  { name: 'an empty map in a list', text: ruleText('sel: [{a: 1}, {}]\ncondition: sel'), code: 'empty-detection' },
  { name: 'null as keyword', text: sel('- foo\n- null'), code: 'keyword-value' },
  { name: 'an empty keyword', text: sel("- ''"), code: 'keyword-value' },
  { name: 'cidr without a field', text: sel("'|cidr': 10.0.0.0/8"), code: 'keyword-value' },
  { name: 'null in a list', text: sel('f: [x, null]'), code: 'null-in-list', warns: true, line: 6 },
  // conditions
  {
    name: 'unknown selection',
    text: ruleText('a: {x: 1}\ncondition: a and bb'),
    code: 'unknown-selection',
    line: 6,
    column: 20,
    hint: 'a',
  },
  {
    name: 'position within quotes',
    text: ruleText("a: {x: 1}\ncondition: 'a and bb'"),
    code: 'unknown-selection',
    line: 6,
    column: 21,
  },
  {
    name: 'position in a block',
    text: ruleText('a: {x: 1}\ncondition: |\n  a\n  and bb'),
    code: 'unknown-selection',
    line: 8,
    column: 9,
  },
  {
    name: 'position in a list',
    text: ruleText('a: {x: 1}\ncondition:\n  - a\n  - bb'),
    code: 'unknown-selection',
    line: 8,
    column: 7,
  },
  {
    name: 'pattern that names nothing',
    text: ruleText('a: {x: 1}\ncondition: 1 of sel_*'),
    code: 'unknown-selection',
    column: 19,
  },
  {
    name: 'pattern that names hidden ones only',
    text: ruleText('_a: {x: 1}\ncondition: 1 of them'),
    code: 'unknown-selection',
  },
  {
    name: 'pattern without of',
    text: ruleText('a1: {x: 1}\ncondition: a*'),
    code: 'unknown-selection',
    hint: '1 of a*',
  },
  { name: '2 of them', text: ruleText('a: {x: 1}\ncondition: 2 of them'), code: 'condition-count', column: 14 },
  {
    name: 'an operator too many',
    text: ruleText('a: {x: 1}\ncondition: a and and a'),
    code: 'condition-syntax',
    column: 20,
  },
  { name: 'two names side by side', text: ruleText('a: {x: 1}\ncondition: a a'), code: 'condition-syntax', column: 16 },
  { name: 'an open parenthesis', text: ruleText('a: {x: 1}\ncondition: (a or a'), code: 'condition-syntax', hint: '(' },
  {
    name: 'a closing parenthesis too many',
    text: ruleText('a: {x: 1}\ncondition: a)'),
    code: 'condition-syntax',
    column: 15,
  },
  { name: 'of without a pattern', text: ruleText('a: {x: 1}\ncondition: 1 of'), code: 'condition-syntax' },
  { name: 'a stray character', text: ruleText('a: {x: 1}\ncondition: a & a'), code: 'condition-syntax', column: 16 },
  {
    name: 'an aggregation',
    text: ruleText('a: {x: 1}\ncondition: a | count() > 5'),
    code: 'condition-aggregation',
    column: 16,
  },
  { name: 'an empty condition', text: ruleText("a: {x: 1}\ncondition: ''"), code: 'missing-condition' },
  { name: 'no condition', text: ruleText('a: {x: 1}'), code: 'missing-condition', line: 4 },
  { name: 'a condition that is a map', text: ruleText('a: {x: 1}\ncondition: {a: 1}'), code: 'missing-condition' },
  {
    name: 'parentheses without end',
    text: ruleText(`a: {x: 1}\ncondition: '${'('.repeat(200)}a${')'.repeat(200)}'`),
    code: 'condition-too-deep',
  },
  {
    name: 'upper-case AND',
    text: ruleText('a: {x: 1}\ncondition: a AND a'),
    code: 'uppercase-operator',
    column: 16,
    warns: true,
  },
  {
    name: 'unused selection',
    text: ruleText('a: {x: 1}\nb: {x: 1}\ncondition: a'),
    code: 'unused-selection',
    line: 6,
    warns: true,
  },
  { name: 'a timeframe', text: ruleText('a: {x: 1}\ntimeframe: 5m\ncondition: a'), code: 'timeframe', warns: true },
  // rule attributes
  { name: 'no title', text: good.replace('title: T\n', ''), code: 'missing-title', line: 1 },
  { name: 'no detection', text: head, code: 'missing-detection' },
  { name: 'a detection that is a list', text: `${head}detection: [1]\n`, code: 'missing-detection' },
  { name: 'no selection', text: `${head}detection: {condition: a}\n`, code: 'empty-detection' },
  { name: 'no log source', text: good.replace(/logsource.*\n/, ''), code: 'missing-logsource' },
  { name: 'an empty log source', text: good.replace('{product: x}', '{}'), code: 'missing-logsource' },
  { name: 'a log source that is text', text: good.replace('{product: x}', 'x'), code: 'invalid-logsource' },
  { name: 'a log source with a list', text: good.replace('product: x', 'product: [x]'), code: 'invalid-logsource' },
  { name: 'unknown level', text: `${good}level: hihg\n`, code: 'invalid-level', line: 5, column: 1, hint: 'high' },
  { name: 'unknown status', text: `${good}status: stabel\n`, code: 'invalid-status', hint: 'stable', warns: true },
  { name: 'an id that is a list', text: good.replace(/id: .*/, 'id: [1]'), code: 'invalid-id' },
  { name: 'an id that is no UUID', text: good.replace(/id: .*/, 'id: my-rule'), code: 'invalid-id', warns: true },
  { name: 'no id', text: good.replace(/id: .*\n/, ''), code: 'missing-id', warns: true },
  { name: 'a strange tag', text: `${good}tags: [Attack T1110]\n`, code: 'invalid-tag', warns: true },
  { name: 'tags that are text', text: `${good}tags: attack.t1110\n`, code: 'invalid-attribute', warns: true },
  // the platform's own attribute
  {
    name: 'unknown key in vonggac',
    text: `${good}vonggac: {titel: {vi: x}}\n`,
    code: 'invalid-vonggac',
    line: 5,
    hint: 'title',
  },
  { name: 'a title without Vietnamese', text: `${good}vonggac: {title: {}}\n`, code: 'invalid-vonggac' },
  { name: 'response in one language', text: `${good}vonggac: {response: {vi: x}}\n`, code: 'invalid-vonggac' },
  { name: 'group-by that is text', text: `${good}vonggac: {group-by: source.ip}\n`, code: 'invalid-vonggac' },
  // documents
  { name: 'an unknown action', text: `action: globl\n${good}`, code: 'invalid-action', hint: 'global' },
  {
    name: 'a correlation that says nothing',
    text: 'title: C\ncorrelation: {type: event_count}\n',
    code: 'missing-timespan',
    line: 2,
  },
  {
    name: 'a filter that says nothing',
    text: 'title: F\nlogsource: {product: x}\nfilter: {rules: any}\n',
    code: 'empty-detection',
    line: 3,
  },
  { name: 'a list', text: '- title: x\n', code: 'not-a-rule' },
  { name: 'plain text', text: 'hello\n', code: 'not-a-rule' },
  { name: 'nothing', text: '', code: 'empty-file' },
  { name: 'comments alone', text: '# nothing\n', code: 'empty-file' },
  { name: 'broken YAML', text: 'title: T\n  bad: [1\n', code: 'yaml-syntax', line: 1 },
  { name: 'a key twice', text: sel('f: 1\nf: 2'), code: 'yaml-duplicate-key', line: 7, column: 5 },
]

for (const { name, text, code, line, column, hint, warns } of cases) {
  test(name, () => {
    const { rules, rejected, problems } = read(text)
    const found = problems.find((problem) => problem.code === code)
    assert.ok(found, `${code} among ${JSON.stringify(problems)}`)
    assert.equal(found.level, warns ? 'warning' : 'error')
    assert.deepEqual([rules.length, rejected], warns ? [1, 0] : [0, 1])
    assert.equal(found.file, 'rule.yml')
    if (line !== undefined) assert.equal(found.line, line)
    if (column !== undefined) assert.equal(found.column, column)
    if (hint !== undefined) assert.ok(found.hint?.includes(hint), found.hint)
    if (!warns) assert.ok(found.hint, 'an error says what to do')
  })
}

test('collections with action make rules of several documents', () => {
  const shared =
    'action: global\ntitle: Shared\nid: 5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11\nlevel: high\ndetection: {condition: a}\n'
  const part = (field: string) => `---\nlogsource: {product: x}\ndetection: {a: {${field}}}\n`
  const { rules, problems } = read(
    `${shared}${part('f: 1')}${part('g: 2')}---\naction: repeat\nid: other\ndetection: {a: {h: 3}}\n`,
  )
  assert.deepEqual(
    problems.filter(({ level }) => level === 'error'),
    [],
  )
  assert.deepEqual(
    rules.map(({ id, level }) => [id, level]),
    [
      ['5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11', 'high'],
      ['other', 'high'],
    ],
  )
  const { evaluate } = evaluator(rules)
  const fired = [{ f: 1 }, { g: 2 }, { g: 2, h: 3 }, { h: 3 }].map((event) => evaluate(event).length)
  assert.deepEqual(fired, [1, 1, 2, 0])
})

test('reset ends what global began', () => {
  const { rules, problems } = read(
    `action: global\ntitle: T\n---\naction: reset\n---\nlogsource: {product: x}\ndetection: {a: {x: 1}, condition: a}\n`,
  )
  assert.equal(rules.length, 0)
  assert.ok(codes(problems).includes('missing-title'))
})

test('a good rule has no problems', () => assert.deepEqual(read(good).problems, []))

test('every problem of a rule is told at once', () => {
  const { problems } = read(
    `title: ''\nlevel: x\nlogsource: {}\ndetection:\n  a: {f|foo: 1, g|lt: x}\n  condition: a and b\n`,
  )
  const found = codes(problems)
  for (const code of [
    'missing-title',
    'invalid-level',
    'missing-logsource',
    'unknown-modifier',
    'modifier-value',
    'unknown-selection',
  ]) {
    assert.ok(found.includes(code), code)
  }
})

test('a broken document does not stop the others in its file', () => {
  const { rules, rejected } = read(`${good}---\ntitle: bad\n---\n${good.replace('5f1b', '6f1b')}---\n- x: [\n`)
  assert.deepEqual([rules.length, rejected], [2, 2])
  assert.deepEqual(
    rules.map(({ line }) => line),
    [1, 8],
  )
  assert.ok(rules[1]?.source.startsWith('title: T'))
})
