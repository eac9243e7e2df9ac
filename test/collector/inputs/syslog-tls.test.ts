import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ConnectionOptions, connect } from 'node:tls'
import { listenSyslog, type SyslogTls } from '../../../collector/inputs/syslog.ts'
import type { UnitTree } from '../../../core/access/unit.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { authority, type Made } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import { memoryPipeline, until } from '../../support/memory-events.ts'
import { gtlsMissing, startRsyslog } from '../../support/rsyslog.ts'
import { sendTcp, sshdLines } from '../../support/syslog-lines.ts'

const signer = await authority()
const server = await signer.server()
const client = await signer.client('web-01.tinh.example')
const stranger = await (await authority('Another CA')).client('web-01.tinh.example')

async function input(t: TestContext, tls: Partial<SyslogTls> = {}, port = 0, more: { units?: UnitTree } = {}) {
  const { pipeline, store, signals } = memoryPipeline({ clock: systemClock, ...more })
  const listening = await listenSyslog({
    host: '127.0.0.1',
    port,
    pipeline,
    onSignal: (name) => signals.push(name),
    tls: { ...server, ca: signer.ca, clients: 'required', resent: 'once', ...tls },
  })
  t.after(async () => {
    await listening.close()
    await pipeline.stop()
  })
  const dial = (shown?: Made, more: ConnectionOptions = {}) =>
    connect({ port: listening.port, host: '127.0.0.1', ca: signer.ca, ...shown, ...more })

  /** Sends the text over a connection of its own; true when it was taken. */
  async function send(text: string, shown?: Made, more: ConnectionOptions = {}): Promise<boolean> {
    const socket = dial(shown, more)
    const failed = once(socket, 'error').then(() => false)
    const closed = once(socket, 'close').then(() => true)
    socket.resume()
    socket.end(text)
    failed.catch(() => undefined)
    closed.catch(() => undefined)
    return Promise.race([failed, closed])
  }
  return { store, signals, send, dial, pipeline }
}

const line = '<38>Nov 30 12:04:05 web-01 sshd[1]: Failed password for root from 203.0.113.5 port 1 ssh2'

test('10,000 lines, 3,000 of them identical, sent again over a second connection: each once', async (t) => {
  for (const [clients, shown] of [
    ['required', client],
    ['none', undefined],
  ] as const) {
    const { store, send } = await input(t, { clients })
    const text = `${sshdLines(10_000, 3000, new Date()).join('\n')}\n`
    assert.ok(await send(text, shown))
    await until(() => store.events.size === 10_000)
    assert.ok(await send(text, shown))
    assert.ok(await send(`${line}\n`, shown))
    await until(() => store.events.size === 10_001)
  }
})

test('equal lines over connections that are open beside each other count', async (t) => {
  const { store, dial } = await input(t, { clients: 'optional' })
  const sockets = [dial(), dial(), dial()]
  for (const socket of sockets) socket.write(`${line}\n${line}\n`)
  await until(() => store.events.size === 6)
  for (const socket of sockets) socket.end()
  for (const socket of sockets) socket.resume()
  await Promise.all(sockets.map((socket) => once(socket, 'close')))
  const again = dial()
  again.write(`${line}\n${line}\n${line}\n`)
  await until(() => store.events.size === 7)
  again.destroy()
})

test('where every line is to count, it does', async (t) => {
  const counts = await input(t, { resent: 'counts' })
  for (let i = 0; i < 3; i++) assert.ok(await counts.send(`${line}\n${line}\n`, client))
  await until(() => counts.store.events.size === 6)
})

test('the sender is the certificate’s subject, which a renewed one keeps; frames are counted or lines', async (t) => {
  const { store, send, pipeline } = await input(t)
  assert.ok(await send(`${line.length} ${line}${line.length} ${line}`, client))
  assert.ok(await send(`${line}\n${line}\n`, await signer.client('web-01.tinh.example')))
  assert.ok(await send(`${line}\n`, await signer.client('web-02.tinh.example')))
  await until(() => store.events.size === 3)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(store.events.size, 3)
  const sources = pipeline.sources.changed()
  assert.deepEqual(sources.map(({ peer, input: name }) => [peer, name]).sort(), [
    ['web-01.tinh.example', 'syslog-tls'],
    ['web-02.tinh.example', 'syslog-tls'],
  ])
})

test('what a certificate of a unit’s own sends is the unit’s, whatever the lines say of their host', async (t) => {
  const units = unitTree([
    { id: 'tinh', name: 'Tỉnh', kind: 'province', hosts: ['web-01'] },
    { id: 'so', name: 'Sở', kind: 'department', parent: 'tinh', collectors: ['CN=Relay.SO.example'] },
  ])
  const { store, send } = await input(t, {}, 0, { units })
  assert.ok(await send(`${line}\n`, await signer.client('relay.so.example')))
  assert.ok(await send(`${line}\n`, await signer.client('relay.other.example')))
  await until(() => store.events.size === 2)
  const owners = [...store.events.values()].map(({ document }) => document.vonggac?.unit?.id).sort()
  assert.deepEqual(owners, ['so', 'tinh'], 'the other’s by the host that its line names')
})

test('turned away and told: no certificate, a stranger’s, plain text, TLS 1.1', async (t) => {
  const required = await input(t)
  await required.send(`${line}\n`)
  await required.send(`${line}\n`, stranger)
  await required.send(`${line}\n`, client, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
  const optional = await input(t, { clients: 'optional' })
  await optional.send(`${line}\n`, stranger)
  const told = (signals: readonly string[]) => signals.filter((name) => name === 'handshake-failed').length
  await until(() => told(required.signals) === 3 && told(optional.signals) === 1)
  assert.equal(required.store.events.size + optional.store.events.size, 0)
})

test('real rsyslog over TLS with a client certificate', { skip: gtlsMissing }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const port = await freePort()
  const rsyslog = await startRsyslog(
    t,
    `action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" TCP_Framing="octet-counted"
  template="RSYSLOG_SyslogProtocol23Format" StreamDriver="gtls" StreamDriverMode="1"
  StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="localhost")`,
    `global(defaultNetstreamDriverCAFile="${file('ca.pem', signer.ca)}"
  defaultNetstreamDriverCertFile="${file('cert.pem', client.cert)}" defaultNetstreamDriverKeyFile="${file('key.pem', client.key)}")`,
  )
  const { store, pipeline } = await input(t, {}, port)
  await sendTcp(rsyslog, sshdLines(10_000, 3000, new Date()))
  await until(() => store.events.size === 10_000)
  assert.ok(pipeline.sources.changed().every(({ peer }) => peer === 'web-01.tinh.example'))
})
