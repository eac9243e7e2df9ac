import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { copyCommand } from '../../console/cli/commands/copy.ts'
import { systemScope } from '../../core/access/scope.ts'
import { loadConfig } from '../../core/config/load.ts'
import type { Config } from '../../core/config/schema.ts'
import { manualClock } from '../../core/lib/clock.ts'
import { holdLease } from '../../core/store/lease.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import type { Store } from '../../core/store/store.ts'
import { countAlerts } from '../../response/alerts/count.ts'
import { createAlertOpener } from '../../response/alerts/open.ts'
import { copyInstallation } from '../../roles/copy.ts'
import { openStore } from '../../roles/open-store.ts'
import { always, audited, day, event, everything, match, minute, start, write } from '../core/store/fixtures.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { runCommand } from '../support/run-command.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'

const server = await findElasticsearch()
const clock = manualClock(start + 2 * day)
const facts = {
  title: { vi: 'Đăng nhập SSH sai', en: 'Failed SSH log-in' },
  severity: 'high',
  unit: 'xa-1',
  entity: [{ field: 'source.ip', value: '203.0.113.9' }],
  host: null,
  user: null,
  source: null,
}
const units = ['xa-1', 'tinh']

/** 4,500 events of two classes and two days, half of them the same line; 450 matches, alerts, one with a successor. */
async function fill(store: Store): Promise<void> {
  const open = createAlertOpener(store.records)
  for (const [place, name] of ['standard', '12m', '3m'].entries()) {
    const events = Array.from({ length: 1_500 }, (_, i) =>
      event(`${name}-${String(i).padStart(5, '0')}`, start + (i % 2) * day + (i % 700) * minute, {
        class: name,
        units: i % 3 === 0 ? [] : units,
        placedByReceipt: i % 50 === 0,
        ...(i % 2 === 0 ? {} : { fields: { message: 'cùng một dòng' } }),
      }),
    )
    const matches = events
      .filter((_, i) => i % 10 === 0)
      .map((one, i) =>
        match(one, { alertKey: `alert-${place}-${i % 3}`, seen: start + 2 * day + i, unitIds: units, facts }),
      )
    await store.events.append(events, matches)
    await open(matches)
  }
  await countAlerts(store.events, store.records)
  const closed = await store.records.get<object>(systemScope, 'alert', 'alert-0-0')
  assert.ok(closed)
  const window = { from: 0, to: start + 2 * day + 20 }
  await store.records.write(
    [write('alert', 'alert-0-0', { ...closed.document, status: 'closed', window }, { unitIds: units })],
    [audited('alert.close', { unitIds: units })],
  )
  const late = event('standard-late', start + minute, { class: 'standard', units })
  await store.events.append(
    [late],
    [match(late, { alertKey: 'alert-0-0', seen: start + 3 * day, unitIds: units, facts })],
  )
  await countAlerts(store.events, store.records)
  await store.audit.append(
    Array.from({ length: 1_200 }, (_, i) => audited(`alert.read-${i}`, i % 2 ? { unitIds: units } : {})),
  )
  await store.records.write([
    write('session', 's1', { token: 'x' }),
    write('account', 'truc', { name: 'Trực ban' }),
    ...Array.from({ length: 1_100 }, (_, i) => write('source', `nguồn ${i}`, { name: i }, { unitIds: units })),
  ])
}

interface World {
  readonly source: Config
  readonly target: Config
  copy(...more: string[]): ReturnType<typeof runCommand>
}

async function world(t: TestContext, target: string): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-copy-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const config = (name: string, text: string): Config => {
    mkdirSync(join(folder, name))
    writeFileSync(
      join(folder, name, 'vonggac.yml'),
      `console:\n  port: 0\nstorage:\n  data: store\n  secrets: secrets\n${text}`,
    )
    const loaded = loadConfig(join(folder, name, 'vonggac.yml'))
    assert.ok(loaded.ok, JSON.stringify(loaded))
    assert.ok(loaded.value.storage.data.startsWith(folder) && loaded.value.storage.secrets.startsWith(folder))
    return loaded.value
  }
  const configs = { source: config('source', ''), target: config('target', target) }
  const { data: directory, secrets: secretsDirectory } = configs.source.storage
  const store = openSqliteStore({ directory, secretsDirectory, clock })
  await fill(store)
  await store.close()
  const command = copyCommand((_, to, options) => {
    assert.equal(to, 'target.yml')
    return copyInstallation(configs.source, configs.target, options, clock)
  })
  return { ...configs, copy: (...more) => runCommand(command, ['--to', 'target.yml', ...more]) }
}

/** Everything a person could see of a store, in one value. */
async function contents({ events, records, audit }: Store): Promise<object> {
  const documents = []
  for (let cursor: string | undefined; ; ) {
    const page = await events.search(systemScope, always, { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) })
    documents.push(...page.rows)
    cursor = page.cursor
    if (cursor === undefined) break
  }
  const matches = []
  for (const place of [0, 1, 2])
    for (const entity of [0, 1, 2]) {
      const window = { alertKey: `alert-${place}-${entity}`, from: 0, to: start + 9 * day }
      matches.push(await events.matchesOf(systemScope, window, 1_000))
    }
  const kinds = ['alert', 'account', 'source', 'session', 'job']
  const kept = []
  for (const kind of kinds) {
    const { rows } = await records.list(systemScope, kind, { where: everything, limit: 10_000 })
    kept.push(rows.map(({ id, unitIds, document }) => ({ id, unitIds, document })))
  }
  const partitions = (await events.partitions()).map(({ bytes: _, ...partition }) => partition)
  const rows = await audit.list(systemScope, { limit: 10_000 })
  return { documents, matches, kept, partitions, rows, verdict: await audit.verify() }
}

async function inStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(config, clock)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const expected = (text: string) => {
  const pair = (n: number) => ({ source: n, target: n })
  assert.deepEqual(JSON.parse(text), {
    events: pair(4_501),
    matches: pair(451),
    records: pair(1_111),
    auditRows: pair(1_201),
  })
}

async function checkCopy({ source, target, copy }: World): Promise<void> {
  const first = await copy()
  assert.equal(first.code, 0, first.stderr)
  expected(first.stdout)
  assert.match(first.stderr, /12m\/2026-07-02: 750 events/)
  const refused = await copy()
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /an earlier copy.*--resume/s)
  const again = await copy('--resume')
  assert.equal(again.code, 0, again.stderr)
  expected(again.stdout)

  const there = (await inStore(source, contents)) as { kept: object[][]; documents: object[]; verdict: { ok: boolean } }
  const here = (await inStore(target, contents)) as typeof there
  assert.equal(there.documents.length, 4_501)
  assert.equal(there.verdict.ok, true)
  assert.deepEqual([there.kept[3]?.length, there.kept[4]?.length], [1, 1], 'what stays behind is there at the source')
  assert.deepEqual(here, { ...there, kept: [...there.kept.slice(0, 3), [], []] })

  await inStore(target, async ({ events, records, audit }) => {
    // The counting job starts over and finds nothing to change.
    assert.equal(await countAlerts(events, records), 0)
    await audit.append([audited('session.open', { unitIds: units })])
    assert.deepEqual(await audit.verify().then((verdict) => verdict.ok && verdict.rows), 1_202)
  })
  const late = await copy('--resume')
  assert.equal(late.code, 1)
  assert.match(late.stderr, /was in use since it was copied/)
}

test('a copy from files to files has everything, once', async (t) => {
  await checkCopy(await world(t, ''))
})

test('a copy from files to Elasticsearch has everything, once', {
  skip: 'missing' in server ? server.missing : false,
}, async (t) => {
  assert.ok('url' in server)
  const prefix = `tcopy${process.pid}`
  t.after(() => dropPrefix(server.url, prefix))
  await checkCopy(
    await world(t, `  kind: elasticsearch\nelasticsearch:\n  urls: ["${server.url}"]\n  prefix: ${prefix}\n`),
  )
})

test('a copy that was cut short goes on, and takes away what is no more', async (t) => {
  const { source, target, copy } = await world(t, '')
  assert.equal((await copy()).code, 0)
  const cut = new DatabaseSync(join(target.storage.data, 'events', '12m', '2026-07-02.db'))
  cut.exec('delete from event where row > 400; delete from match where row > 10')
  cut.close()
  await inStore(source, ({ records, audit }) =>
    records.write([write('source', 'nguồn 7', undefined)]).then(() => audit.append([audited('source.forget')])),
  )
  const { code, stdout } = await copy('--resume')
  assert.equal(code, 0)
  const { events, records, auditRows } = JSON.parse(stdout)
  assert.deepEqual([events.target, records.target, auditRows.target], [4_501, 1_110, 1_202])
})

test('a platform that runs is not copied', async (t) => {
  const { source, copy } = await world(t, '')
  const platform = createServer((_, reply) => reply.end('{}')).listen(0, '127.0.0.1')
  t.after(() => platform.close())
  await once(platform, 'listening')
  const address = platform.address()
  assert.ok(typeof address === 'object' && address !== null)
  Object.assign(source.console, { host: '127.0.0.1', port: address.port })
  const { code, stderr } = await copy()
  assert.equal(code, 1)
  assert.match(stderr, /the platform runs on port/)

  Object.assign(source.console, { port: 0 })
  await inStore(source, ({ records }) => holdLease(records, 'alert-count', 'another process', minute, clock))
  const held = await copy()
  assert.equal(held.code, 1)
  assert.match(held.stderr, /a role of the platform runs/)
  clock.advance(minute)
  assert.equal((await copy()).code, 0)
})

test('a target with other data, other keys or a log that is not whole are refused', async (t) => {
  const { source, target, copy } = await world(t, '')
  await inStore(target, (store) => store.records.write([write('account', 'khác', {})]))
  const keys = await copy('--resume')
  assert.equal(keys.code, 1)
  assert.match(keys.stderr, /another key/)
  rmSync(target.storage.secrets, { recursive: true })
  const other = await copy('--resume')
  assert.equal(other.code, 1)
  assert.match(other.stderr, /holds other data/)
  rmSync(target.storage.data, { recursive: true })
  const records = new DatabaseSync(join(source.storage.data, 'records.db'))
  records.exec("update audit set actor = 'ai đó' where number = 600")
  records.close()
  const edited = await copy()
  assert.equal(edited.code, 1)
  assert.match(edited.stderr, /row 600 \(edited\)/)
})
