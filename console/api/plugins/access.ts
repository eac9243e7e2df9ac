import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { type Actor, may } from '../../../core/access/actor.ts'
import type { Permission } from '../../../core/access/permissions.ts'
import { type Scope, scopeOf } from '../../../core/access/scope.ts'
import { CodedError, told } from '../../../core/lib/errors.ts'
import type { SecondFactorState, Standing } from '../../../response/identity/session.ts'
import type { Services } from '../services.ts'

/** What a route asks of its caller: a permission, just a log-in, or nothing. */
export type Requirement = Permission | 'log-in' | 'nothing'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route without it does not start. */
    requires?: Requirement
  }
  interface FastifyRequest {
    /** Who asks; only there on routes that require something. */
    actor: Actor
    /** What the actor may see with the permission that the route requires. */
    scope: Scope
    sessionId: string
    secondFactor: SecondFactorState
    hat: Standing['hat']
    /** The browser speaks HTTPS, to us or to a proxy in front of the console's own address. */
    overTls: boolean
  }
}

/**
 * What a cookie is called. Over HTTPS with the prefix that a browser takes from this very host alone (RFC 6265bis §4.1.3.2): so
 * no other host of the same domain, of which a province has many, can slip a log-in of its own in.
 */
export const cookieName = (name: string, overTls: boolean): string => `${overTls ? '__Host-' : ''}vonggac_${name}`

/** The secret of the log-in among a browser's cookies. Over HTTPS the name without the prefix counts for nothing. */
export const sessionSecret = (cookies: Readonly<Record<string, string | undefined>>, overTls: boolean) =>
  cookies[cookieName('session', true)] ?? (overTls ? undefined : cookies[cookieName('session', false)])
/** A page of another origin cannot set a header: state changes need this one beside the SameSite cookie. */
const guardHeader = 'x-vonggac'
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Here a route's permission is checked, for every route: the caller's session becomes `request.actor`, and what the
 * actor may see with the route's permission becomes `request.scope`.
 */
export function access(
  app: FastifyInstance,
  services: Pick<Services, 'sessions' | 'apiKeys' | 'units' | 'installation'>,
): void {
  const { units } = services
  const secureHost = secureHostOf(services.installation.address)
  app.decorateRequest('actor')
  app.decorateRequest('scope')
  app.decorateRequest('sessionId', '')
  app.decorateRequest('secondFactor', 'off')
  app.decorateRequest('hat', null)
  app.decorateRequest('overTls', false)
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const open = routes.filter((route) => route.config?.requires === undefined)
    if (open.length === 0) return
    throw new Error(`routes that do not say what they require: ${open.map((r) => `${r.method} ${r.url}`).join(', ')}`)
  })
  app.addHook('onRequest', async (request) => {
    request.overTls = request.protocol === 'https' || request.host === secureHost
    const requires = request.routeOptions.config.requires
    // No page of another origin can send a key either.
    const guarded = request.headers[guardHeader] !== undefined || bearerOf(request) !== undefined
    if (!safeMethods.has(request.method) && !guarded) {
      throw new CodedError('not-allowed', `state changes need the header ${guardHeader}`)
    }
    if (requires === undefined || requires === 'nothing') return
    await authenticate(request, services)
    if (requires === 'log-in') {
      if (request.sessionId === '')
        throw new CodedError('not-allowed', 'this is for people, not for keys', told('people-only'))
      return
    }
    if (!may(request.actor, requires)) {
      throw new CodedError('not-allowed', `this needs the permission ${requires}`, {
        hint: 'a duty lead or platform administrator grants roles',
        ...told('permission-needed', { permission: requires }),
      })
    }
    request.scope = scopeOf(request.actor, requires, units)
  })
}

/** The key that a program calls with (RFC 6750 §2.1). */
const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]

/** Says who calls. Throws CodedError `wrong-key` or `not-signed-in` when it is nobody. */
export async function authenticate(
  request: FastifyRequest,
  { sessions, apiKeys }: Pick<Services, 'sessions' | 'apiKeys'>,
): Promise<void> {
  const bearer = bearerOf(request)
  if (bearer !== undefined) {
    const caller = await apiKeys.find(bearer)
    if (caller === undefined) throw new CodedError('wrong-key', 'the key is unknown, ended or past its time')
    request.actor = caller
    return
  }
  const secret = sessionSecret(request.cookies, request.overTls)
  const session = secret === undefined ? undefined : await sessions.find(secret)
  if (session === undefined) throw new CodedError('not-signed-in', 'log in first')
  request.actor = session.actor
  request.sessionId = session.id
  request.secondFactor = session.secondFactor
  request.hat = session.hat
}

/** The host of the console's own address where browsers have it by HTTPS: a proxy in front may speak it for us. */
export function secureHostOf(address: string): string | undefined {
  const url = URL.parse(address)
  return url?.protocol === 'https:' ? url.host : undefined
}

/** Where a log-in comes from. */
export const originOf = (request: FastifyRequest) => ({
  address: request.ip,
  agent: request.headers['user-agent'] ?? '',
})

/** Hands the log-in's secret to the browser, out of the reach of scripts and of other sites. */
export function giveCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  opened: { secret: string; expires: number },
): void {
  reply.setCookie(cookieName('session', request.overTls), opened.secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.overTls,
    expires: new Date(opened.expires),
  })
}

/** Takes the log-in's secret off the browser. */
export function takeCookie({ overTls }: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName('session', overTls), { path: '/', secure: overTls })
}
