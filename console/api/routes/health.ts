import { Type } from 'typebox'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const Health = Type.Object({ status: Type.Enum(['ok', 'failing']), reasons: Type.Array(Type.String()) })

export function healthRoutes(api: Api, { metrics, notReady }: Services): void {
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
    async (_, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  )
}
