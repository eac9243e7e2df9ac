import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { openEventWriter } from '../../../core/store/sqlite/open.ts'
import {
  recordsOver,
  startReaderPool,
  startRecordsPool,
  startRecordsThread,
} from '../../../core/store/sqlite/threads.ts'
import type { OpenStore } from './contract.ts'
import { describeEvents } from './contract-events.ts'
import { describeMatches } from './contract-matches.ts'
import { describeRecords } from './contract-records.ts'
import { describeScope } from './contract-scope.ts'
import { audited, event, everything, start, write } from './fixtures.ts'

function folders() {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-threads-'))
  return { folder, directory: join(folder, 'data'), secretsDirectory: join(folder, 'secrets') }
}

const openOnThreads: OpenStore = async () => {
  const { folder, ...options } = folders()
  const [thread, pool] = await Promise.all([
    startRecordsThread(options),
    startReaderPool({ ...options, budget: 60_000 }, ['light', 'heavy']),
  ])
  const { records, audit, ...read } = await startRecordsPool(options, 2, recordsOver(thread.client()))
  const writer = openEventWriter(options)
  return {
    store: { events: { ...pool, append: writer.append, dropPartition: writer.dropPartition }, records, audit },
    async close() {
      await Promise.all([pool.close(), writer.close(), read.close()])
      await records.close()
      assert.equal(await read.ended, undefined)
      await thread.close()
      assert.equal(await thread.ended, undefined)
      assert.equal(await pool.ended, undefined)
      rmSync(folder, { recursive: true })
    },
  }
}

// The audit log's test moves the clock, which a thread takes from the system; its hand-over is tested below.
describeEvents('SQLite on threads', openOnThreads)
describeMatches('SQLite on threads', openOnThreads)
describeRecords('SQLite on threads', openOnThreads)
describeScope('SQLite on threads', openOnThreads)

test('several clients of the records thread see one store, and an audit entry comes with its write', async () => {
  const { folder, ...options } = folders()
  const thread = await startRecordsThread(options)
  const [one, two] = [recordsOver(thread.client()), recordsOver(thread.client())]
  await one.records.write([write('alert', 'a', { n: 1 })], [audited('alert.close')])
  assert.deepEqual((await two.records.get(systemScope, 'alert', 'a'))?.document, { n: 1 })
  const verdict = await two.audit.verify()
  assert.ok(verdict.ok && verdict.rows === 1)
  await one.close()
  assert.equal(await two.records.lastChange(), 1)
  await thread.close()
  await assert.rejects(two.records.lastChange(), (error) => error instanceof CodedError && error.code === 'internal')
  rmSync(folder, { recursive: true })
})

test('a long read of records holds up no write, and what a write answered is seen by the next read', async () => {
  const { folder, ...options } = folders()
  const thread = await startRecordsThread(options)
  const pool = await startRecordsPool(options, 2, recordsOver(thread.client()))
  const document = { text: 'x'.repeat(2_000), rest: { some: Array.from({ length: 20 }, (_, n) => `value ${n}`) } }
  for (let at = 0; at < 10; at++) {
    const some = Array.from({ length: 500 }, (_, n) => write('alert', `a${at}-${n}`, { ...document, n }))
    await pool.records.write(some)
  }
  let read = false
  // Twenty times as long as a write and more, so that a disk or a machine that is busy does not turn them round.
  const fields = Array.from({ length: 20 }, () => ['rest.some', 'text', 'n']).flat()
  const long = pool.records.facets(systemScope, 'alert', everything, fields, 10).finally(() => {
    read = true
  })
  for (let n = 0; n < 20 && !read; n++) {
    await pool.records.write([write('note', `n${n}`, { n })], [audited('note.write')])
    assert.deepEqual((await pool.records.get(systemScope, 'note', `n${n}`))?.document, { n })
    assert.equal((await pool.audit.list(systemScope, { limit: 500 })).length, n + 1)
    if (n === 0) assert.equal(read, false, 'the write waited for the read')
  }
  await long
  await pool.close()
  await thread.close()
  rmSync(folder, { recursive: true })
})

test('a store that cannot be opened refuses the start with its code and hint', async () => {
  const { folder, ...options } = folders()
  mkdirSync(options.secretsDirectory)
  writeFileSync(join(options.secretsDirectory, 'audit.key'), 'short')
  await assert.rejects(startRecordsThread(options), (error) => {
    return error instanceof CodedError && error.code === 'internal' && error.hint?.includes('backup') === true
  })
  rmSync(folder, { recursive: true })
})

test('a long scan on the readers leaves the caller its event loop', async () => {
  const { folder, ...options } = folders()
  const writer = openEventWriter(options)
  for (let batch = 0; batch < 10; batch++) {
    await writer.append(
      Array.from({ length: 1_000 }, (_, i) => event(`e${batch}-${i}`, start + i)),
      [],
    )
  }
  const pool = await startReaderPool({ ...options, budget: 3_600_000 }, ['light', 'heavy', 'heavy'])
  const query = { from: 0, to: start * 2, where: { kind: 'regex', field: 'message', pattern: 'x', flags: '' } } as const
  /** The part of the time of thirty scans for which the loop stood still at a stretch. */
  const standstill = async () => {
    const began = performance.now()
    let longest = 0
    let last = began
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const scans = await Promise.all(Array.from({ length: 30 }, () => pool.histogram(systemScope, query, 10)))
    clearInterval(beat)
    const ended = performance.now()
    for (const { total } of scans) assert.deepEqual(total, { value: 0, relation: 'eq' })
    return Math.max(longest, ended - last) / (ended - began)
  }
  // In the caller's own thread the scans would be one standstill each time, as long as they all take; what a busy machine
  // takes away at a stretch is less, or not each time.
  let stood = 1
  for (let tries = 0; tries < 5 && stood >= 0.5; tries++) stood = Math.min(stood, await standstill())
  assert.ok(stood < 0.5, `the loop stood still for ${Math.round(stood * 100)} % of the time`)
  assert.equal((await pool.search(systemScope, { ...query, where: everything }, { limit: 5 })).rows.length, 5)
  await pool.close()
  await writer.close()
  rmSync(folder, { recursive: true })
})
