import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A network between a sender and the platform that can go deaf: what the platform says is lost, and then all breaks. */
export async function deafNetwork(t: TestContext, to: () => number) {
  const pairs = new Set<[Socket, Socket]>()
  let deaf = false
  const server = createServer((sender) => {
    const platform = connect(to(), '127.0.0.1')
    const pair: [Socket, Socket] = [sender, platform]
    pairs.add(pair)
    sender.on('data', (chunk) => platform.write(chunk))
    platform.on('data', (chunk) => {
      if (!deaf) sender.write(chunk)
    })
    for (const socket of pair) socket.on('error', () => undefined)
    sender.on('close', () => {
      pairs.delete(pair)
      platform.destroy()
    })
    platform.on('close', () => {
      if (!deaf) sender.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    goDeaf() {
      deaf = true
    },
    heal() {
      deaf = false
      for (const pair of pairs) for (const socket of pair) socket.destroy()
    },
  }
}
