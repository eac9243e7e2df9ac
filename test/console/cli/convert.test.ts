import assert from 'node:assert/strict'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { Command } from '../../../console/cli/command.ts'
import { rulesCommand } from '../../../console/cli/commands/rules.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { sqliteFunctions } from '../../../core/predicate/sqlite-functions.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { eventStatement } from '../../../core/store/sqlite/condition.ts'
import { openSqliteStore } from '../../../core/store/sqlite/open.ts'
import type { StoredEvent } from '../../../core/store/store.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import { runCommand } from '../../support/run-command.ts'
import { satisfyingEvent } from '../../support/satisfying-event.ts'

// What `rules convert` prints is what the stores are asked: its SQL runs as it is on a file of events.

let folder = ''
const file = (name: string) => join(folder, name)
const pack = join(import.meta.dirname, '../../../rules/pack')
const at = Date.UTC(2026, 6, 1)
const rule = (id: number, detection: string, logsource = '{product: windows, service: security}') =>
  `title: R${id}\nid: ${id}1111111-1111-4111-8111-111111111111\nstatus: test\nlogsource: ${logsource}\ndetection: {a: ${detection}, condition: a}\n`

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vonggac-convert-'))
  const values = Array.from({ length: 5_000 }, (_, n) => `'*\\part-${n}.exe'`).join(', ')
  writeFileSync(file('regex.yml'), rule(1, `{CommandLine|re: "^it's (a|b)+ who? says '"}`))
  writeFileSync(file('large.yml'), rule(2, `{CommandLine: [${values}]}`))
  writeFileSync(file('many.yml'), rule(3, `{IpAddress|cidr: 10.0.0.0/8, TargetUserName|fieldref: SubjectUserName}`))
  writeFileSync(file('unmapped.yml'), rule(4, '{x: 1}', '{product: none-such}'))
  writeFileSync(
    file('spray.yml'),
    `title: S\nid: 51111111-1111-4111-8111-111111111111\nname: s\ncorrelation: {type: event_count, rules: [11111111-1111-4111-8111-111111111111], group-by: [user], timespan: 5m, condition: {gte: 3}}\n`,
  )
  writeFileSync(file('bad.txt'), rule(6, '{x|containz: 1}'))
})
after(() => rmSync(folder, { recursive: true }))

function convert(...argv: readonly string[]) {
  const command: Command = rulesCommand(async () => assert.fail('no installation is asked for'), {
    clock: systemClock,
    arriving: async () => () => true,
    packPath: pack,
    statement: async () => eventStatement,
  })
  return runCommand(command, ['convert', ...argv])
}
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('the SQL of every rule finds in a file of events what the matcher finds, its functions named', async () => {
  const { rules } = loadRules([pack, folder], { taxonomy: 'ecs' })
  const running = rules.filter(({ cannotRun }) => cannotRun === undefined)
  const events = running.flatMap(({ predicate }, i) =>
    [0, 1].map((attempt): StoredEvent => {
      const id = `${i}-${attempt}`
      const made = satisfyingEvent(predicate, attempt)
      const own = typeof made.event === 'object' ? made.event : {}
      const time = new Date(at).toISOString()
      const document = { ...made, '@timestamp': time, event: { ...own, id, ingested: time } }
      return { id, partition: { class: '1m', day: '2026-07-01' }, placedByReceipt: false, document }
    }),
  )
  const [directory, secretsDirectory] = [file('store'), file('secrets')]
  const store = openSqliteStore({ directory, secretsDirectory, clock: systemClock })
  await store.events.append(events, [])
  await store.close()
  const [path = ''] = globSync(`${directory}/**/*2026-07-01*.db`)
  const database = new DatabaseSync(path, { readOnly: true })
  const { code, stdout } = await convert('--to', 'sqlite', pack, folder)
  assert.equal(code, 0)
  const converted = linesOf(stdout).filter((line) => 'sql' in line)
  assert.equal(converted.length, running.length)
  const called = new Set<string>(converted.flatMap(({ functions }) => functions))
  for (const { name, fn } of sqliteFunctions) {
    if (called.has(name)) database.function(name, { deterministic: true }, fn)
  }
  let found = 0
  for (const { id, sql, exact } of converted) {
    const judge = toMatcher(running.find((one) => one.id === id)?.predicate ?? { kind: 'false' })
    const rows = database.prepare(sql).all()
    assert.deepEqual(
      rows.map((row) => row.id),
      events
        .filter(({ document }) => judge(document))
        .map((event) => event.id)
        .sort(),
      id,
    )
    assert.equal(exact, true)
    found += rows.length
  }
  database.close()
  assert.ok(found >= running.length * 0.8, `only ${found} found by ${running.length} rules`)
})

test('for Elasticsearch it says what finds too much, and asks the log source still', async () => {
  const { code, stdout } = await convert('--to=elasticsearch', file('regex.yml'), file('large.yml'), file('many.yml'))
  assert.equal(code, 0)
  const [regex, large, many] = linesOf(stdout)
  assert.deepEqual([regex.exact, regex.index], [false, 'vonggac-events-*'])
  assert.match(regex.overMatches[0], /CommandLine: \/\^it's/)
  assert.equal(large.exact, false)
  assert.deepEqual(large.overMatches, ['more parts than one query takes'])
  assert.match(JSON.stringify(large.body), /winlog\.channel\\u0000asecurity/)
  assert.equal(many.overMatches.length, 1, 'networks are exact')
  const plain = await convert('--to=elasticsearch', join(pack, 'linux'))
  assert.ok(linesOf(plain.stdout).some(({ exact, overMatches }) => exact && overMatches === undefined))
})

test('what has no query says why, and what is refused says where', async () => {
  const { code, stdout, stderr } = await convert('--to', 'sqlite', '--pretty', file('unmapped.yml'))
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /^\{\n {2}"id"/)
  assert.match(JSON.parse(stdout).cannotRun, /not mapped/)
  const spray = await convert('--to', 'elasticsearch', file('spray.yml'), file('regex.yml'))
  const correlation = linesOf(spray.stdout).find(({ title }) => title === 'S')
  assert.match(correlation?.unsupported, /correlation/)
  assert.deepEqual(correlation?.reads, ['11111111-1111-4111-8111-111111111111'])
  const bad = await convert('--to', 'sqlite', file('bad.txt'))
  assert.equal(bad.code, 1)
  assert.match(bad.stderr, /bad\.txt:5:\d+: error unknown-modifier/)
  for (const argv of [
    [pack],
    ['--to', 'splunk', pack],
    ['--to'],
    ['--to', 'sqlite'],
    ['--to', 'sqlite', file('none')],
  ]) {
    assert.equal((await convert(...argv)).code, 2, argv.join(' '))
  }
})
