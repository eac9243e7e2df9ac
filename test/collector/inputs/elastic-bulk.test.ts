import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { listenElasticBulk } from '../../../collector/inputs/elastic-bulk.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { type MemoryEvents, memoryPipeline, until } from '../../support/memory-events.ts'

interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into here
  readonly body: any
}
interface Intake {
  readonly port: number
  readonly store: MemoryEvents
  send(
    path: string,
    init?: { method?: string; body?: string | Uint8Array; headers?: Record<string, string> },
  ): Promise<Answer>
}

const key = `ApiKey ${Buffer.from('k1:right').toString('base64')}`

async function intake(t: TestContext, options: { mostBytes?: number } = {}): Promise<Intake> {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const checkKey = async (id: string, secret: string) => (secret === 'right' ? { id, name: `key ${id}` } : undefined)
  const input = await listenElasticBulk({ host: '127.0.0.1', port: 0, pipeline, checkKey, ...options })
  t.after(async () => {
    await input.close()
    await pipeline.stop()
  })
  return {
    port: input.port,
    store,
    async send(path, { method = 'POST', body, headers = {} } = {}) {
      const response = await fetch(`http://127.0.0.1:${input.port}${path}`, {
        method,
        ...(body !== undefined && { body: body as string }),
        headers: { authorization: key, 'content-type': 'application/x-ndjson', ...headers },
      })
      const text = await response.text()
      const json = response.headers.get('content-type')?.includes('json') && text !== ''
      return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
    },
  }
}

const bulk = (actions: readonly object[]): string => actions.map((action) => `${JSON.stringify(action)}\n`).join('')
const doc = { '@timestamp': '2026-11-30T05:04:05Z', message: 'one' }

test('_bulk: items in order with their ids, kept documents in the store', async (t) => {
  const { send, store } = await intake(t)
  const { status, body, headers } = await send('/logs/_bulk?timeout=1m', {
    method: 'PUT',
    body: bulk([
      { index: { _id: 'a' } },
      doc,
      { create: { _index: 'other' } },
      doc,
      { delete: { _id: 'a' } },
      { update: { _id: 'a' } },
      { doc: {} },
      { index: {} },
      doc,
    ]),
  })
  assert.equal(status, 200)
  assert.equal(headers.get('x-elastic-product'), 'Elasticsearch')
  assert.equal(body.errors, true)
  assert.deepEqual(
    body.items.map((item: Record<string, { _index: string; status: number }>) => {
      const [verb = ''] = Object.keys(item)
      return [verb, item[verb]?._index, item[verb]?.status]
    }),
    [
      ['index', 'logs', 201],
      ['create', 'other', 201],
      ['delete', 'logs', 400],
      ['update', 'logs', 400],
      ['index', 'logs', 201],
    ],
  )
  assert.equal(body.items[0].index._id, 'a')
  assert.ok(store.events.has(body.items[1].create._id))
  assert.equal(store.events.size, 3)
})

test('a sender with ids is stored once however often it sends; without ids an answered body counts again', async (t) => {
  const { send, store } = await intake(t)
  const withId = bulk([{ index: { _index: 'i', _id: 'x' } }, doc])
  assert.equal((await send('/_bulk', { body: withId })).body.items[0].index.status, 201)
  assert.equal((await send('/_bulk', { body: withId })).body.items[0].index.status, 200)
  assert.equal(store.events.size, 1)
  const without = bulk(Array.from({ length: 3000 }, () => [{ index: { _index: 'i' } }, doc]).flat())
  await send('/_bulk', { body: without })
  await send('/_bulk', { body: without })
  assert.equal(store.events.size, 6001)
})

test('a refused body sent again after the refusal is stored once', async (t) => {
  const { send, store } = await intake(t)
  const body = bulk([{ index: {} }, doc, { index: {} }, doc])
  store.failing = () => new CodedError('store-full', 'no space')
  const refused = await send('/i/_bulk', { body })
  assert.equal(refused.status, 507)
  assert.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  // What a day refuses is tried again after a moment; until then the answer is the one of before.
  const until = async (status: number) => {
    for (let tries = 0; (await send('/i/_bulk', { body })).status !== status; tries++) {
      assert.ok(tries < 800, `never ${status}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  store.failing = () => new CodedError('store-busy', 'busy')
  await until(503)
  store.failing = undefined
  await until(200)
  assert.equal(store.events.size, 2)
})

test('a sender that breaks off before the answer and sends again is stored once', async (t) => {
  const { send, store, port } = await intake(t)
  const body = bulk([{ index: { _index: 'i' } }, doc])
  let appended = 0
  let answered = 0
  const append = store.append
  store.append = async (events, matches) => {
    const result = await append(events, matches)
    appended += 1
    // The answer is held back until the sender is gone, and for so many looks at the network that this is heard of.
    if (appended === 1) await until(() => socket.destroyed)
    for (let look = 0; look < 10; look++) await new Promise((resolve) => setTimeout(resolve, 5))
    answered += 1
    return result
  }
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /_bulk HTTP/1.1\r\nhost: x\r\nauthorization: ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await until(() => appended === 1)
  socket.destroy()
  await until(() => answered === 1)
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal((await send('/_bulk', { body })).status, 200)
  assert.equal(store.events.size, 1)
})

test('single documents: POST and PUT, with and without id', async (t) => {
  const { send, store } = await intake(t)
  const made = await send('/logs/_doc', { body: JSON.stringify(doc) })
  assert.equal(made.status, 201)
  assert.ok(store.events.has(made.body._id))
  const put = await send('/logs/_doc/7', { method: 'PUT', body: JSON.stringify(doc) })
  assert.deepEqual([put.status, put.body._id, put.body.result], [201, '7', 'created'])
  assert.equal((await send('/logs/_create/7', { body: JSON.stringify(doc) })).status, 200)
  assert.equal((await send('/system/events', { body: JSON.stringify(doc) })).status, 201)
  assert.equal(store.events.size, 3)
})

test('compressed bodies, and bounds before and after unpacking', async (t) => {
  const { send, store } = await intake(t, { mostBytes: 10_000 })
  const body = bulk([{ index: {} }, doc])
  assert.equal((await send('/i/_bulk', { body: gzipSync(body), headers: { 'content-encoding': 'gzip' } })).status, 200)
  assert.equal(
    (await send('/i/_bulk', { body: zstdCompressSync(body), headers: { 'content-encoding': 'zstd' } })).status,
    200,
  )
  assert.equal(store.events.size, 2)
  const bomb = gzipSync('x'.repeat(10_000_000))
  const cases: [string | Uint8Array, Record<string, string>, number][] = [
    [bomb, { 'content-encoding': 'gzip' }, 413],
    ['x'.repeat(10_001), {}, 413],
    [body, { 'content-encoding': 'gzip' }, 400],
    [body, { 'content-encoding': 'br' }, 415],
    [body, { 'content-type': 'text/plain' }, 415],
    [body, { authorization: `ApiKey ${Buffer.from('k1:wrong').toString('base64')}` }, 401],
    [body, { authorization: 'Bearer x' }, 401],
    ['not json\n', {}, 400],
    ['{"index":{}}\n', {}, 400],
    ['{"drop":{}}\n{}\n', {}, 400],
    ['\n\n', {}, 400],
  ]
  for (const [sent, headers, status] of cases) {
    const answer = await send('/i/_bulk', { body: sent, headers })
    assert.equal(answer.status, status, JSON.stringify(headers))
    assert.equal(answer.body.status, status)
    assert.equal(typeof answer.body.error.type, 'string')
    assert.equal(typeof answer.body.title, 'string')
    if (status === 401) assert.match(answer.headers.get('www-authenticate') ?? '', /^ApiKey, Basic/)
  }
  assert.equal(store.events.size, 2)
})

test('a document that is not JSON is kept as it came, beside its neighbours', async (t) => {
  const { send, store } = await intake(t)
  const { body } = await send('/i/_bulk', { body: `{"index":{}}\n{broken\n{"index":{}}\n${JSON.stringify(doc)}\n` })
  assert.equal(body.errors, false)
  const kept = store.events.get(body.items[0].index._id)?.document
  assert.equal(kept?.event.kind, 'pipeline_error')
  assert.equal(kept?.event.original, '{broken')
})

test('what clients ask before they send', async (t) => {
  const { send } = await intake(t)
  const basic = { authorization: `Basic ${Buffer.from('k1:right').toString('base64')}` }
  const root = await send('/', { method: 'GET', headers: basic })
  assert.match(root.body.version.number, /^8\./)
  assert.equal(root.headers.get('x-elastic-product'), 'Elasticsearch')
  assert.equal((await send('/', { method: 'HEAD' })).status, 200)
  assert.equal((await send('/_cluster/health', { method: 'GET' })).body.status, 'green')
  assert.match((await send('/_cat/health', { method: 'GET' })).body, /green/)
  assert.equal((await send('/_license', { method: 'GET' })).body.license.type, 'basic')
  assert.equal((await send('/_nothing', { method: 'GET' })).status, 404)
  assert.equal((await send('/%zz', { method: 'GET' })).status, 404)
  assert.equal((await send('/', { method: 'GET', headers: { authorization: '' } })).status, 401)
})
