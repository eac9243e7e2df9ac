import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { CodedError } from '../../../core/lib/errors.ts'
import { openRecords } from '../../../core/store/sqlite/open.ts'
import type { AuditVerdict } from '../../../core/store/store.ts'
import { audited } from './fixtures.ts'

const actions = ['session.open', 'alert.read', 'alert.close', 'user.recover', 'session.close']

class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'vonggac-audit-'))
  readonly directory = join(this.folder, 'data')
  readonly secretsDirectory = join(this.folder, 'secrets')
  readonly keyPath = join(this.secretsDirectory, 'audit.key')
  readonly headPath = join(this.secretsDirectory, 'audit.head')

  async append(names: readonly string[]): Promise<void> {
    const records = openRecords(this)
    for (const name of names) await records.audit.append([audited(name)])
    await records.close()
  }

  async verify(): Promise<AuditVerdict> {
    const records = openRecords(this)
    try {
      return await records.audit.verify()
    } finally {
      await records.close()
    }
  }

  /** What someone with the file in their hands does to it. */
  sql(statements: string): void {
    const database = new DatabaseSync(join(this.directory, 'records.db'))
    database.exec(statements)
    database.close()
  }
}

async function written(work: (installation: Installation) => Promise<void>): Promise<void> {
  const installation = new Installation()
  try {
    await installation.append(actions)
    await work(installation)
  } finally {
    rmSync(installation.folder, { recursive: true })
  }
}

test('an untouched log verifies, and still does after a restart and further rows', () =>
  written(async (log) => {
    const verdict = await log.verify()
    assert.ok(verdict.ok && verdict.rows === 5 && verdict.head?.number === 5)
    await log.append(['alert.read'])
    const later = await log.verify()
    assert.ok(later.ok && later.rows === 6)
    assert.deepEqual(JSON.parse(readFileSync(log.headPath, 'utf8')), later.head)
  }))

test('key and head are readable by their owner alone', () =>
  written(async (log) => {
    for (const path of [log.keyPath, log.headPath]) assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(statSync(log.secretsDirectory).mode & 0o777, 0o700)
  }))

for (const column of [
  'time = time + 1',
  `actor = 'x'`,
  `action = 'x.y'`,
  `target = 'x'`,
  `unit_ids = '|x|'`,
  `details = '{}'`,
  `hash = 'x'`,
]) {
  for (const number of [1, 3, 5]) {
    test(`an edit of row ${number} shows: ${column}`, () =>
      written(async (log) => {
        log.sql(`update audit set ${column} where number = ${number}`)
        assert.deepEqual(await log.verify(), { ok: false, number, reason: 'edited' })
      }))
  }
}

test('dropping the last row, the last two or all of them shows', async () => {
  for (const kept of [4, 3, 0]) {
    await written(async (log) => {
      log.sql(`delete from audit where number > ${kept}`)
      assert.deepEqual(await log.verify(), { ok: false, number: kept + 1, reason: 'dropped' })
    })
  }
})

test('rows appended after the last ones were dropped do not hide it', () =>
  written(async (log) => {
    log.sql('delete from audit where number > 3')
    const head = readFileSync(log.headPath, 'utf8')
    await log.append(['x.y', 'x.y', 'x.y'])
    writeFileSync(log.headPath, head)
    assert.deepEqual(await log.verify(), { ok: false, number: 5, reason: 'edited' })
  }))

test('dropping the first row or one in the middle shows', async () => {
  for (const number of [1, 3]) {
    await written(async (log) => {
      log.sql(`delete from audit where number = ${number}`)
      assert.deepEqual(await log.verify(), { ok: false, number, reason: 'missing' })
    })
  }
})

test('dropping one in the middle and closing the gap shows', () =>
  written(async (log) => {
    log.sql('delete from audit where number = 3; update audit set number = number - 1 where number > 3')
    assert.deepEqual(await log.verify(), { ok: false, number: 3, reason: 'edited' })
  }))

test('two rows that changed places show', () =>
  written(async (log) => {
    log.sql('update audit set number = 99 where number = 2; update audit set number = 2 where number = 3')
    log.sql('update audit set number = 3 where number = 99')
    assert.deepEqual(await log.verify(), { ok: false, number: 2, reason: 'reordered' })
  }))

test('a row put in shows', () =>
  written(async (log) => {
    log.sql(
      `insert into audit select 6, time, actor, 'forged.row', target, unit_ids, details, hash from audit where number = 5`,
    )
    assert.deepEqual(await log.verify(), { ok: false, number: 6, reason: 'edited' })
  }))

test('a rewrite of the whole with another key shows', () =>
  written(async (log) => {
    const forger = new Installation()
    await forger.append(actions.map(() => 'nothing.happened'))
    log.sql(`attach '${join(forger.directory, 'records.db')}' as forged;
      delete from main.audit; insert into main.audit select * from forged.audit`)
    rmSync(forger.folder, { recursive: true })
    assert.deepEqual(await log.verify(), { ok: false, number: 1, reason: 'key' })
  }))

test('a rewrite with the right key is caught by the head', () =>
  written(async (log) => {
    const head = readFileSync(log.headPath, 'utf8')
    log.sql('delete from audit')
    await log.append(actions.map(() => 'nothing.happened'))
    writeFileSync(log.headPath, head)
    assert.deepEqual(await log.verify(), { ok: false, number: 5, reason: 'edited' })
  }))

test('a head that was taken away or spoilt shows', () =>
  written(async (log) => {
    writeFileSync(log.headPath, 'x')
    assert.deepEqual(await log.verify(), { ok: false, number: 6, reason: 'missing' })
    rmSync(log.headPath)
    assert.deepEqual(await log.verify(), { ok: false, number: 6, reason: 'missing' })
  }))

test('a crash between the commit and the head leaves the log ahead, which verifies', () =>
  written(async (log) => {
    const head = readFileSync(log.headPath, 'utf8')
    await log.append(['alert.read'])
    writeFileSync(log.headPath, head)
    const verdict = await log.verify()
    assert.ok(verdict.ok && verdict.rows === 6)
  }))

test('a crash before the very first head verifies', async () => {
  const log = new Installation()
  await log.append([])
  const head = readFileSync(log.headPath, 'utf8')
  await log.append(['session.open'])
  writeFileSync(log.headPath, head)
  const verdict = await log.verify()
  assert.ok(verdict.ok && verdict.rows === 1)
  rmSync(log.folder, { recursive: true })
})

test('a log with rows does not get a new key', () =>
  written(async (log) => {
    rmSync(log.keyPath)
    assert.throws(
      () => openRecords(log),
      (error) => error instanceof CodedError && error.code === 'internal' && error.message.includes('audit.key'),
    )
  }))

test('a log longer than one stretch of verification verifies, and an edit late in it shows', () =>
  written(async (log) => {
    const records = openRecords(log)
    await records.audit.append(Array.from({ length: 5_000 }, () => audited('alert.read')))
    await records.close()
    const verdict = await log.verify()
    assert.ok(verdict.ok && verdict.rows === 5_005)
    log.sql(`update audit set actor = 'x' where number = 4500`)
    assert.deepEqual(await log.verify(), { ok: false, number: 4_500, reason: 'edited' })
  }))
