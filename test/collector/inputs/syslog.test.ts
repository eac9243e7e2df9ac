import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { listenSyslog } from '../../../collector/inputs/syslog.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { type MemoryEvents, memoryPipeline, until } from '../../support/memory-events.ts'

async function input(
  t: TestContext,
  options: { mostConnections?: number } = {},
): Promise<{
  store: MemoryEvents
  open(): Promise<Socket>
  close(): Promise<void>
}> {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const listening = await listenSyslog({ host: '127.0.0.1', port: 0, pipeline, ...options })
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await listening.close()
    await pipeline.stop()
  }
  t.after(close)
  return {
    store,
    close,
    async open() {
      const socket = connect(listening.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      return socket
    },
  }
}

const line = '<38>Nov 30 12:04:05 web-01 sshd[1]: Failed password for root from 203.0.113.5 port 1 ssh2'

test('identical lines all count: within a connection, over parallel ones, and one connection after the other', async (t) => {
  const { store, open } = await input(t)
  const text = `${line}\n`.repeat(1000)
  const sockets = await Promise.all([open(), open(), open()])
  for (const socket of sockets) socket.end(text)
  await until(() => store.events.size === 3000)
  for (let i = 0; i < 10; i++) {
    const socket = await open()
    socket.end(`${line}\n`)
    await once(socket, 'close')
  }
  await until(() => store.events.size === 3010)
})

test('a partial last line is kept, at the sender’s end as at ours', async (t) => {
  const { store, open, close } = await input(t)
  const first = await open()
  first.end(`${line}\n<38>Nov 30 12:04:05 web-01 app: partial`)
  await until(() => store.events.size === 2)
  const second = await open()
  second.write(`${line}\n<38>Nov 30 12:04:05 web-01 app: cut by closing`)
  await until(() => store.events.size === 3)
  await close()
  const messages = [...store.events.values()].map((event) => event.document.message)
  assert.ok(messages.includes('partial') && messages.includes('cut by closing'))
})

test('while the store refuses, nothing is lost and reading stops; afterwards everything arrives', async (t) => {
  const { store, open } = await input(t)
  store.failing = () => new CodedError('store-full', 'no space')
  const socket = await open()
  const count = 150_000
  const text = `${line}\n`.repeat(count)
  socket.end(text)
  await new Promise((resolve) => setTimeout(resolve, 600))
  assert.ok(socket.writableLength > 0, 'the sender is held')
  assert.equal(store.events.size, 0)
  store.failing = undefined
  await until(() => store.events.size === count)
})

test('connections beyond the limit are turned away', async (t) => {
  const { store, open } = await input(t, { mostConnections: 2 })
  const kept = [await open(), await open()]
  await new Promise((resolve) => setTimeout(resolve, 50))
  const refused = await open()
  await once(refused, 'close')
  for (const socket of kept) socket.end(`${line}\n`)
  await until(() => store.events.size === 2)
})
