import type { FastifyInstance } from 'fastify'

/** Milliseconds that a request in flight has for its answer. */
const grace = 5_000
const lookEvery = 50

/**
 * Ends in good order: requests in flight get their answer; connections on which nothing is asked do not hold the end up. A
 * browser opens some ahead, and to Node they are not idle before their first request.
 */
export function closing(app: FastifyInstance): void {
  let open = 0
  app.addHook('onRequest', async (_, { raw }) => {
    open += 1
    raw.once('close', () => {
      open -= 1
    })
  })
  app.addHook('preClose', async () => {
    const last = performance.now() + grace
    const timer = setInterval(() => {
      if (open === 0 || performance.now() > last) app.server.closeAllConnections()
    }, lookEvery)
    app.server.once('close', () => clearInterval(timer))
  })
}
