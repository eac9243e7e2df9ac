import type { FastifyInstance } from 'fastify'
import { askedBy } from '../../../core/store/asker.ts'

/**
 * Whatever a request reads is read for its caller: it counts as his share of the readers, and stops when his connection
 * closes before the answer, as a browser does when its page goes on to another question. After `access`.
 */
export function asker(app: FastifyInstance): void {
  app.addHook('preHandler', (request, reply, done) => {
    const { requires } = request.routeOptions.config
    if (requires === undefined || requires === 'nothing') {
      done()
      return
    }
    const leaving = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) leaving.abort()
    })
    askedBy({ person: request.actor.id, left: leaving.signal }, done)
  })
}
