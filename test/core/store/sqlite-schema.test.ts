import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { type Scope, systemScope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { Connection } from '../../../core/store/sqlite/connection.ts'
import { openEventWriter, openReader, openRecords } from '../../../core/store/sqlite/open.ts'
import { recordSchema } from '../../../core/store/sqlite/record-schema.ts'
import { checkSchema, migrate, type Schema } from '../../../core/store/sqlite/schema.ts'
import { always, event, start } from './fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'vonggac-schema-'))
after(() => rmSync(folder, { recursive: true }))

const first: Schema = { name: 'things', applicationId: 0x1234, migrations: ['create table thing (id text) strict'] }
const second: Schema = { ...first, migrations: [...first.migrations, 'alter table thing add column size integer'] }

function versionOf(path: string): unknown {
  const database = new DatabaseSync(path)
  const version = database.prepare('pragma user_version').get()?.user_version
  database.close()
  return version
}

function raise(path: string): void {
  const database = new DatabaseSync(path)
  database.exec('pragma user_version = 99')
  database.close()
}

/** The refusal names the file, its version and ours, and says what to do. */
function refusesNewer(path: string, ours: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof CodedError)
    assert.equal(error.code, 'newer-schema')
    for (const part of [path, '99', `up to ${ours}`])
      assert.ok(error.message.includes(part), `${error.message} lacks ${part}`)
    assert.ok(error.hint !== undefined)
    return true
  }
}

test('a file of the version before is migrated, its rows kept; by a reader too', () => {
  for (const mode of ['write', 'read'] as const) {
    const path = join(folder, `migrated-by-${mode}.db`)
    const old = new Connection(path, first, 'write')
    old.prepare('insert into thing values (?)').run('a')
    old.close()
    assert.equal(versionOf(path), 1)
    const migrated = new Connection(path, second, mode)
    assert.deepEqual({ ...migrated.prepare('select * from thing').get() }, { id: 'a', size: null })
    migrated.close()
    assert.equal(versionOf(path), 2)
  }
})

test('a migration that fails leaves the file as it was', () => {
  const path = join(folder, 'failed.db')
  new Connection(path, first, 'write').close()
  const broken: Schema = {
    ...first,
    migrations: [...second.migrations, 'create table other (id text)', 'no statement'],
  }
  assert.throws(() => new Connection(path, broken, 'write'), CodedError)
  assert.equal(versionOf(path), 1)
  const again = new Connection(path, second, 'write')
  assert.equal(again.prepare(`select count(*) as n from sqlite_schema where name = 'other'`).get()?.n, 0)
  again.close()
})

test('a reader cannot change rows', () => {
  const path = join(folder, 'read-only.db')
  new Connection(path, first, 'write').close()
  const reader = new Connection(path, first, 'read')
  assert.throws(() => reader.prepare('insert into thing values (?)').run('a'))
  reader.close()
})

test('a file of another kind is refused', () => {
  const path = join(folder, 'kind.db')
  new Connection(path, first, 'write').close()
  assert.throws(
    () => new Connection(path, { ...first, name: 'others', applicationId: 0x4321 }, 'write'),
    /not a file of kind "others"/,
  )
})

test('records of a later release are refused', async () => {
  const options = { directory: join(folder, 'newer-records'), secretsDirectory: join(folder, 'newer-secrets') }
  await openRecords(options).close()
  const path = join(options.directory, 'records.db')
  raise(path)
  assert.throws(() => openRecords(options), refusesNewer(path, recordSchema.migrations.length))
})

test('alerts that an earlier release wrote are found, counted and sorted by the columns that came since', async () => {
  const options = { directory: join(folder, 'old-records'), secretsDirectory: join(folder, 'old-secrets') }
  mkdirSync(options.directory)
  const path = join(options.directory, 'records.db')
  const old = new Connection(path, { ...recordSchema, migrations: recordSchema.migrations.slice(0, 1) }, 'write')
  for (const [id, host, last] of [
    ['a', 'Máy-1', 1],
    ['b', 'may-2', 2],
  ] as const) {
    const row = old.prepare('insert into record values (?, ?, ?, ?, ?, ?)')
    row.run('alert', id, last, '|xa-1|tinh|', 0, JSON.stringify({ host, last, status: 'new' }))
  }
  old.close()
  const { records, close } = openRecords(options)
  const where: Predicate = { kind: 'equals', field: 'host', value: 'máy-1', fold: 'case' }
  const commune: Scope = { kind: 'units', units: ['xa-1'], unattributed: false }
  const found = await records.list(commune, 'alert', { where, limit: 5 })
  assert.deepEqual([found.rows.map(({ id }) => id), found.total], [['a'], 1])
  const sort = [{ field: 'last', direction: 'desc' as const }]
  const all = await records.list(commune, 'alert', { where: { kind: 'true' }, sort, limit: 5 })
  assert.deepEqual(
    all.rows.map(({ id }) => id),
    ['b', 'a'],
  )
  assert.equal((await records.tally(commune, 'alert', { kind: 'true' }, { by: ['status'] }))[0]?.count, 2)
  await close()
})

test('a partition of a later release is refused by writer and reader', async () => {
  const directory = join(folder, 'newer-events')
  const writer = openEventWriter({ directory })
  await writer.append([event('a', start)], [])
  await writer.close()
  const path = join(directory, 'events', 'standard', '2026-07-01.db')
  raise(path)
  const later = openEventWriter({ directory })
  await assert.rejects(later.append([event('b', start)], []), refusesNewer(path, 3))
  const reader = openReader({ directory })
  await assert.rejects(reader.search(systemScope, always, { limit: 1 }), refusesNewer(path, 3))
  await reader.close()
  await later.close()
})

test('a partition file that is still empty holds up no reader, and its writer fills it', async () => {
  const directory = join(folder, 'blank')
  mkdirSync(join(directory, 'events', 'standard'), { recursive: true })
  writeFileSync(join(directory, 'events', 'standard', '2026-07-01.db'), '')
  const reader = openReader({ directory })
  assert.deepEqual((await reader.search(systemScope, always, { limit: 1 })).rows, [])
  assert.deepEqual(await reader.partitions(), [])
  const writer = openEventWriter({ directory })
  await writer.append([event('a', start)], [])
  assert.equal((await reader.search(systemScope, always, { limit: 1 })).rows.length, 1)
  await reader.close()
  await writer.close()
})

test('a file that another process fills while it is being looked at is blank or whole, never of another kind', (t) => {
  const path = join(folder, 'filled.db')
  const [reader, writer] = [new DatabaseSync(path), new DatabaseSync(path)]
  t.after(() => [reader, writer].forEach((one) => void one.close()))
  let filled = false
  const between = {
    prepare(sql: string) {
      const statement = reader.prepare(sql)
      return {
        get() {
          const found = statement.get()
          if (!filled) migrate(writer, second, path)
          filled = true
          return found
        },
      }
    },
  } as unknown as DatabaseSync
  assert.equal(checkSchema(between, second, path), 'blank')
  assert.ok(filled)
  assert.equal(checkSchema(reader, second, path), 'current')
})
