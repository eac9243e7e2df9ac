import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { detectCommand } from '../../../console/cli/commands/detect.ts'
import { runCommand } from '../../support/run-command.ts'

/** What Sigma says of correlations and filters, row by row, through the command that people run. */

const folder = mkdtempSync(join(tmpdir(), 'vonggac-correlation-'))
after(() => rmSync(folder, { recursive: true }))

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const names = ['a', 'b', 'c']
const bases = names
  .map((name, n) =>
    [
      `title: ${name}`,
      `id: ${id(n + 1)}`,
      `name: ${name}`,
      'logsource: {product: windows, category: process_creation}',
      `detection: {sel: {kind: ${name}}, condition: sel}`,
    ].join('\n'),
  )
  .join('\n---\n')

interface Event {
  readonly [field: string]: unknown
}
/** Seconds after a moment well within a span of any timespan of these tests. */
const at = (seconds: number, kind: string, rest: Event = {}): Event => ({
  '@timestamp': new Date(Date.UTC(2026, 0, 5, 1, 1, 1) + seconds * 1000).toISOString(),
  kind,
  host: 'h1',
  ...rest,
})

async function detect(documents: string, events: readonly Event[]) {
  const rules = join(folder, 'rules.yml')
  const input = join(folder, 'events.json')
  writeFileSync(rules, `${bases}\n---\n${documents}`)
  writeFileSync(input, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const { code, stdout, stderr } = await runCommand(detectCommand, ['--rules', rules, '--format', 'json', input])
  assert.deepEqual([code, stderr], [0, ''])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const correlation = (lines: string, head = '') =>
  `title: C\nid: ${id(9)}\n${head}correlation:\n${lines.replace(/^/gm, '  ')}\n`

/** The groups that are found, each with the events it rests on. */
const found = async (documents: string, events: readonly Event[]) =>
  (await detect(documents, events))
    .filter(({ rule }) => rule === id(9))
    .map(({ events: numbers, group }) => [...Object.values(group), numbers.join()].join(' '))
    .sort()

interface Row {
  readonly name: string
  readonly lines: string
  readonly events: readonly Event[]
  readonly expected: readonly string[]
}
const onHost = 'group-by: [host]\ntimespan: 60s'
const other = { host: 'h2' }
const sized = (kind: string, ...sizes: (number | string)[]) => sizes.map((size, n) => at(n, kind, { size }))

const rows: readonly Row[] = [
  {
    name: 'event_count counts within a group',
    lines: `type: event_count\nrules: [a]\n${onHost}\ncondition: {gte: 3}`,
    events: [at(0, 'a'), at(1, 'a', other), at(2, 'a'), at(3, 'a'), at(4, 'b'), at(5, 'a', other)],
    expected: ['h1 0,2,3'],
  },
  {
    name: 'event_count within the timespan alone, whatever order the lines come in',
    lines: `type: event_count\nrules: [a]\n${onHost}\ncondition: {gte: 3}`,
    events: [at(200, 'a'), at(0, 'a'), at(61, 'a'), at(30, 'a'), at(62, 'a')],
    expected: ['h1 2,3,4'],
  },
  {
    name: 'event_count over several rules counts their matches together',
    lines: `type: event_count\nrules: [a, b]\n${onHost}\ncondition: {gt: 2}`,
    events: [at(0, 'a'), at(1, 'b'), at(2, 'a'), at(3, 'c')],
    expected: ['h1 0,1,2'],
  },
  {
    name: 'eq counts a whole burst',
    lines: `type: event_count\nrules: [a]\n${onHost}\ncondition: {eq: 2}`,
    events: [at(0, 'a'), at(1, 'a'), at(0, 'a', other), at(1, 'a', other), at(2, 'a', other)],
    expected: ['h1 0,1'],
  },
  {
    name: 'neq, lt and lte',
    lines: `type: event_count\nrules: [a]\n${onHost}\ncondition: {neq: 3, lte: 4}`,
    events: [
      at(0, 'a'),
      at(1, 'a'),
      ...[0, 1, 2].map((n) => at(n, 'a', other)),
      ...[0, 1, 2, 3, 4].map((n) => at(n, 'a', { host: 'h3' })),
    ],
    expected: ['h1 0,1'],
  },
  {
    name: 'a range',
    lines: `type: event_count\nrules: [a]\n${onHost}\ncondition: {gte: 2, lt: 3}`,
    events: [at(0, 'a'), at(1, 'a'), ...[0, 1, 2].map((n) => at(n, 'a', other))],
    expected: ['h1 0,1'],
  },
  {
    name: 'value_count counts different values, case aside',
    lines: `type: value_count\nrules: [a]\n${onHost}\ncondition: {gte: 3, field: user}`,
    events: [
      at(0, 'a', { user: 'x' }),
      at(1, 'a', { user: 'X' }),
      at(2, 'a', { user: 'y' }),
      at(3, 'a'),
      at(4, 'a', { ...other, user: 'x' }),
      at(5, 'a', { user: 'z' }),
    ],
    expected: ['h1 0,1,2,5'],
  },
  {
    name: 'value_count of several fields counts their combinations',
    lines: `type: value_count\nrules: [a]\n${onHost}\ncondition: {gte: 3, field: [user, ip]}`,
    events: [
      at(0, 'a', { user: 'x', ip: 1 }),
      at(1, 'a', { user: 'x', ip: 2 }),
      at(2, 'a', { user: 'x', ip: 1 }),
      at(3, 'a', { user: 'y', ip: 2 }),
    ],
    expected: ['h1 0,1,2,3'],
  },
  {
    name: 'temporal: all rules, in any order, in one group',
    lines: `type: temporal\nrules: [a, b]\n${onHost}`,
    events: [
      at(0, 'b'),
      at(1, 'a'),
      at(0, 'a', other),
      at(100, 'b', other),
      at(0, 'a', { host: 'h3' }),
      at(1, 'b', { host: 'h4' }),
    ],
    expected: ['h1 0,1'],
  },
  {
    name: 'temporal: not in one group, nothing',
    lines: `type: temporal\nrules: [a, b]\ngroup-by: [host, user]\ntimespan: 60s`,
    events: [at(0, 'a', { user: 'x' }), at(1, 'b', { user: 'y' }), at(2, 'b')],
    expected: [],
  },
  {
    name: 'temporal_ordered: in the order written alone',
    lines: `type: temporal_ordered\nrules: [a, b, c]\n${onHost}`,
    events: [at(0, 'a'), at(1, 'b'), at(2, 'c'), at(0, 'c', other), at(1, 'b', other), at(2, 'a', other)],
    expected: ['h1 0,1,2'],
  },
  {
    name: 'temporal with a boolean condition',
    lines: `type: temporal\nrules: [a, b, c]\n${onHost}\ncondition: a and (b or c)`,
    events: [at(0, 'a'), at(1, 'c'), at(0, 'b', other), at(1, 'c', other)],
    expected: ['h1 0,1'],
  },
  {
    name: 'temporal with what must be missing',
    lines: `type: temporal\nrules: [a, b]\n${onHost}\ncondition: a and not b`,
    events: [at(0, 'a'), at(0, 'a', other), at(50, 'b', other)],
    expected: ['h1 0'],
  },
  {
    name: 'temporal_ordered with a boolean condition, names alone',
    lines: `type: temporal_ordered\n${onHost}\ncondition: a and b`,
    events: [at(0, 'a'), at(1, 'b'), at(0, 'b', other), at(1, 'a', other)],
    expected: ['h1 0,1'],
  },
  {
    name: 'value_sum',
    lines: `type: value_sum\nrules: [a]\n${onHost}\ncondition: {gt: 10, field: size}`,
    events: [...sized('a', 5, '6', 'many'), at(5, 'a', { ...other, size: 10 })],
    expected: ['h1 0,1'],
  },
  {
    name: 'value_avg',
    lines: `type: value_avg\nrules: [a]\n${onHost}\ncondition: {gte: 4, field: size}`,
    events: [...sized('a', 1, 7), at(0, 'a', { ...other, size: 9 }), at(1, 'a', { ...other, size: -2 })],
    expected: ['h1 0,1'],
  },
  {
    name: 'value_percentile by nearest rank',
    lines: `type: value_percentile\nrules: [a]\n${onHost}\ncondition: {gte: 40, field: size, percentile: 80}`,
    events: [...sized('a', 10, 40, 30, 20, 50), ...sized('a', 10, 39, 30, 20, 50).map((one) => ({ ...one, ...other }))],
    expected: ['h1 0,1,2,3,4'],
  },
  {
    name: 'value_median',
    lines: `type: value_median\nrules: [a]\n${onHost}\ncondition: {lt: 3, field: size}`,
    events: [...sized('a', 1, 2, 100), ...sized('a', 3, 3, 1).map((one) => ({ ...one, ...other }))],
    expected: ['h1 0,1,2'],
  },
  {
    name: 'aliases: one name for different fields',
    lines: `type: temporal\nrules: [a, b]\naliases: {who: {a: source, b: target}}\ngroup-by: [who]\ntimespan: 60s`,
    events: [
      at(0, 'a', { source: 'x', target: 'q' }),
      at(1, 'b', { source: 'p', target: 'x' }),
      at(2, 'b', { source: 'q' }),
    ],
    expected: ['x 0,1'],
  },
  {
    name: 'rules by id',
    lines: `type: temporal\nrules: [${id(1)}, ${id(2)}]\n${onHost}`,
    events: [at(0, 'a'), at(1, 'b')],
    expected: ['h1 0,1'],
  },
  {
    name: 'without group-by all matches are one group',
    lines: 'type: event_count\nrules: [a]\ntimespan: 60s\ncondition: {gte: 2}',
    events: [at(0, 'a'), at(1, 'a', other)],
    expected: ['0,1'],
  },
  {
    name: 'a group by several fields; a match without one of them is in none',
    lines: 'type: event_count\nrules: [a]\ngroup-by: [host, user.name]\ntimespan: 60s\ncondition: {gte: 2}',
    events: [
      at(0, 'a', { user: { name: 'x' } }),
      at(1, 'a', { 'user.name': 'x' }),
      at(2, 'a', { user: { name: 'y' } }),
      at(3, 'a'),
      at(4, 'a'),
    ],
    expected: ['h1 x 0,1'],
  },
  {
    name: 'months are long windows',
    lines: 'type: event_count\nrules: [a]\ngroup-by: [host]\ntimespan: 1M\ncondition: {gte: 2}',
    events: [at(0, 'a'), at(29 * 86_400, 'a'), at(0, 'a', other), at(32 * 86_400, 'a', other)],
    expected: ['h1 0,1'],
  },
]

for (const { name, lines, events, expected } of rows) {
  test(name, async () => {
    assert.deepEqual(await found(correlation(lines), events), expected)
    assert.deepEqual(
      (await found(correlation(lines), [...events].reverse())).length,
      expected.length,
      'in the reverse order',
    )
  })
}

test('a chain: guessing, then in; the inner one prints nothing of its own', async () => {
  const inner = `title: I\nid: ${id(8)}\nname: burst\ncorrelation: {type: event_count, rules: [a], group-by: [host], timespan: 60s, condition: {gte: 3}}\n---\n`
  const outer = correlation('type: temporal_ordered\nrules: [burst, b]\ngroup-by: [host]\ntimespan: 10m')
  const events = [
    at(0, 'a'),
    at(1, 'a'),
    at(2, 'a'),
    at(400, 'b'),
    at(0, 'b', other),
    ...[1, 2, 3].map((n) => at(n, 'a', other)),
  ]
  assert.deepEqual(
    (await detect(inner + outer, events)).map(({ rule, events: numbers }) => [rule, numbers]),
    [[id(9), [0, 1, 2, 3]]],
  )
})

test('generate: without it the rules referred to print no matches, with it they do', async () => {
  const lines = `type: event_count\nrules: [a]\n${onHost}\ncondition: {gte: 2}`
  const events = [at(0, 'a'), at(1, 'a'), at(2, 'b')]
  const printed = async (text: string) =>
    (await detect(text, events)).map(({ rule, event }) => `${rule.at(-1)} ${event}`)
  assert.deepEqual(await printed(correlation(lines)), ['2 2', '9 1'])
  for (const loud of [correlation(`${lines}\ngenerate: true`), correlation(lines, 'generate: true\n')]) {
    assert.deepEqual(await printed(loud), ['1 0', '1 1', '2 2', '9 1'])
  }
})

const filter = (lines: string, logsource = 'product: windows') =>
  `title: F\nid: ${id(7)}\nlogsource: {${logsource}}\nfilter:\n${lines.replace(/^/gm, '  ')}\n`
const filtered: readonly { name: string; text: string; expected: readonly number[] }[] = [
  {
    name: 'by name',
    text: filter('rules: [a]\nselection: {user: root}\ncondition: not selection'),
    expected: [0, 2, 3],
  },
  {
    name: 'by id',
    text: filter(`rules: [${id(1)}]\nselection: {user: root}\ncondition: not selection`),
    expected: [0, 2, 3],
  },
  {
    name: 'any rule of the log source',
    text: filter('rules: any\nselection: {user: root}\ncondition: not selection'),
    expected: [0, 2],
  },
  {
    name: 'no rule of another log source',
    text: filter('rules: any\nselection: {user: root}\ncondition: not selection', 'product: linux'),
    expected: [0, 1, 2, 3],
  },
  {
    name: 'as it is written: without not, what it describes remains',
    text: filter('rules: any\nselection: {user: root}\ncondition: selection'),
    expected: [1, 3],
  },
  {
    name: 'with 1 of a pattern',
    text: filter(
      'rules: any\nselection_a: {user: root}\nselection_b: {user|startswith: sys}\nother: {user: x}\ncondition: not 1 of selection_*',
    ),
    expected: [0],
  },
  {
    name: 'with selections that are called as the rule’s own',
    text: filter('rules: any\nsel: {user: root}\ncondition: not sel'),
    expected: [0, 2],
  },
  {
    name: 'two filters, both at once',
    text: `${filter('rules: any\nselection: {user: root}\ncondition: not selection')}---\n${filter('rules: any\ns: {user: x}\ncondition: not s').replace(id(7), id(6))}`,
    expected: [2],
  },
]
for (const { name, text, expected } of filtered) {
  test(`filter ${name}`, async () => {
    const events = [
      at(0, 'a', { user: 'x' }),
      at(1, 'a', { user: 'ROOT' }),
      at(2, 'a', { user: 'sysadm' }),
      at(3, 'b', { user: 'root' }),
    ]
    assert.deepEqual(
      (await detect(text, events)).map(({ event }) => event),
      expected,
    )
  })
}

test('a filter narrows what a correlation counts', async () => {
  const text = `${correlation(`type: event_count\nrules: [a]\n${onHost}\ncondition: {gte: 2}`)}---\n${filter('rules: [a]\nselection: {user: root}\ncondition: not selection')}`
  const events = [at(0, 'a', { user: 'root' }), at(1, 'a'), at(2, 'a', other), at(3, 'a', other)]
  assert.deepEqual(await found(text, events), ['h2 2,3'])
})
