import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { always } from '../core/store/fixtures.ts'

const rounds = 60
const names = ['one', 'two', 'three']

test('three processes that make the store and write to it at once lose nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-processes-'))
  const options = { directory: join(folder, 'data'), secretsDirectory: join(folder, 'secrets') }
  const script = join(import.meta.dirname, 'store-processes-writer.ts')
  const exits = names.map(async (name) => {
    const parts = [script, options.directory, options.secretsDirectory, name, String(rounds)]
    const [code] = await once(spawn(process.execPath, parts, { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit')
    return code
  })
  assert.deepEqual(await Promise.all(exits), [0, 0, 0])

  const store = openSqliteStore(options)
  const counter = await store.records.get<{ n: number }>(systemScope, 'counter', 'shared')
  assert.equal(counter?.document.n, names.length * rounds)
  const changes = await store.records.changes(0, 1_000)
  assert.deepEqual(
    changes.map(({ sequence }) => sequence),
    Array.from({ length: names.length * rounds }, (_, i) => i + 1),
  )
  const verdict = await store.audit.verify()
  assert.ok(verdict.ok && verdict.rows === names.length * rounds)
  const histogram = await store.events.histogram(systemScope, always, 5)
  assert.deepEqual(histogram.total, { value: (names.length + 1) * rounds, relation: 'eq' })
  await store.close()
  rmSync(folder, { recursive: true })
})
