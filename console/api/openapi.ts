import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

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
    await docs.register(swaggerUi, { routePrefix: '/api/docs' })
  })
}
