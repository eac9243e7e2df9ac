import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../../core/access/actor.ts'
import { covers, type UnitScope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { endBy } from '../../../response/exports/download-end.ts'
import type { Services } from '../services.ts'
import { authenticate } from './access.ts'

/** Milliseconds between two looks at whether what a download was begun with still holds. */
const period = 1_000

/**
 * A download that ends with the right to it: when the log-in or the key has ended, or its holder reaches less than when it
 * began, it breaks off within a second, so that the receiver sees that it is not whole. `scopeNow` is what the caller may
 * carry off; it throws when that is nothing. `stop` ends what makes the body, where that does not end with it.
 */
export function heldStream(
  request: FastifyRequest,
  services: Pick<Services, 'sessions' | 'apiKeys'>,
  { body, stop = () => {} }: { readonly body: Readable; readonly stop?: (why?: Error) => void },
  scopeNow: (actor: Actor) => UnitScope,
): Readable {
  const begun = scopeNow(request.actor)
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    try {
      await authenticate(request, services)
      if (!covers(scopeNow(request.actor), begun)) throw new CodedError('not-allowed', 'a right has ended meanwhile')
    } catch (error) {
      // A store that does not answer is no answer: the next look asks again.
      if (endBy(error) !== 'withdrawn') return
      stop(error as CodedError)
      body.destroy(error as CodedError)
    } finally {
      looking = false
    }
  }
  const timer = setInterval(look, period)
  body.once('close', () => clearInterval(timer))
  return body
}
