import type { FastifyReply, FastifyRequest } from 'fastify'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Factor, OpenedSession } from '../../../response/identity/session.ts'
import { logInLimits } from '../log-in-limits.ts'
import { giveCookie, originOf, sessionSecret } from '../plugins/access.ts'
import { endFlow, flowOf, giveFlow } from '../plugins/log-in-cookies.ts'
import { mustParty, relyingParty } from '../relying-party.ts'
import {
  DirectoryCredentials,
  FactorProof,
  LocalCredentials,
  LogInWays,
  OidcBegin,
  OidcBegun,
  OidcReturn,
  PasskeyLogIn,
  PasskeyOptions,
} from '../schemas/log-in.ts'
import { Session } from '../schemas/session.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { sessionView } from '../session-view.ts'

const rateLimit = { max: 60, timeWindow: 60_000 }

/** Every way in. A log-in never goes on under a secret that was there before it; what fails is slowed down. */
export function logInRoutes(api: Api, services: Services): void {
  const { sessions, logIn, passkeys, installation } = services
  const limits = logInLimits(services)

  /** The second factor that came along: a code, or a passkey's answer that must be of the account itself. */
  const factorOf = (
    request: FastifyRequest,
    proof: { code?: string; passkey?: object },
  ): string | Factor | undefined => {
    const { passkey } = proof
    if (passkey === undefined) return proof.code
    const party = mustParty(request, installation)
    return async ({ id }) => {
      await passkeys.prove(party, { sealed: flowOf(request, 'passkey'), response: passkey, account: id })
      return true
    }
  }
  const earlierOf = async (request: FastifyRequest) => {
    const secret = sessionSecret(request.cookies, request.overTls)
    return secret === undefined ? undefined : await sessions.find(secret)
  }
  const enter = async (request: FastifyRequest, reply: FastifyReply, open: () => Promise<OpenedSession>) => {
    const earlier = await earlierOf(request)
    const opened = await open()
    if (earlier !== undefined) await sessions.end(earlier.actor, earlier.id)
    giveCookie(request, reply, opened)
    return sessionView(opened, services)
  }

  api.get(
    '/api/log-in/ways',
    { schema: { summary: 'The ways in', response: { 200: LogInWays } }, config: { requires: 'nothing' } },
    (request) => ({ ...logIn.ways, passkeys: relyingParty(request, installation) !== undefined }),
  )

  api.post(
    '/api/session',
    {
      schema: { summary: 'Log in by name and password', body: LocalCredentials, response: { 200: Session } },
      config: { requires: 'nothing', rateLimit },
    },
    (request, reply) => {
      const { name, password, ...proof } = request.body
      return limits.guard(request.ip, name, proof, () =>
        enter(request, reply, () => sessions.open(name, password, originOf(request), factorOf(request, proof))),
      )
    },
  )

  api.post(
    '/api/log-in/directory',
    {
      schema: {
        summary: 'Log in by name and password of the directory',
        body: DirectoryCredentials,
        response: { 200: Session },
      },
      config: { requires: 'nothing', rateLimit },
    },
    (request, reply) => {
      const { name, password, link, ...proof } = request.body
      const factor = factorOf(request, proof)
      const more = { ...(factor === undefined ? {} : { factor }), ...(link === undefined ? {} : { link }) }
      // Names of a directory are told apart without regard to case.
      return limits.guard(request.ip, `directory\n${name.toLowerCase()}`, proof, () =>
        enter(request, reply, () => logIn.directory(name, password, originOf(request), more)),
      )
    },
  )

  api.post(
    '/api/log-in/oidc',
    {
      schema: { summary: 'Begins a log-in at the identity provider', body: OidcBegin, response: { 200: OidcBegun } },
      config: { requires: 'nothing', rateLimit },
    },
    async (request, reply) => {
      const { to = '/', link } = request.body
      const earlier = await earlierOf(request)
      const { url, sealed } = await logIn.beginOidc({
        to,
        ...(link === undefined ? {} : { link }),
        ...(earlier === undefined ? {} : { earlier: { id: earlier.id, account: earlier.actor.id } }),
      })
      giveFlow(request, reply, 'oidc', sealed)
      return { url }
    },
  )

  api.get(
    '/api/log-in/oidc/callback',
    {
      schema: { summary: 'Where the identity provider sends the browser back to', querystring: OidcReturn },
      config: { requires: 'nothing', rateLimit },
    },
    async (request, reply) => {
      const sealed = flowOf(request, 'oidc')
      endFlow(request, reply, 'oidc')
      try {
        const { to, opened } = await limits.guard(request.ip, undefined, {}, () =>
          logIn.finishOidc(new URL(request.url, 'http://own.invalid').searchParams, sealed, originOf(request)),
        )
        if ('proved' in opened) {
          giveFlow(request, reply, 'proved', opened.proved)
          return reply.redirect(saying(to, 'factor'))
        }
        giveCookie(request, reply, opened)
        return reply.redirect(to)
      } catch (error) {
        if (!(error instanceof CodedError)) throw error
        // A code of ours, never what the provider said.
        return reply.redirect(saying('/', error.hint ?? error.code))
      }
    },
  )

  api.post(
    '/api/log-in/factor',
    {
      schema: { summary: 'The second factor after the provider', body: FactorProof, response: { 200: Session } },
      config: { requires: 'nothing', rateLimit },
    },
    async (request, reply) => {
      const sealed = flowOf(request, 'proved')
      const session = await limits.guard(request.ip, logIn.provedName(sealed), { code: 'asked' }, () =>
        enter(request, reply, () => logIn.finishFactor(sealed, factorOf(request, request.body), originOf(request))),
      )
      endFlow(request, reply, 'proved')
      return session
    },
  )

  api.post(
    '/api/log-in/passkey/options',
    {
      schema: { summary: 'A challenge for a passkey', response: { 200: PasskeyOptions } },
      config: { requires: 'nothing', rateLimit },
    },
    async (request, reply) => {
      const { options, sealed } = await passkeys.beginLogIn(mustParty(request, installation))
      giveFlow(request, reply, 'passkey', sealed)
      return { options: { ...options } }
    },
  )

  api.post(
    '/api/log-in/passkey',
    {
      schema: { summary: 'Log in by a passkey alone', body: PasskeyLogIn, response: { 200: Session } },
      config: { requires: 'nothing', rateLimit },
    },
    (request, reply) =>
      limits.guard(request.ip, undefined, {}, () =>
        enter(request, reply, () => {
          const answer = { sealed: flowOf(request, 'passkey'), response: request.body.response }
          return logIn.passkey(() => passkeys.prove(mustParty(request, installation), answer), originOf(request))
        }),
      ),
  )
}

/** The path with a word for the sign-in page. */
const saying = (path: string, word: string) => {
  const { pathname, searchParams, hash } = new URL(path, 'http://own.invalid')
  searchParams.set('sign-in', word)
  return `${pathname}?${searchParams.toString()}${hash}`
}
