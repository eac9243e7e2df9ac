import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { relpClient } from '../support/relp-client.ts'
import { freePort, relpMissing, startRsyslog } from '../support/rsyslog.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'

const rounds = 20
const address = '203.0.113.7'

/** A platform that listens for RELP on one port, however often it is started. */
async function relpPlatform(t: TestContext) {
  const port = await freePort()
  const { start, run } = installation(t, { VONGGAC_RELP_LISTEN: 'on', VONGGAC_RELP_PORT: String(port) })
  const platform = await start()
  return { start, run, platform, port, password: firstPasswords(platform).truc }
}

async function counts(platform: Platform, password: string) {
  const api = await apiOf(platform, 'truc', password)
  const range = `from=0&to=${Date.now() + 86_400_000}`
  const count = async (more = '') =>
    (await api.get(`/api/events/histogram?${range}&only=source.ip%3D${address}${more}`)).total.value as number
  return {
    events: () => count(),
    identical: () => count('&only=user.name%3Droot'),
    async matches() {
      const { rows } = await api.get(`/api/alerts?${range}`)
      return rows.find((row: { source: string }) => row.source === address)?.count as number
    },
  }
}

test('kill -9 during RELP ingest, 20 times: every line is there once, with its match once', async (t) => {
  const { start, run, platform: first, port, password } = await relpPlatform(t)
  let platform = first
  const client = relpClient(() => port)
  const at = new Date()
  const sent: string[] = []
  for (let round = 0; round < rounds; round++) {
    // A third of the lines of every round are one and the same, those of other rounds included.
    const lines = sshdLines(6000, 2000, at).map((line, i) =>
      i < 2000 ? line : line.replace(' user', ` r${round}user`),
    )
    for (let i = 0; i < 2000; i++) lines.splice(i * 3, 0, ...lines.splice(i * 3 + 2000 - i, 1))
    sent.push(...lines)
    const delivered = client.deliver(lines)
    await new Promise((resolve) => setTimeout(resolve, 60 + ((round * 37) % 140)))
    assert.equal(await platform.end('SIGKILL'), 'SIGKILL')
    platform = await start()
    await delivered
  }
  await client.close()
  t.diagnostic(`${sent.length} lines, ${client.sessions} sessions, ${client.repeated} frames sent again`)
  assert.ok(client.sessions > rounds / 2 && client.repeated > 100, `${client.sessions}, ${client.repeated}`)

  const found = await counts(platform, password)
  assert.equal(await found.events(), sent.length)
  assert.equal(await found.identical(), 2000 * rounds)
  await eventually('matches counted', async () => (await found.matches()) === sent.length)
  assert.equal(JSON.parse(run('audit', 'verify').stdout).ok, true)
})

test('kill -9 under real rsyslog, 20 times: 10,000 lines, 3,000 of them identical, each once', {
  skip: relpMissing,
}, async (t) => {
  const { start, platform: first, port, password } = await relpPlatform(t)
  let platform = first
  const rsyslog = await startRsyslog(
    t,
    `action(type="omrelp" target="127.0.0.1" port="${port}" template="RSYSLOG_SyslogProtocol23Format"
  queue.type="LinkedList" queue.size="200000" action.resumeRetryCount="-1" action.resumeInterval="1")`,
    'module(load="omrelp")',
  )
  const found = async () => counts(platform, password)
  let total = 0
  let killedWithin = 0
  for (let round = 0; round < rounds; round++) {
    // 500 lines a round, but enough in one go that the kill falls among them.
    await sendTcp(
      rsyslog,
      sshdLines(500, 150, new Date(Date.now() + round)).map((line) => line.replace(' sshd ', ' sshd ')),
    )
    total += 500
    await new Promise((resolve) => setTimeout(resolve, 5 + ((round * 13) % 40)))
    await platform.end('SIGKILL')
    platform = await start()
    if ((await (await found()).events()) < total) killedWithin++
  }
  await eventually('all lines', async () => (await (await found()).events()) >= total, 60_000)
  // What rsyslog still had to send again would have come by now.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  t.diagnostic(`${killedWithin} of ${rounds} kills fell among the lines`)
  assert.equal(await (await found()).events(), total)
  assert.equal(await (await found()).identical(), 150 * rounds)
  await eventually('matches counted', async () => (await (await found()).matches()) === total)
})
