import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import Fastify from 'fastify'
import { closing } from '../../../console/api/plugins/closing.ts'
import { quickest } from '../../support/quickest.ts'

test('a request in flight is answered, a connection on which nothing was asked does not hold the end up', async () => {
  // A connection that holds the end up does so for five seconds, every time.
  const took = await quickest(4_000, endWithSilent, 3)
  assert.ok(took < 4_000, `the end took ${Math.round(took)} ms`)
})

/** Ends a server with a request in flight and a connection on which nothing was asked; the request is answered. */
async function endWithSilent(): Promise<void> {
  const app = Fastify()
  closing(app)
  let asked: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    asked = resolve
  })
  app.get('/slow', async () => {
    asked()
    await new Promise((resolve) => setTimeout(resolve, 400))
    return 'answered'
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const silent = connect(port, '127.0.0.1').on('error', () => undefined)
  await once(silent, 'connect')
  silent.resume()
  const reply = fetch(`http://127.0.0.1:${port}/slow`)
  await arrived
  await app.close()
  assert.equal(await (await reply).text(), 'answered')
}
