import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { RuleReader } from '../../../rules/live/rule-reader.ts'
import { buildRuleSet, type RuleSources } from '../../../rules/live/rule-set.ts'
import type { RuleSetting } from '../../../rules/live/rule-setting.ts'
import type { RuleText } from '../../../rules/live/rule-text.ts'
import { nothingSet } from '../../support/rule-edits.ts'
import { ruleId, ruleText } from '../../support/rule-release.ts'

const rule = (n: number, value: string, more = '') => ruleText(n, value, { level: 'low' }) + more
const file = (name: string, text: string) => ({ file: name, content: text })
const text = (id: string, body: string, more: Partial<RuleText> = {}): [string, RuleText] => [
  id,
  { id, text: body, revision: 1, at: 0, by: '', note: '', origin: { kind: 'console' }, ...more },
]
const origin = {
  kind: 'import',
  collection: 'c',
  path: 'p',
  release: '1',
  enabled: true,
  preferred: false,
} as const
const setting = (n: number, more: Partial<RuleSetting>): [string, RuleSetting] => [
  ruleId(n),
  {
    rule: ruleId(n),
    ...nothingSet,
    changed: { at: 0, by: '' },
    ...more,
  },
]
const sources = (more: Partial<RuleSources>): RuleSources => ({
  files: [],
  problems: [],
  texts: new Map(),
  settings: new Map(),
  exceptions: new Map(),
  lists: new Map(),
  versions: new Map(),
  ...more,
})
const options = (reader = new RuleReader()) => ({ taxonomy: 'ecs' as const, timeZone: 'Asia/Ho_Chi_Minh', reader })
const build = (more: Partial<RuleSources>, reader?: RuleReader) => buildRuleSet(sources(more), options(reader))

test('settings lie over the text: off, another level, another grouping', async () => {
  const set = await build({
    files: [file('a.yml', rule(1, 'a')), file('b.yml', rule(2, 'b')), file('c.yml', rule(3, 'c'))],
    settings: new Map([setting(1, { enabled: false }), setting(2, { level: 'critical', groupBy: ['source.ip'] })]),
  })
  assert.deepEqual(
    set.running.map(({ id, level, groupBy }) => [id, level, groupBy]),
    [
      [ruleId(2), 'critical', ['source.ip']],
      [ruleId(3), 'low', []],
    ],
  )
  assert.deepEqual(
    set.report.rules.map(({ level }) => level),
    ['low', 'low', 'low'],
    'the text stays as it is written',
  )
})

test('a text of the installation stands in for a rule of a file; an import does not', async () => {
  const set = await build({
    files: [file('a.yml', rule(1, 'vendor'))],
    texts: new Map([text('own', rule(1, 'own')), text('other', rule(2, 'new'), { origin })]),
  })
  assert.deepEqual(
    set.running.map((one) => one.file),
    ['rule-text/own', 'rule-text/other'],
  )
  assert.deepEqual(
    set.report.overridden.map((one) => one.file),
    ['a.yml'],
  )
  assert.deepEqual(set.report.problems, [])
  const imported = await build({
    files: [file('a.yml', rule(1, 'vendor'))],
    texts: new Map([text('i', rule(1, 'x'), { origin })]),
  })
  assert.deepEqual(
    imported.running.map((one) => one.file),
    ['a.yml'],
  )
  const [problem] = imported.report.problems
  assert.deepEqual([problem?.code, problem?.level, imported.report.rejected], ['duplicate-id', 'warning', 0])
  assert.deepEqual(
    imported.report.overridden.map((one) => one.file),
    ['rule-text/i'],
    'it is there to be compared',
  )
  const preferred = await build({
    files: [file('a.yml', rule(1, 'vendor'))],
    texts: new Map([text('i', rule(1, 'x'), { origin: { ...origin, preferred: true } })]),
  })
  assert.deepEqual(
    preferred.running.map((one) => one.file),
    ['rule-text/i'],
  )
})

test('rules of a collection that is off are off until they are switched on', async () => {
  const texts = new Map([
    text('a', rule(1, 'x'), { origin: { ...origin, enabled: false } }),
    text('b', rule(2, 'x'), { origin: { ...origin, enabled: false } }),
  ])
  const set = await build({ texts, settings: new Map([setting(2, {})]) })
  assert.deepEqual(
    set.running.map(({ id }) => id),
    [ruleId(2)],
  )
})

test('a file that is changed for the worse is used as it was before, and says so; mended, it is used again', async () => {
  const reader = new RuleReader()
  const good = await build({ files: [file('a.yml', rule(1, 'a'))] }, reader)
  const broken = await build({ files: [file('a.yml', rule(1, 'b').replace('condition: s', 'condition: x'))] }, reader)
  assert.deepEqual(broken.running, good.running)
  assert.equal(broken.report.rejected, 1)
  assert.deepEqual(
    broken.report.problems.map(({ code, level }) => [code, level]),
    [
      ['unknown-selection', 'error'],
      ['former-text-used', 'warning'],
    ],
  )
  const again = await build({ files: [file('a.yml', rule(1, 'b').replace('condition: s', 'condition: x'))] }, reader)
  assert.deepEqual(again.report.problems, broken.report.problems, 'it is still told')
  const worse = await build({ files: [file('a.yml', 'title: [')] }, reader)
  assert.deepEqual(worse.running, good.running, 'the last good one, however many bad ones came since')
  const mended = await build({ files: [file('a.yml', rule(1, 'c'))] }, reader)
  const [now] = mended.running
  assert.ok(now !== undefined && toMatcher(now.detection)({ message: 'c' }))
  assert.deepEqual(mended.report.problems, [])
  assert.deepEqual((await build({ files: [] }, reader)).running, [], 'a file that is gone takes its rules with it')
})

test('a stored text that cannot be used is used as it was, at a start too', async () => {
  const states = [rule(1, 'first'), rule(1, 'second'), 'title: broken', 'title: broken too']
  const asked: number[] = []
  const set = await buildRuleSet(sources({ texts: new Map([text('t', states[3] as string, { revision: 4 })]) }), {
    ...options(),
    formerText: async (id, revision) => {
      asked.push(revision)
      return text(id, states[revision - 1] as string, { revision })[1]
    },
  })
  assert.deepEqual(asked, [3, 2])
  const [kept] = set.running
  assert.ok(kept !== undefined && toMatcher(kept.detection)({ message: 'second' }))
  assert.ok(set.report.problems.some(({ code }) => code === 'former-text-used'))
})

test('lists of values fill placeholders, and a changed list changes the rule', async () => {
  const reader = new RuleReader()
  const body = rule(1, "'%words%'").replace('contains', 'contains|expand')
  const list = (...items: string[]) =>
    new Map([
      ['words', { name: 'words', about: '', type: 'exact' as const, items, owner: '', changed: { at: 0, by: '' } }],
    ])
  const without = await build({ files: [file('a.yml', body)] }, reader)
  assert.equal(without.report.problems[0]?.code, 'unresolved-placeholder')
  const first = await build({ files: [file('a.yml', body)], lists: list('alpha*') }, reader)
  const second = await build({ files: [file('a.yml', body)], lists: list('beta') }, reader)
  const holds = (set: typeof first, message: string) =>
    toMatcher(set.running[0]?.detection ?? assert.fail())({ message })
  assert.deepEqual([holds(first, 'alpha*'), holds(first, 'alphabet'), holds(first, 'beta')], [true, false, false])
  assert.deepEqual([holds(second, 'alpha*'), holds(second, 'beta')], [false, true])
})

test('a rule that feeds a correlation is quiet as long as the correlation can find anything', async () => {
  const correlation = (n: number, of: string, more = '') =>
    `title: Both\nid: ${ruleId(n)}\ncorrelation:\n  type: temporal\n  rules: ${of}\n  group-by: [host.name]\n  timespan: 5m\n${more}`
  const both = `[${ruleId(1)}, ${ruleId(2)}]`
  const files = [
    file('a.yml', rule(1, 'a')),
    file('b.yml', rule(2, 'b')),
    file('c.yml', correlation(3, both, `level: low\n`)),
  ]
  const state = async (settings: readonly [string, RuleSetting][]) => {
    const set = await build({ files, settings: new Map(settings) })
    return {
      quiet: set.running.filter(({ feedsOnly }) => feedsOnly).map(({ id }) => id),
      correlating: set.correlating.map(({ id, level }) => [id, level]),
    }
  }
  assert.deepEqual(await state([setting(3, { level: 'critical' })]), {
    quiet: [ruleId(1), ruleId(2)],
    correlating: [[ruleId(3), 'critical']],
  })
  assert.deepEqual(await state([setting(3, { enabled: false })]), { quiet: [], correlating: [] })
  assert.deepEqual(await state([setting(2, { enabled: false })]), { quiet: [], correlating: [] })
})
