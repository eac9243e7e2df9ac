import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const others = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** What the provider does wrong; whatever is left out it does right. */
export interface Lie {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly alg?: 'none' | 'HS256'
  /** Signed with a key that it does not publish. */
  readonly otherKey?: true
  /** Its metadata name another issuer. */
  readonly issuer?: string
  /** Milliseconds before each answer. */
  readonly wait?: number
  /** The token endpoint answers with this. */
  readonly body?: string
}

/** A provider that lies as it is told: metadata, keys and tokens, and nothing for a browser. */
export async function lyingProvider(t: TestContext) {
  let lie: Lie = {}
  let nonce = ''
  const server = createServer((request, reply) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const answer = (body: object | string) =>
      setTimeout(() => {
        reply.setHeader('content-type', 'application/json')
        reply.end(typeof body === 'string' ? body : JSON.stringify(body))
      }, lie.wait ?? 0)
    if (request.url === '/.well-known/openid-configuration') {
      answer({
        issuer: lie.issuer ?? issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'],
      })
    } else if (request.url === '/keys') {
      answer({ keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] })
    } else if (request.url === '/token') {
      const now = Math.floor(Date.now() / 1000)
      const claims = {
        iss: issuer,
        sub: 'lan-1',
        aud: 'vonggac',
        iat: now,
        exp: now + 300,
        nonce,
        preferred_username: 'lan',
        groups: [],
        ...lie.claims,
      }
      answer(lie.body ?? { access_token: 'x', token_type: 'Bearer', id_token: token(claims, lie) })
    } else {
      reply.statusCode = 404
      reply.end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** From now on it lies so, and repeats this nonce. */
    tell(next: Lie, hears: string) {
      lie = next
      nonce = hears
    },
  }
}

function token(claims: object, { alg = undefined, otherKey }: Lie): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const said = `${part({ alg: alg ?? 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`
  if (alg === 'none') return `${said}.`
  // A client's secret is known to the client too: it proves nothing about who says it.
  if (alg === 'HS256') return `${said}.${createHmac('sha256', 'secret').update(said).digest('base64url')}`
  const { privateKey } = otherKey === true ? others : keys
  return `${said}.${sign('sha256', Buffer.from(said), privateKey).toString('base64url')}`
}
