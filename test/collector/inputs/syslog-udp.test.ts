import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { listenSyslogUdp } from '../../../collector/inputs/syslog-udp.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { memoryPipeline, until } from '../../support/memory-events.ts'

const line = '<38>Nov 30 12:04:05 web-01 sshd[1]: Failed password for root from 203.0.113.5 port 1 ssh2'
const noProc = existsSync('/proc/net/udp') || process.env.CI ? false : '/proc/net/udp is Linux'

async function input(t: TestContext, host = '127.0.0.1') {
  const { pipeline, store, signals } = memoryPipeline({ clock: systemClock })
  const listening = await listenSyslogUdp({
    host,
    port: 0,
    pipeline,
    bufferMiB: 1,
    onSignal: (name) => signals.push(name),
    every: 20,
  })
  t.after(async () => {
    store.failing = undefined
    await listening.close()
    await pipeline.stop()
  })
  const socket = createSocket(host === '::1' ? 'udp6' : 'udp4')
  t.after(() => socket.close())
  const send = (text: string) =>
    new Promise<void>((resolve, reject) => {
      socket.send(text, listening.port, host, (error) => (error ? reject(error) : resolve()))
    })
  return { listening, store, signals, send, pipeline }
}

test('one event a datagram, equal ones too, over IPv4 and IPv6', async (t) => {
  for (const host of ['127.0.0.1', '::1']) {
    const { store, send, pipeline } = await input(t, host)
    for (let i = 0; i < 200; i++) await send(i % 2 === 0 ? line : `${line}\n`)
    await until(() => store.events.size === 200)
    assert.deepEqual(
      pipeline.sources.changed().map(({ peer, input: name, events }) => [peer, name, events]),
      [[host, 'syslog-udp', 200]],
    )
  }
})

test('what the kernel drops is counted and told, and so is what finds the queue full', { skip: noProc }, async (t) => {
  const { listening, store, signals, send, pipeline } = await input(t)
  assert.deepEqual(listening.dropped(), { kernel: 0, queue: 0 })
  assert.equal(listening.dropping(), undefined)
  // Sent in one go, while this thread has no time to read.
  const text = line.padEnd(1400, 'x')
  const flood = createSocket('udp4')
  t.after(() => flood.close())
  await new Promise<void>((resolve) => flood.connect(listening.port, '127.0.0.1', resolve))
  const sent: Promise<void>[] = []
  for (let i = 0; i < 10_000; i++) sent.push(new Promise((resolve) => flood.send(text, () => resolve())))
  await Promise.all(sent)
  await until(() => store.events.size + listening.dropped().kernel === 10_000)
  assert.ok(listening.dropped().kernel > 0)
  assert.ok(listening.dropping() !== undefined)
  assert.equal(signals.filter((name) => name === 'datagrams-dropped').length, 1)

  store.failing = () => new CodedError('store-full', 'no space')
  const before = listening.dropped().kernel
  for (let sent = 200; listening.dropped().queue === 0; sent += 200) {
    assert.ok(sent < 60_000, 'the queue never fills')
    for (let i = 0; i < 200; i++) await send(line)
    // Few datagrams are read a turn.
    await until(() => pipeline.waiting() + listening.dropped().kernel - before + listening.dropped().queue >= sent)
  }
})
