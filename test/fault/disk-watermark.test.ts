import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEventWriter } from '../../core/store/sqlite/open.ts'
import { event } from '../core/store/fixtures.ts'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0
const skip = canMount || process.env.CI ? false : 'only root can make a small disk'
const day = 86_400_000
const troubles = (state: { troubles: { code: string }[] }) => state.troubles.map(({ code }) => code)

test('past the watermark the oldest days beyond their legal minimum go, then senders are refused until there is room', {
  skip,
}, async (t) => {
  const { folder, start, run } = installation(t)
  const disk = join(folder, 'store')
  mkdirSync(disk)
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  t.after(() => spawnSync('umount', ['-l', disk]))

  // Beside today's: 500 days (past its class), 120 and 110 (past the three months of the law), 20 (not).
  const now = Date.now()
  const writer = openEventWriter({ directory: disk })
  for (const age of [500, 120, 110, 20]) {
    const fields = { message: 'x'.repeat(50_000) }
    await writer.append(
      Array.from({ length: 40 }, (_, i) => event(`${age}-${i}`, now - age * day + i, { class: '12m', fields })),
      [],
    )
  }
  await writer.close()
  const file = (age: number) =>
    join(disk, 'events', '12m', `${new Date(now - age * day).toISOString().slice(0, 10)}.db`)

  const platform = await start()
  const api = await apiOf(platform, 'admin', firstPasswords(platform).admin)
  await eventually('what is past its class is gone', async () => !existsSync(file(500)))
  assert.ok(existsSync(file(120)))
  const ready = async () => (await fetch(`${platform.url}/health/ready`)).status
  assert.equal(await ready(), 200)

  // Somebody else fills the disk.
  const ballast = join(disk, 'ballast')
  const { blocks, bavail, bsize } = statfsSync(disk)
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - Math.round(blocks * bsize * 0.04)))
  await eventually(
    'both days past their minimum go',
    async () => !existsSync(file(120)) && !existsSync(file(110)),
    60_000,
  )
  await eventually('refusing', async () => troubles(await api.get('/api/system')).includes('disk-refusing'), 60_000)
  assert.ok(existsSync(file(20)), 'a day that the law still wants kept stays')
  await eventually('not ready', async () => (await ready()) === 503)

  // A day is written down as gone after its file is.
  const state = await eventually('all steps are done', async () => {
    const found = await api.get('/api/system')
    return found.ledger.every((entry: { state: string }) => entry.state === 'done') && found
  })
  assert.equal(state.disk.level, 'full')
  assert.deepEqual(
    state.ledger.map(({ reason, state: step, events }: Record<string, unknown>) => [reason, step, events]).sort(),
    [
      ['disk', 'done', 40],
      ['disk', 'done', 40],
      ['expired', 'done', 40],
    ],
  )
  const key = JSON.parse(run('enroll', 'shipper').stdout) as { authorization: string }
  const send = () =>
    fetch(`http://127.0.0.1:${platform.bulkPort}/_bulk`, {
      method: 'POST',
      headers: { authorization: key.authorization, 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify({ index: { _id: 'a' } })}\n${JSON.stringify({ message: 'xin chào' })}\n`,
    })
  await eventually('a sender is refused', async () => (await send()).status !== 200)

  rmSync(ballast)
  await eventually('taken in again', async () => (await send()).status === 200, 60_000)
  await eventually('ready', async () => (await ready()) === 200)
  await eventually('no trouble is left', async () => troubles(await api.get('/api/system')).length === 0)
  assert.equal(run('audit', 'verify').status, 0)
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
  spawnSync('umount', ['-l', disk])
})
