import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Clock } from '../../core/lib/clock.ts'

/** The key that a sender shows, once its secret was found right. */
export interface KnownKey {
  readonly id: string
  readonly name: string
}

export type CheckKey = (id: string, secret: string) => Promise<KnownKey | undefined>

/** How long an answer is reused: a revoked key works for at most this long. */
const remembered = 5000
const mostRemembered = 1000

/**
 * Who an `Authorization` header is: `ApiKey base64(id:secret)` as Elasticsearch writes it, or `Basic` with the id as
 * user name (RFC 7617). Undefined for a missing or wrong one. Asks `checkKey` once in a few seconds for the same header.
 */
export function createIntakeAuth(
  checkKey: CheckKey,
  clock: Clock,
): (header: string | undefined) => Promise<KnownKey | undefined> {
  const known = new Map<string, { key: KnownKey; until: number }>()
  return async (header) => {
    const pair = header === undefined ? undefined : credentials(header)
    if (header === undefined || pair === undefined) return undefined
    const digest = createHash('sha256').update(header).digest('base64')
    const before = known.get(digest)
    if (before !== undefined && before.until > clock.now()) return before.key
    known.delete(digest)
    const key = await checkKey(pair.id, pair.secret)
    if (key === undefined) return undefined
    if (known.size >= mostRemembered) known.clear()
    known.set(digest, { key, until: clock.now() + remembered })
    return key
  }
}

function credentials(header: string): { id: string; secret: string } | undefined {
  const space = header.indexOf(' ')
  const scheme = header.slice(0, space).toLowerCase()
  if (space < 0 || (scheme !== 'apikey' && scheme !== 'basic')) return undefined
  const text = Buffer.from(header.slice(space + 1).trim(), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon <= 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}
