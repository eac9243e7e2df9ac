import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { openEventWriter, openReader, openRecords } from '../../core/store/sqlite/open.ts'
import { always, audited, day, event, match, start, write } from '../core/store/fixtures.ts'

/** Runs the test on a file system of a few megabytes; skips it where none can be mounted. */
async function onSmallDisk(t: TestContext, megabytes: number, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-full-'))
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    rmSync(folder, { recursive: true })
    t.skip('mounting a small file system needs root')
    return
  }
  try {
    await work(folder)
  } finally {
    // Lazily: after a failure something may still have a file open.
    execFileSync('/bin/umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof CodedError && error.code === 'store-full' && error.hint !== undefined

/** Takes what room is left, down to the last block. */
function fill(folder: string): string {
  const path = join(folder, 'ballast')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(path, Buffer.alloc(bavail * bsize))
  return path
}

test('a full disk refuses events, keeps none of the batch, and takes them again once there is room', (t) =>
  onSmallDisk(t, 24, async (folder) => {
    const writer = openEventWriter({ directory: folder })
    const reader = openReader({ directory: folder })
    const batch = (n: number) =>
      Array.from({ length: 500 }, (_, i) => event(`${n}-${i}`, start + n, { fields: { message: 'x'.repeat(500) } }))
    const append = (n: number) =>
      writer.append(
        batch(n),
        batch(n).map((one) => match(one)),
      )
    const count = async () => (await reader.histogram(systemScope, always, 2)).total.value

    let kept = 0
    let refused: unknown
    while (refused === undefined && kept < 1_000) {
      try {
        await append(kept)
        kept += 1
      } catch (error) {
        refused = error
      }
    }
    assert.ok(isFull(refused), String(refused))
    assert.ok(kept > 1)
    assert.equal(await count(), kept * 500)
    const ballast = fill(folder)
    await assert.rejects(append(kept), isFull)
    // A partition that has no file yet cannot be made either.
    await assert.rejects(writer.append([event('new-day', start + 2 * day)], []), isFull)
    await assert.rejects(writer.append([event('new-class', start, { class: 'extended' })], []), isFull)
    assert.equal(await count(), kept * 500)
    assert.equal(
      (await reader.matchesOf(systemScope, { alertKey: 'alert-1', from: 0, to: start }, 100_000)).length,
      kept * 500,
    )

    rmSync(ballast)
    execFileSync('/bin/mount', ['-o', 'remount,size=64m', folder])
    assert.deepEqual(await append(kept), { inserted: 500, duplicates: 0, newMatches: 500 })
    await writer.append([event('new-day', start + 2 * day), event('new-class', start, { class: 'extended' })], [])
    assert.equal(await count(), (kept + 1) * 500 + 2)
    await writer.close()
    await reader.close()
  }))

test('a full disk refuses records, and a store can be opened again once there is room', (t) =>
  onSmallDisk(t, 8, async (folder) => {
    const secretsDirectory = mkdtempSync(join(tmpdir(), 'vonggac-secrets-'))
    const options = { directory: join(folder, 'data'), secretsDirectory }
    const records = openRecords(options)
    await records.records.write([write('alert', 'a', { n: 1 })], [audited('alert.open')])
    fill(folder)
    const large = { text: 'x'.repeat(400_000) }
    await assert.rejects(records.records.write([write('alert', 'b', large)], [audited('alert.open')]), isFull)
    assert.equal(await records.records.get(systemScope, 'alert', 'b'), undefined)
    assert.deepEqual((await records.records.get(systemScope, 'alert', 'a'))?.document, { n: 1 })
    const verdict = await records.audit.verify()
    assert.ok(verdict.ok && verdict.rows === 1)

    const elsewhere = { ...options, directory: join(folder, 'elsewhere') }
    assert.throws(() => openRecords(elsewhere), isFull)
    execFileSync('/bin/mount', ['-o', 'remount,size=32m', folder])
    assert.ok((await records.records.write([write('alert', 'b', large)])).ok)
    mkdirSync(elsewhere.directory, { recursive: true })
    await openRecords(elsewhere).close()
    await records.close()
    rmSync(secretsDirectory, { recursive: true })
  }))
