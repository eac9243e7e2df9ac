import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { Connection } from '../../core/store/sqlite/connection.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { storeFiles, storeSchemas, versionOf } from '../../core/store/sqlite/store-files.ts'
import { planUpgrade, upgradeStore } from '../../core/store/sqlite/upgrade.ts'
import { always, day, event, match, start } from '../core/store/fixtures.ts'
import { laterSchemas } from './upgrade-schemas.ts'

const days = 12
const perDay = 200

/** A store of this release: twelve days of events, their matches, some records and audit rows. */
async function oldStore(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-upgrade-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const options = { directory: join(folder, 'data'), secretsDirectory: join(folder, 'secrets') }
  const store = openSqliteStore(options)
  for (let n = 0; n < days; n++) {
    const events = Array.from({ length: perDay }, (_, i) => event(`${n}-${i}`, start + n * day + i))
    await store.events.append(
      events,
      events.map((one) => match(one)),
    )
  }
  await store.records.write(
    [{ kind: 'thing', id: 'a', document: { n: 1 }, unitIds: [], expect: 'absent' }],
    [{ actor: 'truc', action: 'thing.make', target: 'thing/a', unitIds: [], details: {} }],
  )
  await store.close()
  return options
}

/** By how many migrations each file is past this release. */
const versions = (directory: string) =>
  storeFiles(directory).map(({ path, kind }) => versionOf(path) - storeSchemas[kind].migrations.length)

/** Everything that went in is there, by this release's reading. */
async function isWhole(options: { directory: string; secretsDirectory: string }) {
  const store = openSqliteStore(options)
  const { total } = await store.events.histogram(systemScope, always, 1)
  assert.deepEqual(total, { value: days * perDay, relation: 'eq' })
  assert.equal((await store.records.get(systemScope, 'thing', 'a'))?.version, 1)
  assert.equal((await store.audit.verify()).ok, true)
  await store.close()
}

test('a migration that fails in the middle returns every file to what it was', async (t) => {
  const options = await oldStore(t)
  await isWhole(options)
  const files = storeFiles(options.directory)
  const middle = files[Math.floor(files.length / 2)]
  assert.ok(middle !== undefined)
  // One file cannot be migrated: it has a table of the name that the migration makes.
  const spoiled = new Connection(middle.path, storeSchemas.events, 'write')
  spoiled.prepare('create table later (x)').run()
  spoiled.close()
  assert.throws(
    () => upgradeStore(options.directory, laterSchemas),
    (error) => error instanceof CodedError && /failed and was undone/.test(error.message) && error.hint !== undefined,
  )
  assert.deepEqual(new Set(versions(options.directory)), new Set([0]))
  assert.ok(!existsSync(join(options.directory, 'upgrade')))
  await isWhole(options)
})

test('killed midway twenty times, the upgrade ends with every file migrated and nothing lost', async (t) => {
  const options = await oldStore(t)
  const script = join(import.meta.dirname, 'upgrade-writer.ts')
  // How long it takes here and now, uninterrupted: the kills fall into all parts of that.
  const copy = `${options.directory}-copy`
  cpSync(options.directory, copy, { recursive: true })
  const began = performance.now()
  upgradeStore(copy, laterSchemas)
  const whole = performance.now() - began
  let interrupted = 0
  let finished = false
  for (let round = 0; round < 20 && !finished; round++) {
    const child = spawn(process.execPath, [script, options.directory], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output === 'begin\n') setTimeout(() => child.kill('SIGKILL'), (whole * (round + 1)) / 22)
    })
    await new Promise((resolve) => child.on('close', resolve))
    finished = output.includes('migrated')
    if (planUpgrade(options.directory, laterSchemas).interrupted) interrupted += 1
  }
  t.diagnostic(`${interrupted} kills fell into the migration`)
  assert.ok(interrupted > 0, 'no kill fell into the migration: the test saw nothing')
  upgradeStore(options.directory, laterSchemas)
  assert.deepEqual(new Set(versions(options.directory)), new Set([1]))
  assert.deepEqual(planUpgrade(options.directory, laterSchemas).behind, [])
  assert.ok(!existsSync(join(options.directory, 'upgrade')))
  let rows = 0
  for (const { path, kind } of storeFiles(options.directory)) {
    const connection = new Connection(path, laterSchemas[kind], 'read')
    if (kind === 'events') rows += Number(connection.prepare('select count(*) as n from event').get()?.n)
    assert.equal(connection.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
    connection.close()
  }
  assert.equal(rows, days * perDay)
  // The release before does not touch it, and says why.
  assert.throws(() => upgradeStore(options.directory), { code: 'newer-schema' })
})

test('after a kill the release before finds its own data again', async (t) => {
  const options = await oldStore(t)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'upgrade-writer.ts'), options.directory], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (const until = Date.now() + 120_000; Date.now() < until; ) {
    if (planUpgrade(options.directory, laterSchemas).interrupted) break
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('close', resolve))
  assert.ok(planUpgrade(options.directory, laterSchemas).interrupted)
  upgradeStore(options.directory)
  assert.deepEqual(new Set(versions(options.directory)), new Set([0]))
  await isWhole(options)
})
