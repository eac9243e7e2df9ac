import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { Connection } from '../../../core/store/sqlite/connection.ts'
import { openEventWriter, openReader, openRecords } from '../../../core/store/sqlite/open.ts'
import type { Schema } from '../../../core/store/sqlite/schema.ts'
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
  assert.throws(() => openRecords(options), refusesNewer(path, 2))
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
