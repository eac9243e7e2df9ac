import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { may } from '../../../core/access/actor.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { authenticate } from '../plugins/access.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const Health = Type.Object({ status: Type.Enum(['ok', 'failing']), reasons: Type.Array(Type.String()) })

export function healthRoutes(api: Api, services: Services): void {
  const { metrics, notReady } = services

  api.get(
    '/health/live',
    { schema: { summary: 'The process answers', response: { 200: Health } }, config: { requires: 'nothing' } },
    () => ({ status: 'ok' as const, reasons: [] }),
  )

  api.get(
    '/health/ready',
    {
      schema: { summary: 'The platform takes in events and answers', response: { 200: Health, 503: Health } },
      config: { requires: 'nothing' },
    },
    async (_, reply) => {
      const reasons = [...(await notReady())]
      if (reasons.length === 0) return { status: 'ok' as const, reasons }
      return reply.status(503).send({ status: 'failing' as const, reasons })
    },
  )

  api.get(
    '/metrics',
    { schema: { summary: 'Metrics in Prometheus text format' }, config: { requires: 'nothing' } },
    async (request, reply) => {
      if (!isOfThisHost(request)) {
        await authenticate(request, services)
        if (!may(request.actor, 'system.read'))
          throw new CodedError('not-allowed', 'this needs the permission system.read')
      }
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics())
    },
  )
}

/**
 * Sums over all units tell each of what goes on at the others: elsewhere than on the host they are for who runs the system. What
 * a proxy has passed on is not of this host.
 */
const isOfThisHost = ({ ip, headers }: FastifyRequest) =>
  /^(::ffff:)?127\.|^::1$/.test(ip) && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined
