import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleFilter } from '../../../rules/collections/filter.ts'
import { fitsSource } from '../../../rules/collections/filter.ts'
import { selectRules } from '../../../rules/collections/select.ts'
import { unifiedDiff } from '../../../rules/collections/unified-diff.ts'
import { readRules } from '../../../rules/sigma/read.ts'
import { taxonomies } from '../../../rules/taxonomy/taxonomies.ts'
import { releaseOf, ruleId, ruleText } from '../../support/rule-release.ts'

const everything: RuleFilter = { levels: null, statuses: null, logsources: null, arrivingOnly: false }
const read = (bytes: Uint8Array, file: string) => readRules(bytes, file, { taxonomy: taxonomies.ecs })
const select = (files: Readonly<Record<string, string>>, filter: Partial<RuleFilter> = {}, arrives = () => true) =>
  selectRules(releaseOf('1', files), { ...everything, ...filter }, { read, arrives })
const taken = async (...args: Parameters<typeof select>) => (await select(...args)).texts.map(({ path }) => path)

const correlation = (n: number, names: string, level: string) => `title: Correlation ${n}
id: ${ruleId(n)}
status: test
correlation:
  type: event_count
  rules: ${names}
  group-by: [user.name]
  timespan: 5m
  condition: { gte: 10 }
level: ${level}
`

test('levels, states and log sources decide what is taken; what is given up is left unless asked for', async () => {
  const files = {
    'a.yml': ruleText(1, 'a', { level: 'critical', status: 'stable' }),
    'b.yml': ruleText(2, 'b', { level: 'low' }),
    'c.yml': ruleText(3, 'c', { status: 'deprecated' }),
    'd.yml': ruleText(4, 'd', { logsource: '{ product: windows, category: process_creation }' }),
    'w.yml': 'on: push\njobs: {}\n',
  }
  const all = await select(files)
  assert.deepEqual(
    all.left.map(({ path, reason }) => [path, reason]),
    [
      ['w.yml', 'no-rule'],
      ['c.yml', 'status'],
    ],
  )
  assert.deepEqual([all.texts.length, all.rejected, all.problems], [3, 0, []])
  assert.deepEqual(await taken(files, { levels: ['critical'] }), ['a.yml'])
  assert.deepEqual(await taken(files, { statuses: ['stable', 'deprecated'] }), ['a.yml', 'c.yml'])
  assert.deepEqual(await taken(files, { logsources: ['windows/process_creation'] }), ['d.yml'])
  assert.deepEqual(await taken(files, { arrivingOnly: true }, () => false), [])
})

test('patterns of log sources', () => {
  const security = { product: 'windows', service: 'security' }
  for (const pattern of [
    'windows',
    'WINDOWS',
    'security',
    'windows/security',
    'windows/-/security',
    '*/security',
    '*',
  ]) {
    assert.ok(fitsSource([pattern], security), pattern)
  }
  for (const pattern of [
    'linux',
    'windows/sysmon',
    'windows/*/sysmon',
    'windows/process_creation/security',
    '-/security',
  ]) {
    assert.ok(!fitsSource([pattern], security), pattern)
  }
})

test('what a correlation refers to comes with it, whatever its level; a filter by log source asks its rules', async () => {
  const files = {
    'base.yml': ruleText(1, 'a', { level: 'low', name: 'base' }),
    'chain.yml': correlation(2, `[${ruleId(3)}]`, 'high'),
    'count.yml': correlation(3, '[base]', 'low'),
    'other.yml': ruleText(4, 'b', { level: 'low' }),
  }
  assert.deepEqual(await taken(files, { levels: ['high'] }), ['base.yml', 'chain.yml', 'count.yml'])
  assert.deepEqual(await taken(files, { logsources: ['windows'] }), [])
})

test('what cannot be used is told with file, line, code and hint, and a second rule of an id', async () => {
  const files = {
    'a.yml': ruleText(1, 'a'),
    'b.yml': ruleText(2, 'b').replace('condition: selection', 'condition: nothing'),
    'c.yml': ruleText(1, 'c'),
    'd.yml': `${ruleText(5, 'd')}---\ntitle: x\ndetection: [\n`,
  }
  const { texts, rejected, problems } = await select(files)
  assert.deepEqual(
    texts.map(({ path, rules }) => [path, rules.length]),
    [
      ['a.yml', 1],
      ['d.yml', 1],
    ],
  )
  assert.equal(rejected, 3)
  const b = problems.find(({ file }) => file === 'b.yml')
  assert.equal(b?.line, 8)
  assert.ok(problems.every(({ code, message }) => code !== '' && message !== ''))
  assert.match(problems.find(({ code }) => code === 'duplicate-id')?.hint ?? '', /a\.yml/)
})

test('an archive that has a path twice puts nothing in the place of what was read first', async () => {
  const once = releaseOf('1', { 'a.yml': ruleText(1, 'a') })
  const files = [...once.files, ...releaseOf('1', { 'a.yml': ruleText(2, 'b') }).files]
  const { texts, problems } = await selectRules({ ...once, files }, everything, { read, arrives: () => true })
  assert.deepEqual(
    texts.map(({ rules }) => rules[0]?.id),
    [ruleId(1)],
  )
  assert.equal(problems[0]?.code, 'unusable-path')
})

test('a unified difference', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`)
  const before = lines.join('\n')
  const after = lines.map((line) => (line === 'line 2' ? 'LINE 2' : line)).join('\n')
  assert.equal(
    unifiedDiff('r/a.yml', before, `${after}\nmore`),
    [
      '--- a/r/a.yml',
      '+++ b/r/a.yml',
      '@@ -1,6 +1,6 @@',
      ' line 0',
      ' line 1',
      '-line 2',
      '+LINE 2',
      ' line 3',
      ' line 4',
      ' line 5',
      '@@ -18,3 +18,4 @@',
      ' line 17',
      ' line 18',
      ' line 19',
      '+more',
      '',
    ].join('\n'),
  )
  assert.equal(unifiedDiff('a', undefined, 'x\ny'), '--- /dev/null\n+++ b/a\n@@ -0,0 +1,2 @@\n+x\n+y\n')
  assert.equal(unifiedDiff('a', 'x', 'x'), '')
})
