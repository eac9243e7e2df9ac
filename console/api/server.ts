import { existsSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { callerNetwork } from './caller-network.ts'
import { attachLive } from './live.ts'
import { openApi } from './openapi.ts'
import { access } from './plugins/access.ts'
import { asker } from './plugins/asker.ts'
import { closing } from './plugins/closing.ts'
import { compression } from './plugins/compression.ts'
import { problems } from './plugins/problems.ts'
import { assets, webFiles } from './plugins/web-files.ts'
import { alertBulkRoutes } from './routes/alert-bulks.ts'
import { alertRoutes } from './routes/alerts.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { auditRoutes } from './routes/audit.ts'
import { entityRoutes } from './routes/entities.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/exports.ts'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.ts'
import { incidentContentRoutes } from './routes/incident-contents.ts'
import { incidentStepRoutes } from './routes/incident-steps.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { indicatorSearchRoutes } from './routes/indicator-searches.ts'
import { indicatorRoutes } from './routes/indicators.ts'
import { logInRoutes } from './routes/log-in.ts'
import { meRoutes } from './routes/me.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { peopleRoutes } from './routes/people.ts'
import { ruleBackfillRoutes } from './routes/rule-backfills.ts'
import { ruleCollectionRoutes } from './routes/rule-collections.ts'
import { ruleExceptionRoutes } from './routes/rule-exceptions.ts'
import { ruleTextRoutes } from './routes/rule-texts.ts'
import { ruleRoutes } from './routes/rules.ts'
import { savedSearchRoutes } from './routes/saved-searches.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { sessionRoutes } from './routes/session.ts'
import { shiftRoutes } from './routes/shifts.ts'
import { sourceRoutes } from './routes/sources.ts'
import { systemRoutes } from './routes/system.ts'
import { itSystemRoutes } from './routes/systems.ts'
import { unitRoutes } from './routes/units.ts'
import { valueListRoutes } from './routes/value-lists.ts'
import { welcomeRoutes } from './routes/welcome.ts'
import type { Services } from './services.ts'

/** Milliseconds. Whoever sends a request slower than that holds a connection for its own sake. */
const timeouts = { keepAliveTimeout: 72_000, requestTimeout: 120_000 }

/** A fastify instance whose routes take their types from TypeBox schemas. */
export type Api = ReturnType<typeof typed>
const typed = (app: FastifyInstance) => app.withTypeProvider<TypeBoxTypeProvider>()

/** The console's server: API, live feed, documentation, health, metrics and the web files. Not yet listening. */
export async function createServer(services: Services): Promise<FastifyInstance> {
  const { tls, proxies } = services
  const app = Fastify({
    ...timeouts,
    // Whom a proxy of ours says that it speaks for is the caller; of nobody else is it believed.
    trustProxy: proxies.length === 0 ? false : [...proxies],
    ...(tls === undefined
      ? {}
      : {
          // Fastify types a server by whether it has TLS; to the routes both are the same.
          serverFactory: (handler: RequestListener) =>
            createTlsServer({ ...tls, ...timeouts }, handler) as unknown as Server,
        }),
    bodyLimit: 1_048_576,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: false } },
    routerOptions: { maxParamLength: 300 },
  })
  closing(app)
  problems(app, services.signal)
  app.addHook('onResponse', async (request, reply) => {
    services.onResponse(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000)
  })
  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Sheets that the page's own scripts make carry its number of once; see `webFiles`.
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    hsts: false,
  })
  await app.register(rateLimit, {
    max: 1200,
    timeWindow: 60_000,
    keyGenerator: ({ ip }) => callerNetwork(ip),
    // A room of analysts behind one address loads the console anew at the same minute: some forty files each.
    allowList: (request) => request.url.startsWith(assets),
  })
  access(app, services)
  asker(app)
  // What the API answers is for who asked alone: neither a browser nor what stands between keeps it.
  app.addHook('onSend', async (request, reply) => {
    const route = request.routeOptions.url ?? request.url
    if (route.startsWith('/api/') || request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  await app.register(async (api) => {
    await openApi(api)
    compression(api)
    const routes = typed(api)
    for (const register of [
      sessionRoutes,
      logInRoutes,
      meRoutes,
      passkeyRoutes,
      peopleRoutes,
      apiKeyRoutes,
      secondFactorRoutes,
      welcomeRoutes,
      homeRoutes,
      shiftRoutes,
      metricsRoutes,
      alertRoutes,
      alertBulkRoutes,
      savedSearchRoutes,
      eventRoutes,
      entityRoutes,
      exportRoutes,
      incidentRoutes,
      incidentStepRoutes,
      incidentContentRoutes,
      sourceRoutes,
      unitRoutes,
      itSystemRoutes,
      ruleRoutes,
      ruleBackfillRoutes,
      ruleTextRoutes,
      ruleCollectionRoutes,
      ruleExceptionRoutes,
      valueListRoutes,
      indicatorRoutes,
      indicatorSearchRoutes,
      auditRoutes,
      systemRoutes,
      healthRoutes,
    ]) {
      register(routes, services)
    }
  })
  if (existsSync(services.webRoot)) await webFiles(app, services.webRoot)
  attachLive(app, services)
  await app.ready()
  return app
}
