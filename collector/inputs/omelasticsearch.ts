import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '../../core/lib/errors.ts'

/**
 * rsyslog's omelasticsearch never looks at the HTTP status. Whatever answer it reads, it takes the batch as dealt with:
 * a refusal that is answered is a batch lost (8.2302 to this day). Only a connection that ends without an answer makes
 * it keep the batch, suspend itself and try again, after it has asked `/_cat/health`. So it is refused in the one way
 * that it understands.
 */
export function isOmelasticsearch(request: IncomingMessage): boolean {
  const { headers } = request
  // It names itself nowhere; libcurl with these two headers and no user agent is how it looks.
  return (
    headers['user-agent'] === undefined &&
    headers.accept === '*/*' &&
    headers['content-type'] === 'application/json; charset=utf-8'
  )
}

/** True for a refusal after which the same batch may be taken: it must not be lost by being answered. */
export function isWorthRetrying(code: ErrorCode): boolean {
  return code !== 'bad-request' && code !== 'too-large' && code !== 'bad-content-type' && code !== 'not-found'
}
