import { DatabaseSync } from 'node:sqlite'
import { compilePath, isIrregular } from '../../core/event/path.ts'
import {
  all,
  any,
  anyFieldContains,
  cidr,
  compare,
  contains,
  endsWith,
  equals,
  exists,
  not,
  regex,
  startsWith,
} from '../../core/predicate/build.ts'
import { EventView } from '../../core/predicate/event-view.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { sqliteFunctions } from '../../core/predicate/sqlite-functions.ts'
import { toViewMatcher } from '../../core/predicate/to-matcher.ts'
import { toSqlite } from '../../core/predicate/to-sqlite.ts'

/**
 * What judging costs: sets of 10 and of 1,000 predicates of the shapes that rules have, over events of the size that
 * sshd and process creation have. Prints events and single judgements a second. Then what a row costs in SQLite.
 */
const images = ['sshd', 'sudo', 'cron', 'powershell.exe', 'cmd.exe', 'rundll32.exe', 'bash', 'nginx']

function eventOf(i: number): object {
  const image = images[i % images.length]!
  const user = i % 9 === 0 ? 'nguyễn văn an' : `user${i % 50}`
  return {
    '@timestamp': new Date(1_770_000_000_000 + i * 137).toISOString(),
    message: `Failed password for invalid user ${user} from 203.0.113.${i % 250} port ${1024 + (i % 60000)} ssh2`,
    event: {
      action: i % 3 === 0 ? 'ssh_login' : 'process_start',
      category: ['authentication', 'process'],
      outcome: i % 4 === 0 ? 'success' : 'failure',
      dataset: 'linux.auth',
      original: `<38>Feb  2 04:05:06 web${i % 20} sshd[${i % 32768}]: Failed password for invalid user ${user}`,
    },
    host: { name: `web${i % 20}.tinh.gov.vn`, ip: ['10.1.2.3', 'fe80::1'] },
    process: {
      name: image,
      pid: i % 32768,
      executable: `C:\\Windows\\System32\\${image}`,
      command_line: `${image} -nop -w hidden -enc ${'QUJD'.repeat(i % 12)} /c ${i}`,
      parent: { name: images[(i * 7) % images.length] },
    },
    source: { ip: `203.0.113.${i % 250}`, port: 1024 + (i % 60000) },
    user: { name: user },
    vonggac: { unit: { id: 'xa-1', ids: ['xa-1', 'tinh', 'vn'] }, source: { id: 's1' } },
  }
}

/** Rules of the usual shapes; `i` makes them differ. */
function predicateOf(i: number): Predicate {
  switch (i % 10) {
    case 0:
      return all(
        equals('event.action', 'ssh_login'),
        equals('event.outcome', 'failure'),
        not(cidr('source.ip', '10.0.0.0/8')),
      )
    case 1:
      return all(endsWith('process.executable', `\\tool${i}.exe`), contains('process.command_line', '-enc'))
    case 2:
      return all(
        any(...images.map((image) => endsWith('process.executable', `\\${image}`))),
        any(contains('process.command_line', ` -x${i} `), contains('process.command_line', `download${i}`)),
      )
    case 3:
      return any(...[0, 1, 2, 3, 4].map((j) => contains('process.command_line', `keyword-${i}-${j}`)))
    case 4:
      return all(startsWith('user.name', 'nguyễn'), compare('source.port', 'gte', 60_000))
    case 5:
      return all(
        equals('process.parent.name', 'cmd.exe'),
        equals('process.name', images[i % 8]!),
        not(exists('user.domain')),
      )
    case 6:
      return regex('process.command_line', `-enc [A-Za-z0-9+/]{${20 + (i % 40)},}`, 'i')
    case 7:
      return any(...[0, 1, 2, 3, 4, 5].map((j) => equals('host.name', `db${i}-${j}.tinh.gov.vn`)))
    case 8:
      return all(equals('event.category', 'process'), contains('message', `invalid user root${i}`))
    default:
      return i % 100 === 9
        ? anyFieldContains(`mimikatz${i}`)
        : all(equals('event.dataset', 'linux.auth'), contains('user.name', `an${i}`))
  }
}

const events = Array.from({ length: 5_000 }, (_, i) => eventOf(i))

for (const count of [10, 1_000]) {
  const view = new EventView()
  const rules = Array.from({ length: count }, (_, i) => toViewMatcher(predicateOf(i), view))
  const judge = (): number => {
    let matches = 0
    for (const event of events) {
      view.turnTo(event)
      for (const held of rules) if (held()) matches++
    }
    return matches
  }
  judge()
  const until = performance.now() + 3_000
  let judged = 0
  let matches = 0
  const started = performance.now()
  while (performance.now() < until) {
    matches = judge()
    judged += events.length
  }
  const rate = judged / ((performance.now() - started) / 1_000)
  const each = Math.round(rate * count).toLocaleString('en')
  console.log(
    `${count} predicates: ${Math.round(rate).toLocaleString('en')} events/s, ${each} judgements/s, ${matches} matches`,
  )
}

{
  const started = performance.now()
  let irregular = 0
  for (let round = 0; round < 20; round++) for (const event of events) if (isIrregular(event)) irregular++
  const us = ((performance.now() - started) * 1_000) / (20 * events.length)
  console.log(`isIrregular: ${us.toFixed(2)} µs an event (${irregular} are)`)
  const path = compilePath('process.parent.name')
  const begun = performance.now()
  let found = 0
  for (let round = 0; round < 200; round++) for (const event of events) if (path.values(event) !== undefined) found++
  console.log(`a plain path: ${(((performance.now() - begun) * 1_000_000) / found).toFixed(0)} ns`)
}

{
  const database = new DatabaseSync(':memory:')
  for (const { name, fn } of sqliteFunctions) database.function(name, { deterministic: true }, fn)
  database.exec('create table row (irregular integer not null, document text not null)')
  const insert = database.prepare('insert into row values (?, ?)')
  for (const event of events) insert.run(isIrregular(event) ? 1 : 0, JSON.stringify(event))
  const table = { documentColumn: 'document', irregularColumn: 'irregular', columns: {} }
  const questions: Readonly<Record<string, Predicate>> = {
    equals: equals('process.parent.name', 'CMD.exe'),
    contains: contains('process.command_line', '-ENC'),
    'regex (function on a text)': regex('process.command_line', '-enc [A-Z]{20,}', 'i'),
    'word of the search bar, rare': anyFieldContains('mimikatz', 'search'),
    'word of the search bar, everywhere': anyFieldContains('password', 'search'),
  }
  for (const [name, predicate] of Object.entries(questions)) {
    const { sql, params } = toSqlite(predicate, table)
    const statement = database.prepare(`select count(*) as n from row where ${sql}`)
    statement.get(...params)
    const started = performance.now()
    const found = statement.get(...params)?.n
    const us = ((performance.now() - started) * 1_000) / events.length
    console.log(`SQLite, ${name}: ${us.toFixed(2)} µs a row (${found} of ${events.length})`)
  }
  database.close()
}
