import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { askedBy } from '../../../core/store/asker.ts'
import { openEventWriter, openReader } from '../../../core/store/sqlite/open.ts'
import { startReaderPool } from '../../../core/store/sqlite/threads.ts'
import { always, event, start } from './fixtures.ts'

const directory = mkdtempSync(join(tmpdir(), 'vonggac-abandoned-'))
const isAbandoned = (error: unknown) => error instanceof CodedError && error.code === 'abandoned'
const regex = (pattern: string): Predicate => ({ kind: 'regex', field: 'message', pattern, flags: '' })
/** No day is long enough for it: every line is put to so many patterns that none of them fits. */
const endless: Predicate = { kind: 'any', of: Array.from({ length: 400 }, (_, n) => regex(`(a|b)*c{2,9}x${n}$`)) }
const plenty = 3_600_000

before(async () => {
  const writer = openEventWriter({ directory })
  for (let batch = 0; batch < 5; batch++) {
    const events = Array.from({ length: 1_000 }, (_, n) =>
      event(`e${batch}-${n}`, start + n, { fields: { message: 'abababccc '.repeat(100) } }),
    )
    await writer.append(events, [])
  }
  await writer.close()
})
after(() => rmSync(directory, { recursive: true }))

test('a read that is told to stop breaks off within its statement', async () => {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const reader = openReader({ directory, budget: plenty, stop })
  const query = { ...always, where: regex('nowhere') }
  Atomics.store(stop, 0, 1)
  await assert.rejects(reader.search(systemScope, query, { limit: 10 }), isAbandoned)
  await assert.rejects(reader.histogram(systemScope, query, 10), isAbandoned)
  await assert.rejects(reader.facets(systemScope, query, ['user.name'], 10), isAbandoned)
  Atomics.store(stop, 0, 0)
  assert.equal((await reader.histogram(systemScope, query, 10)).total.relation, 'eq')
  await reader.close()
})

test('whoever leaves gives the only reader of heavy searches to the next one', { timeout: 300_000 }, async () => {
  const pool = await startReaderPool({ directory, budget: plenty }, ['light', 'heavy'])
  const leaving = new AbortController()
  const gone = askedBy({ person: 'an', left: leaving.signal }, () => [
    pool.search(systemScope, { ...always, where: endless }, { limit: 10 }),
    pool.histogram(systemScope, { ...always, where: endless }, 10),
  ])
  const next = askedBy({ person: 'binh', left: new AbortController().signal }, () =>
    pool.histogram(systemScope, { ...always, where: regex('abc') }, 10),
  )
  assert.deepEqual(pool.queue.of('an'), { waiting: 1, ahead: 1 })
  assert.deepEqual(pool.queue.of('binh'), { waiting: 1, ahead: 0 })
  // Others do not wait for it meanwhile.
  assert.equal((await pool.search(systemScope, always, { limit: 5 })).rows.length, 5)
  leaving.abort()
  for (const one of gone) await assert.rejects(one, isAbandoned)
  assert.deepEqual((await next).total, { value: 5_000, relation: 'eq' })
  assert.deepEqual(pool.queue.of('an'), { waiting: 0, ahead: 0 })
  await pool.close()
})
