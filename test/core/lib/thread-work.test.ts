import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type WorkBounds, workOnThread } from '../../../core/lib/thread-work.ts'

/** Wide enough for a slow machine. */
const wide: WorkBounds = { milliseconds: 120_000, megabytes: 64 }
const thread = (code: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads'\n${code}`)}`,
  )
const endless = thread('for (;;) {}')
const limit = { timeout: 120_000 }

test('the answer comes back from a thread that gets the data', limit, async () => {
  const twice = thread('parentPort.postMessage(workerData.map((n) => n * 2))')
  assert.deepEqual(await workOnThread<number[]>(twice, [1, 2], wide), { ok: true, value: [2, 4] })
})

test('work that does not end is ended, and the caller goes on', limit, async () => {
  assert.deepEqual(await workOnThread(endless, null, { ...wide, milliseconds: 300 }), { ok: false, error: 'too-long' })
})

test('work that wants ever more memory is ended; the process lives', limit, async () => {
  const hoard = thread('const kept = []; for (let i = 0; ; i++) kept.push([i])')
  assert.deepEqual(await workOnThread(hoard, null, wide), { ok: false, error: 'too-much-memory' })
})

test('a thread that throws, or ends without an answer, rejects its work and nothing else', limit, async () => {
  await assert.rejects(workOnThread(thread('throw new TypeError("broken")'), null, wide), /broken/)
  await assert.rejects(workOnThread(thread('process.exit(3)'), null, wide), { code: 'internal' })
})

test('the thread of somebody who has left is ended', limit, async () => {
  const leaving = new AbortController()
  const work = workOnThread(endless, null, wide, leaving.signal)
  leaving.abort()
  await assert.rejects(work, { name: 'AbortError' })
  await assert.rejects(workOnThread(endless, null, wide, leaving.signal), { name: 'AbortError' })
})
