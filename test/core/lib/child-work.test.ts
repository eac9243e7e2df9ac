import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type WorkBounds, workInChild } from '../../../core/lib/child-work.ts'

/** Wide enough for a slow machine. */
const wide: WorkBounds = { milliseconds: 100_000, megabytes: 64 }
const limit = { timeout: 120_000 }
const folder = mkdtempSync(join(tmpdir(), 'vonggac-work-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const own = JSON.stringify(new URL('../../../core/lib/child-work.ts', import.meta.url))
let made = 0
/** A module that answers its data by the body of a function. */
function answering(body: string): URL {
  const path = join(folder, `${made++}.mjs`)
  writeFileSync(path, `import { answerParent } from ${own}\nanswerParent((data) => { ${body} })`)
  return pathToFileURL(path)
}
const endless = answering('for (;;) {}')

test('the answer comes back from a process that gets the data', limit, async () => {
  const twice = answering('return data.map((n) => n * 2)')
  assert.deepEqual(await workInChild<number[]>(twice, [1, 2], wide), { ok: true, value: [2, 4] })
})

test('work that does not end is ended, and the caller goes on', limit, async () => {
  assert.deepEqual(await workInChild(endless, {}, { ...wide, milliseconds: 300 }), { ok: false, error: 'too-long' })
})

test('work that wants ever more memory, or very much at once, is ended; the caller lives', limit, async () => {
  const hoard = answering('const kept = []; for (let i = 0; ; i++) kept.push([i])')
  assert.deepEqual(await workInChild(hoard, {}, wide), { ok: false, error: 'too-much-memory' })
  const atOnce = answering('return Array.from({ length: 60 }, () => new Array(3_000_000).fill(0))')
  assert.deepEqual(await workInChild(atOnce, {}, wide), { ok: false, error: 'too-much-memory' })
})

test(
  'a process that was killed is told as one that wanted too much; one that fails rejects its work',
  limit,
  async () => {
    const killed = answering("process.kill(process.pid, 'SIGKILL'); for (;;) {}")
    assert.deepEqual(await workInChild(killed, {}, wide), { ok: false, error: 'too-much-memory' })
    await assert.rejects(workInChild(answering('throw new TypeError("broken")'), {}, wide), /broken/)
    await assert.rejects(workInChild(answering('process.exit(3)'), {}, wide), { code: 'internal' })
  },
)

test('the process of somebody who has left is ended', limit, async () => {
  const leaving = new AbortController()
  const work = workInChild(endless, {}, wide, leaving.signal)
  leaving.abort()
  await assert.rejects(work, { name: 'AbortError' })
  await assert.rejects(workInChild(endless, {}, wide, leaving.signal), { name: 'AbortError' })
})
