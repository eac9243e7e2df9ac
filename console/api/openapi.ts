import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** The one sheet that the pages' program writes into them; another release of it has another, which a test sees refused. */
const ownSheet = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='"

/** The API's description (OpenAPI 3.1), made from the routes' own schemas: pages at `/api/docs`, JSON beside. */
export async function openApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Vọng Gác',
        version: '1',
        description:
          'Times are epoch milliseconds. Errors are problem documents (RFC 9457). Calls that change something need the header `x-vonggac: 1`.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'vonggac_session' } },
      },
    },
  })
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, requires: 'nothing' }
    })
    docs.addHook('onRequest', async (_request, reply) => {
      const policy = String(reply.raw.getHeader('content-security-policy'))
      void reply.header('content-security-policy', policy.replace("style-src 'self'", `$& ${ownSheet}`))
    })
    await docs.register(swaggerUi, { routePrefix: '/api/docs' })
  })
}
