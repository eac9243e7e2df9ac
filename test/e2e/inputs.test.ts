import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { authority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { relpClient } from '../support/relp-client.ts'
import { relpMissing, startRsyslog } from '../support/rsyslog.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'

const total = 10_000
const identical = 3000
const addresses = { relp: '203.0.113.11', tls: '203.0.113.12', file: '203.0.113.13', ndjson: '203.0.113.14' }

test('10,000 lines, 3,000 of them identical, by RELP, TLS, file and NDJSON; sent again after a restart: each once', {
  skip: relpMissing,
}, async (t) => {
  const relpPort = await freePort()
  const { folder, start, run } = installation(t, {
    VONGGAC_RELP_LISTEN: 'on',
    VONGGAC_RELP_PORT: String(relpPort),
    VONGGAC_SYSLOGTLS_LISTEN: 'on',
    VONGGAC_SYSLOGTLS_PORT: '0',
    VONGGAC_SYSLOGTLS_CLIENTS: 'required',
  })
  mkdirSync(join(folder, 'logs'))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const signer = await authority()
  const server = await signer.server()
  const shown = await signer.client('web-01.tinh.example')
  const more = {
    VONGGAC_SYSLOGTLS_CERTIFICATE: write('server.pem', server.cert),
    VONGGAC_SYSLOGTLS_KEY: write('server.key', server.key),
    VONGGAC_SYSLOGTLS_CLIENT_CA: write('ca.pem', signer.ca),
    VONGGAC_FILES_PATHS: join(folder, 'logs', '*.log'),
  }
  let platform = await start(more)
  const password = firstPasswords(platform).truc
  const key = JSON.parse(run('enroll', 'app').stdout) as { authorization: string }
  const at = new Date()
  const lines = (address: string) => sshdLines(total, identical, at, address)

  async function sendTls(): Promise<void> {
    const port = platform.portOf('syslog over TLS')
    const socket = connect({ port, host: '127.0.0.1', ca: signer.ca, ...shown })
    socket.resume()
    socket.end(`${lines(addresses.tls).join('\n')}\n`)
    await once(socket, 'close')
  }
  async function sendNdjson(): Promise<void> {
    const body = lines(addresses.ndjson).join('\n')
    const reply = await fetch(`http://127.0.0.1:${platform.bulkPort}/ingest/ndjson`, {
      method: 'POST',
      headers: { authorization: key.authorization, 'content-type': 'application/x-ndjson', 'x-request-id': 'r1' },
      body,
    })
    assert.equal(reply.status, 200)
  }
  async function counted(from: Platform, expected: Readonly<Record<string, number>>): Promise<void> {
    const api = await apiOf(from, 'truc', password)
    const range = `from=0&to=${Date.now() + 86_400_000}`
    const count = async (address: string, user = '') =>
      (await api.get(`/api/events/histogram?${range}&only=source.ip%3D${address}${user}`)).total.value as number
    for (const [address, events] of Object.entries(expected)) {
      await eventually(`${events} of ${address}`, async () => (await count(address)) >= events)
    }
    await new Promise((resolve) => setTimeout(resolve, 700))
    for (const [address, events] of Object.entries(expected)) {
      assert.equal(await count(address), events, address)
      assert.equal(await count(address, '&only=user.name%3Droot'), identical, address)
    }
    await eventually('matches counted', async () => {
      const { rows } = await api.get(`/api/alerts?${range}`)
      return Object.entries(expected).every(
        ([address, events]) => rows.find((row: { source: string }) => row.source === address)?.count === events,
      )
    })
    await eventually('the sources are listed', async () => {
      const { rows } = await api.get('/api/sources')
      const inputs = rows.map((row: { input: string }) => row.input)
      return ['relp', 'syslog-tls', 'file', 'ndjson'].every((input) => inputs.includes(input))
    })
  }

  const rsyslog = await startRsyslog(
    t,
    `action(type="omrelp" target="127.0.0.1" port="${relpPort}" template="RSYSLOG_SyslogProtocol23Format"
  queue.type="LinkedList" queue.size="200000" action.resumeRetryCount="-1" action.resumeInterval="1")`,
    'module(load="omrelp")',
  )
  await sendTcp(rsyslog, lines(addresses.relp))
  await sendTls()
  write('logs/app.log', `${lines(addresses.file).join('\n')}\n`)
  await sendNdjson()
  const all = Object.fromEntries(Object.values(addresses).map((address) => [address, total]))
  await counted(platform, all)

  assert.equal(await platform.end('SIGTERM'), 0)
  platform = await start(more)
  await sendTls()
  await sendNdjson()
  await counted(platform, all)
  // Who is answered and sends equal lines over another session means them.
  const client = relpClient(() => relpPort)
  await client.deliver(lines(addresses.relp).slice(total - 3))
  await client.close()
  await counted(platform, { ...all, [addresses.relp]: total + 3 })
})
