import assert from 'node:assert/strict'
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'

const range = () => `from=0&to=${Date.now() + 86_400_000}`
const json = (text: string) => JSON.parse(text.trim())

test('a backup made while lines come in, restored on a bare machine: equal counts, equal audit chain', async (t) => {
  const from = installation(t)
  const platform = await from.start()
  const { truc } = firstPasswords(platform)
  const api = await apiOf(platform, 'truc', truc)
  await sendTcp(platform.syslogPort, sshdLines(3000, 1000, new Date()))
  const count = async () => (await api.get(`/api/events/histogram?${range()}`)).total.value as number
  await eventually('the first lines', async () => (await count()) >= 3000)
  // More come in meanwhile.
  const coming = sendTcp(platform.syslogPort, sshdLines(20_000, 0, new Date()))
  const file = join(from.folder, 'backup.tar.gz')
  const made = from.run('backup', file, '--with-secrets')
  assert.equal(made.status, 0, made.stderr)
  await coming
  const kept = json(made.stdout)
  assert.ok(kept.events >= 3000 && kept.auditRows > 0, made.stdout)
  assert.equal(statSync(file).mode & 0o077, 0, 'nobody else may read it')
  assert.equal(from.run('backup', file).status, 1, 'a file that is there is not written over')
  assert.equal(await platform.end('SIGTERM'), 0)

  const to = installation(t)
  const restored = to.run('restore', file)
  assert.equal(restored.status, 0, restored.stderr)
  const { events, matches, records, auditRows, audit, verified } = json(restored.stdout)
  assert.deepEqual(
    { events, matches, records, auditRows, audit },
    { events: kept.events, matches: kept.matches, records: kept.records, auditRows: kept.auditRows, audit: kept.audit },
  )
  assert.equal(verified, true)
  assert.deepEqual(json(to.run('audit', 'verify').stdout).head, kept.audit)
  assert.equal(to.run('restore', file).status, 1, 'a folder that is in use is refused')

  const again = await to.start()
  const there = await apiOf(again, 'truc', truc)
  assert.equal((await there.get(`/api/events/histogram?${range()}`)).total.value, kept.events)
  await eventually('alerts count all that was restored', async () => {
    const { rows } = await there.get(`/api/alerts?${range()}`)
    return rows.reduce((sum: number, row: { count: number }) => sum + row.count, 0) === kept.matches
  })
  assert.equal(await again.end('SIGTERM'), 0)
})

test('an archive that was cut, changed or written by a later release is refused, and nothing is touched', async (t) => {
  const from = installation(t)
  const platform = await from.start()
  await sendTcp(platform.syslogPort, sshdLines(500, 100, new Date()))
  assert.equal(await platform.end('SIGTERM'), 0)
  const whole = join(from.folder, 'whole.tar.gz')
  assert.equal(from.run('backup', whole, '--with-secrets').status, 0)
  const { size } = statSync(whole)

  const to = installation(t)
  const store = join(to.folder, 'store')
  mkdirSync(store)
  const refused = (file: string, words: RegExp) => {
    const { status, stderr } = to.run('restore', file)
    assert.equal(status, 1, stderr)
    assert.match(stderr, words)
    assert.deepEqual(readdirSync(store), [])
    assert.ok(!existsSync(join(to.folder, 'secrets')))
  }
  for (const part of [0.1, 0.5, 0.9, 0.999]) {
    const cut = join(to.folder, 'cut.tar.gz')
    cpSync(whole, cut)
    const descriptor = openSync(cut, 'r+')
    ftruncateSync(descriptor, Math.floor(size * part))
    closeSync(descriptor)
    refused(cut, /archive is damaged/)
  }
  for (const at of [0.3, 0.7]) {
    const changed = join(to.folder, 'changed.tar.gz')
    const bytes = readFileSync(whole)
    const place = Math.floor(size * at)
    bytes[place] = (bytes[place] ?? 0) ^ 0x55
    writeFileSync(changed, bytes)
    refused(changed, /archive is damaged/)
  }
  refused(join(to.folder, 'none.tar.gz'), /there is no file/)
  writeFileSync(join(to.folder, 'text.tar.gz'), 'hello')
  refused(join(to.folder, 'text.tar.gz'), /archive is damaged/)

  const later = new DatabaseSync(join(from.folder, 'store', 'records.db'))
  later.exec('pragma user_version = 99')
  later.close()
  const newer = join(from.folder, 'newer.tar.gz')
  assert.equal(from.run('backup', newer).status, 0)
  refused(newer, /later release/)

  assert.equal(to.run('restore', whole).status, 0)
})

test('a restore over newer keys says in the audit log that rows were taken away', async (t) => {
  const at = installation(t)
  const platform = await at.start()
  const { truc } = firstPasswords(platform)
  const file = join(at.folder, 'early.tar.gz')
  assert.equal(at.run('backup', file).status, 0)
  await apiOf(platform, 'truc', truc)
  assert.equal(at.run('enroll', 'mail').status, 0)
  assert.equal(await platform.end('SIGTERM'), 0)
  rmSync(join(at.folder, 'store'), { recursive: true })
  const restored = at.run('restore', file)
  assert.equal(restored.status, 0, restored.stderr)
  assert.equal(json(restored.stdout).verified, true)
  const verified = json(at.run('audit', 'verify').stdout)
  assert.equal(verified.ok, true)
  assert.equal(verified.rows, json(restored.stdout).auditRows + 1)
})

test('days on hold are placed, listed and lifted by hand, each step in the audit log', (t) => {
  const { run } = installation(t)
  const added = run('hold', 'add', '--from', '2026-11-01', '--to', '2026-11-07', '--reason', 'vụ 12', '--class', '12m')
  assert.equal(added.status, 0, added.stderr)
  const { id } = json(added.stdout)
  assert.equal(run('hold', 'lift', id).status, 0)
  assert.equal(run('hold', 'lift', id).status, 1)
  const held = json(run('hold', 'list').stdout)
  assert.deepEqual([held.from, held.to, held.classes, held.lifted.by], ['2026-11-01', '2026-11-07', ['12m'], 'host'])
  assert.equal(run('hold', 'add', '--from', '2026-11-09', '--to', '2026-11-01', '--reason', 'x').status, 1)
  assert.equal(
    run('hold', 'add', '--from', '2026-11-01', '--to', '2026-11-01', '--reason', 'x', '--class', '2m').status,
    2,
  )
  assert.equal(run('hold', 'burn').status, 2)
  // The first verb of an installation writes its units; then placing and lifting.
  assert.equal(json(run('audit', 'verify').stdout).rows, 3)
})
