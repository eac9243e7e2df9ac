import { type Actor, may } from '../../../core/access/actor.ts'
import { permissions } from '../../../core/access/permissions.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { SecondFactorState } from '../../../response/identity/sessions.ts'
import { createTryLimit } from '../../../response/identity/try-limit.ts'
import { giveCookie, originOf, sessionCookie } from '../plugins/access.ts'
import { Done } from '../schemas/common.ts'
import { Credentials, Session } from '../schemas/session.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

const minute = 60_000

export function sessionRoutes(api: Api, services: Services): void {
  const { sessions, units, installation, clock, signal } = services
  const perAccount = createTryLimit(clock, { failures: 5, window: 5 * minute, keys: 10_000 })
  const perCode = createTryLimit(clock, { failures: 5, window: 5 * minute, keys: 10_000 })
  const perAddress = createTryLimit(clock, { failures: 30, window: 5 * minute, keys: 10_000 })

  const show = ({ actor, secondFactor }: { actor: Actor; secondFactor: SecondFactorState }): Session => {
    const visible = new Set(actor.grants.flatMap((grant) => units.subtree(grant.unit)))
    return {
      actor: { id: actor.id, name: actor.id, displayName: actor.name },
      secondFactor,
      permissions: permissions.filter((permission) => may(actor, permission)).sort(),
      units: units
        .all()
        .filter((unit) => visible.has(unit.id))
        .map(({ id, name, kind, parent }) => ({
          id,
          name,
          kind,
          // The unit above may lie outside what the actor sees.
          ...(parent !== undefined && visible.has(parent) ? { parent } : {}),
        })),
      installation: {
        name: installation.name,
        timeZone: installation.timeZone,
        version: installation.version,
        syslogPort: installation.syslogPort(),
        bulkPort: installation.bulkPort(),
        bulkTls: installation.bulkTls,
      },
    }
  }

  api.get(
    '/api/session',
    { schema: { summary: 'Who is signed in', response: { 200: Session } }, config: { requires: 'log-in' } },
    (request) => show(request),
  )

  api.post(
    '/api/session',
    {
      schema: { summary: 'Log in', body: Credentials, response: { 200: Session } },
      config: { requires: 'nothing', rateLimit: { max: 60, timeWindow: minute } },
    },
    async (request, reply) => {
      const { name, password, code } = request.body
      const key = `${name}\n${request.ip}`
      perAccount.check(key)
      perAddress.check(request.ip)
      // Whoever has the password guesses codes from many addresses.
      if (code !== undefined) perCode.check(name)
      try {
        // A log-in never goes on under a secret that was there before it.
        const before = request.cookies[sessionCookie]
        const earlier = before === undefined ? undefined : await sessions.find(before)
        const opened = await sessions.open(name, password, originOf(request), code)
        if (earlier !== undefined) await sessions.end(earlier.actor, earlier.id)
        perAccount.passed(key)
        giveCookie(request, reply, opened)
        return show(opened)
      } catch (error) {
        // The first step of two went well.
        if (error instanceof CodedError && error.code === 'second-factor') throw error
        if (error instanceof CodedError && error.code === 'wrong-code') perCode.failed(name)
        perAccount.failed(key)
        perAddress.failed(request.ip)
        signal('sign-in-failed', { account: name.slice(0, 100), address: request.ip })
        throw error
      }
    },
  )

  api.delete(
    '/api/session',
    { schema: { summary: 'Log out', response: { 200: Done } }, config: { requires: 'log-in' } },
    async (request, reply) => {
      await sessions.end(request.actor, request.sessionId)
      reply.clearCookie(sessionCookie, { path: '/' })
      return { done: true as const }
    },
  )
}
