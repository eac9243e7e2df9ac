import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0
const skip = canMount || process.env.CI ? false : 'only root can make a small disk'

test('a full disk: senders are refused, never acknowledged, the operator is told; with space again all goes on', {
  skip,
}, async (t) => {
  const disk = mkdtempSync(join(tmpdir(), 'vonggac-disk-'))
  const { start, run } = installation(t, { VONGGAC_STORAGE_DATA: disk })
  const mount = (...argv: string[]) => {
    const { status, stderr } = spawnSync('mount', argv, { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  }
  mount('-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk)
  t.after(() => {
    spawnSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  })
  const platform = await start()
  const api = await apiOf(platform, 'truc', firstPasswords(platform).truc)
  const key = JSON.parse(run('enroll', 'shipper').stdout) as { authorization: string }

  let acknowledged = 0
  const send = async (batch: number) => {
    const lines = Array.from({ length: 500 }, (_, i) =>
      [
        JSON.stringify({ index: { _id: `${batch}-${i}` } }),
        JSON.stringify({ '@timestamp': new Date().toISOString(), message: `${batch} ${i} `.padEnd(3000, 'x') }),
      ].join('\n'),
    )
    const reply = await fetch(`http://127.0.0.1:${platform.bulkPort}/_bulk`, {
      method: 'POST',
      headers: { authorization: key.authorization, 'content-type': 'application/x-ndjson' },
      body: `${lines.join('\n')}\n`,
    })
    if (reply.status === 200) acknowledged += 500
    return { status: reply.status, body: await reply.text() }
  }
  let refused: { status: number; body: string } | undefined
  let batch = 0
  for (; refused === undefined && batch < 100; batch++) {
    const reply = await send(batch)
    if (reply.status !== 200) refused = reply
  }
  assert.ok(refused !== undefined, 'the disk never filled')
  t.diagnostic(`refused with ${refused.status} after ${acknowledged} events: ${refused.body.slice(0, 200)}`)
  assert.ok(refused.status === 507 || refused.status === 503, refused.body)

  await eventually('not ready', async () => (await fetch(`${platform.url}/health/ready`)).status === 503)
  await eventually('the operator is told', async () => {
    const { troubles } = (await api.get('/api/system')) as { troubles: { code: string }[] }
    return troubles.some(({ code }) => code === 'store-full')
  })
  await eventually('it is logged', async () => /"signal":"append-refused"/.test(platform.output()))
  const range = `from=0&to=${Date.now() + 86_400_000}`
  const count = async () => (await api.get(`/api/events/histogram?${range}`)).total.value as number
  assert.equal(await count(), acknowledged, 'what is there is what was acknowledged')

  // A sender that cannot be told is held up instead: its lines wait in the platform and are not lost.
  await sendTcp(platform.syslogPort, sshdLines(5000, 2000, new Date()))
  await new Promise((resolve) => setTimeout(resolve, 500))
  mount('-o', 'remount,size=400m', disk)
  await eventually('the held lines are stored', async () => (await count()) === acknowledged + 5000, 60_000)
  assert.equal((await send(batch - 1)).status, 200, 'the refused batch goes through when it is sent again')
  assert.equal(await count(), acknowledged + 5000)
  await eventually('ready again', async () => (await fetch(`${platform.url}/health/ready`)).status === 200)
  assert.equal(await platform.end('SIGTERM'), 0)
})
