import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below where systems take the ports that are asked for as 0 and those of outgoing connections. */
const [lowest, highest] = [15_000, 32_000]

/**
 * A port that nobody listens on, and that nobody is given who asks for any: it is still free when whoever it is meant for
 * comes to listen on it, and while a process that is started again is away.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(lowest, highest)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, () => resolve(true))
    })
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
  throw new Error(`no free port between ${lowest} and ${highest}`)
}
