import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CodedError } from '../../../core/lib/errors.ts'
import { createOidc, type OidcSecrets } from '../../../response/identity/oidc.ts'
import { type Lie, lyingProvider } from '../../support/lying-provider.ts'

const refusedFor = (code: string, why: string) => (error: unknown) =>
  error instanceof CodedError && error.code === code && error.hint === why

async function world(t: Parameters<typeof lyingProvider>[0], loginClaim = 'preferred_username') {
  const provider = await lyingProvider(t)
  const settings = {
    issuer: provider.issuer,
    clientId: 'vonggac',
    clientSecret: 'secret',
    ca: undefined,
    scopes: 'openid profile',
    loginClaim,
    groupsClaim: 'groups',
    redirectUri: 'http://localhost:8080/api/log-in/oidc/callback',
    seconds: 1,
  }
  const fresh = () => createOidc(settings, () => Date.now())
  async function attempt(lie: Lie, query: Record<string, string> = {}, change: Partial<OidcSecrets> = {}) {
    provider.tell({}, '')
    const oidc = fresh()
    const { secrets } = await oidc.begin()
    provider.tell(lie, secrets.nonce)
    return oidc.finish(new URLSearchParams({ code: 'c', state: secrets.state, ...query }), { ...secrets, ...change })
  }
  return { provider, fresh, attempt }
}

test('an honest provider is believed; each lie is refused, and why is told by a code alone', async (t) => {
  const { attempt, provider } = await world(t)
  const proof = await attempt({})
  assert.deepEqual(proof, {
    provider: 'oidc',
    issuer: provider.issuer,
    subject: 'lan-1',
    login: 'lan',
    displayName: '',
    groups: [],
  })
  const past = Math.floor(Date.now() / 1000) - 7200
  const lies: readonly (readonly [string, Lie])[] = [
    ['oidc-issuer', { claims: { iss: 'https://elsewhere.example' } }],
    ['oidc-audience', { claims: { aud: 'another-client' } }],
    ['oidc-audience', { claims: { aud: ['vonggac', 'another'], azp: 'another' } }],
    ['oidc-nonce', { claims: { nonce: 'of another log-in' } }],
    ['oidc-time', { claims: { iat: past, exp: past + 300 } }],
    ['oidc-signature', { alg: 'none' }],
    ['oidc-signature', { alg: 'HS256' }],
    ['oidc-signature', { otherKey: true }],
    ['oidc-answer', { claims: { sub: 7 } }],
    ['oidc-answer', { body: '{"access_token":"x","token_type":"Bearer"}' }],
    ['oidc-answer', { body: 'not json' }],
    ['oidc-login', { claims: { preferred_username: '' } }],
  ]
  for (const [why, lie] of lies) {
    await assert.rejects(attempt(lie), refusedFor('sign-in-refused', why), `${why}: ${JSON.stringify(lie)}`)
  }
})

test('a state of another log-in, a refusal there, and no code are told apart', async (t) => {
  const { attempt } = await world(t)
  await assert.rejects(attempt({}, { state: 'another' }), refusedFor('sign-in-refused', 'oidc-state'))
  await assert.rejects(attempt({}, { iss: 'https://elsewhere.example' }), refusedFor('sign-in-refused', 'oidc-state'))
  await assert.rejects(
    attempt({}, { error: 'access_denied', error_description: '<b>x</b>' }),
    refusedFor('sign-in-refused', 'oidc-denied'),
  )
})

test('an address of mail counts as a name only once it is verified', async (t) => {
  const { attempt } = await world(t, 'email')
  const email = 'lan@tinh.example'
  await assert.rejects(attempt({ claims: { email } }), refusedFor('sign-in-refused', 'email-unverified'))
  await assert.rejects(
    attempt({ claims: { email, email_verified: 'true' } }),
    refusedFor('sign-in-refused', 'email-unverified'),
  )
  assert.equal((await attempt({ claims: { email, email_verified: true } })).login, email)
})

test('a provider of another name, one that is late and one that is away are refused in time', async (t) => {
  const { provider, fresh } = await world(t)
  provider.tell({ issuer: 'https://elsewhere.example' }, '')
  await assert.rejects(fresh().begin(), refusedFor('sign-in-refused', 'oidc-issuer'))
  provider.tell({ wait: 5000 }, '')
  const start = performance.now()
  await assert.rejects(fresh().begin(), refusedFor('provider-unreachable', 'provider-late'))
  assert.ok(performance.now() - start < 4000, 'the deadline holds')
  const away = createOidc(
    {
      issuer: 'http://127.0.0.1:9',
      clientId: 'x',
      clientSecret: undefined,
      ca: undefined,
      scopes: 'openid',
      loginClaim: 'sub',
      groupsClaim: 'groups',
      redirectUri: 'http://localhost/',
      seconds: 1,
    },
    () => Date.now(),
  )
  await assert.rejects(away.begin(), refusedFor('provider-unreachable', 'provider-away'))
})
