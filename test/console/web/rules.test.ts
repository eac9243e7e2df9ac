import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageMatrix } from '../../../console/web/src/pages/coverage/matrix.ts'
import {
  blankDraft,
  draftOf,
  entityExpression,
  exceptionAddress,
  readException,
} from '../../../console/web/src/pages/rule/exception-draft.ts'
import { foldDiff } from '../../../console/web/src/pages/rule/fold-diff.ts'
import { readSetting, settingForm } from '../../../console/web/src/pages/rule/setting-form.ts'
import { duplicateOf, newRuleId, ruleTemplate } from '../../../console/web/src/pages/rule-text/rule-template.ts'
import {
  readRuleCriteria,
  searchable,
  sortRulesBy,
  toggleFacet,
  viewRules,
} from '../../../console/web/src/pages/rules/rule-list.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'
import { inventRules, inventStatistics } from '../../support/invented.ts'

const rules = inventRules()
const view = (address: string) =>
  viewRules(searchable(rules, inventStatistics(rules)), readRuleCriteria(new URLSearchParams(address)), 'vi')

test('the tabs count rules by state under the filters, and choose among them', () => {
  const all = view('')
  assert.equal(all.rows.length, rules.length)
  assert.deepEqual(all.tabs, { all: 11, runs: 8, off: 1, 'no-source': 1, 'cannot-run': 1 })
  assert.deepEqual(
    view('tab=off').rows.map(({ state }) => state),
    ['off'],
  )
  assert.equal(view('text=ssh').tabs.all, 3)
})

test('every word of the text must occur, with or without diacritics', () => {
  assert.deepEqual(
    view('text=dang+nhap+root').rows.map(({ title }) => title.en),
    ['SSH log-in as root'],
  )
  assert.equal(view('text=kh%C3%B4ng-c%C3%B3').rows.length, 0)
})

test('a facet counts what choosing in it would leave: the others hold, its own does not', () => {
  const chosen = view('level=high&origin=pack')
  const levels = Object.fromEntries(chosen.facets.level.map(({ value, count }) => [value, count]))
  assert.equal(levels['critical'], 2)
  assert.equal(levels['high'], chosen.rows.length)
  assert.ok(chosen.rows.every(({ level, origin }) => level === 'high' && origin === 'pack'))
})

test('a technique is sought with its sub-techniques, and a sub-technique alone', () => {
  assert.equal(view('technique=T1110').rows.length, rules.length)
  assert.equal(view('technique=T1110.001').rows.length, rules.length)
  assert.equal(view('technique=T1110.002').rows.length, 0)
  assert.equal(readRuleCriteria(new URLSearchParams('technique=drop')).technique, null)
})

test('rules without a number come last whichever way they are sorted', () => {
  for (const direction of ['asc', 'desc']) {
    const hits = view(`sort=hits&direction=${direction}`).rows.map(({ counted }) => counted?.hits ?? null)
    assert.equal(hits.at(-1), null)
    const known = hits.filter((one) => one !== null)
    const sorted = known.toSorted((a, b) => (direction === 'asc' ? a - b : b - a))
    assert.deepEqual(known, sorted)
  }
  const params = new URLSearchParams('sort=hits')
  sortRulesBy(params, 'hits')
  assert.equal(params.get('direction'), 'asc')
  toggleFacet(params, 'level', 'high')
  toggleFacet(params, 'level', 'high')
  assert.equal(params.has('level'), false)
})

test('a setting goes through its form unchanged, and a wrong form is told field by field', () => {
  const setting = {
    enabled: false,
    reason: 'thử',
    level: 'high' as const,
    groupBy: ['host.name'],
    suppression: { fields: ['user.name', 'host.name'], minutes: 30 },
    schedule: { cron: '15 * * * *', lookbackMinutes: 60 },
  }
  const form = settingForm({ ...setting, version: 3, changed: null })
  assert.deepEqual(readSetting(form, 3), { change: { ...setting, version: 3 } })
  assert.deepEqual(readSetting({ ...form, reason: ' ', suppressMinutes: '0', cron: '* *', lookback: '' }, 3), {
    faults: { reason: 'reason', suppressMinutes: 'minutes', cron: 'cron', lookback: 'lookback' },
  })
  assert.deepEqual(readSetting({ ...form, suppressMinutes: '' }, 3), {
    faults: { suppressMinutes: 'minutes-missing' },
  })
})

test('an alert’s entity becomes an expression that the search language reads, whatever it is called', () => {
  const alert = { user: 'ke toan "02"', host: 'db: or *', source: '203.0.113.7' }
  const expression = entityExpression(alert)
  const parsed = parseSearch(expression)
  assert.ok(parsed.ok, expression)
  assert.equal(entityExpression({ user: null, host: null, source: '203.0.113.7' }), 'source.ip: 203.0.113.7')
  assert.equal(entityExpression({ user: null, host: null, source: null }), '')
  const rule = { id: 'a/b', title: { vi: '', en: '' } }
  const address = exceptionAddress({ ...alert, rule, unit: { id: 'tinh', name: 'Tỉnh' } } as never)
  const [path, query] = address.split('?')
  assert.equal(path, '/rules/a%2Fb')
  assert.equal(new URLSearchParams(query).get('expression'), expression)
  assert.equal(new URLSearchParams(query).get('unit'), 'tinh')
})

test('an exception ends by itself unless somebody says otherwise, and covers something', () => {
  const draft = { ...blankDraft('truc', 'host.name: a'), title: 'Sao lưu', reason: 'đã duyệt' }
  const read = readException(draft, 'r', 1000)
  assert.ok('exception' in read)
  assert.equal(read.exception.expires, 1000 + 30 * 86_400_000)
  assert.deepEqual(read.exception.rules, ['r'])
  assert.deepEqual(readException({ ...draft, expression: ' ', reason: '' }, 'r', 0), {
    faults: { expression: 'nothing-covered', reason: 'missing' },
  })
  assert.deepEqual(readException({ ...draft, listName: 'l' }, 'r', 0), { faults: { listField: 'list-field' } })
})

test('an exception that is changed keeps its rules and its end', () => {
  const before = {
    id: 'e',
    version: 1,
    title: 't',
    rules: ['r', 's'],
    expression: 'host.name: a',
    list: null,
    unit: null,
    owner: 'o',
    reason: 'w',
    expires: 77,
    state: 'active' as const,
    broken: false,
    created: { at: 0, by: '' },
    changed: { at: 0, by: '' },
    ended: null,
    count: 0,
    lastMatch: null,
  }
  const read = readException(draftOf(before), 'r', 5, before)
  assert.ok('exception' in read)
  assert.deepEqual(read.exception.rules, ['r', 's'])
  assert.equal(read.exception.expires, 77)
})

test('a copy has an id of its own and says that it is one', () => {
  const source = "title: 'Failed: log-in'\nid: old\nname: failed\nlevel: low\n"
  const copy = duplicateOf(source, 'new', 'bản sao')
  assert.equal(copy, 'title: "Failed: log-in (bản sao)"\nid: new\nlevel: low\n')
  assert.match(duplicateOf('title: a\n', 'new', 'copy'), /^id: new\n/)
  assert.match(ruleTemplate('x', 'a "b"'), /^author: "a \\"b\\""$/m)
})

test('a rule’s id is a random UUID of version 4', () => {
  const id = newRuleId((bytes) => bytes.fill(0xff))
  assert.equal(id, 'ffffffff-ffff-4fff-bfff-ffffffffffff')
})

test('a difference shows three lines around each change and says how many it leaves out', () => {
  const same = (n: number) => Array.from({ length: n }, (_, at) => ({ kind: 'same' as const, text: String(at) }))
  const folded = foldDiff([...same(10), { kind: 'added', text: '+' }, ...same(10)])
  assert.deepEqual(folded[0], { kind: 'left-out', lines: 7 })
  assert.equal(folded.length, 9)
  assert.deepEqual(folded.at(-1), { kind: 'left-out', lines: 7 })
})

test('a rule counts once for a technique however many of its sub-techniques it names', () => {
  const matrix = coverageMatrix([
    { id: 'a', tags: ['attack.t1110.001', 'attack.t1110.003', 'attack.credential-access'], state: 'runs' },
    { id: 'b', tags: ['attack.t1110'], state: 'off' },
    { id: 'c', tags: ['attack.t1110.001'], state: 'no-source' },
    { id: 'd', tags: ['cve.2021.44228'], state: 'runs' },
    { id: 'e', tags: ['attack.t9999'], state: 'runs' },
  ])
  const column = matrix.columns.find(({ tactic }) => tactic.tag === 'credential-access')
  const cell = column?.cells.find(({ id }) => id === 'T1110')
  assert.deepEqual(cell?.counts, { runs: 1, notHere: 1, off: 1 })
  assert.deepEqual(
    cell?.parts.map(({ id, counts }) => [id, counts.runs, counts.notHere]),
    [
      ['T1110.001', 1, 1],
      ['T1110.003', 1, 0],
    ],
  )
  assert.equal(column?.covered, 1)
  assert.equal(matrix.untagged, 1)
  assert.deepEqual(matrix.unknown, ['T9999'])
})

test('the matrix has every tactic and technique of its version', () => {
  const { columns } = coverageMatrix([])
  assert.equal(columns.length, 14)
  assert.equal(new Set(columns.flatMap(({ cells }) => cells.map(({ id }) => id))).size, 211)
})
