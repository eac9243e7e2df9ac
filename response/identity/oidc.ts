import type * as OpenId from 'openid-client'
import { CodedError } from '../../core/lib/errors.ts'
import type { ExternalProof } from './external.ts'
import { providerFetch } from './provider-fetch.ts'

/** An OpenID Connect provider, as the configuration has it. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** PEM. */
  readonly ca: string | undefined
  readonly scopes: string
  readonly loginClaim: string
  readonly groupsClaim: string
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string
  /** For each answer. */
  readonly seconds: number
}

/** What must be known when the browser comes back, and by nobody else. */
export interface OidcSecrets {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Why what the provider said is not taken. */
export type OidcRefusal =
  | 'oidc-state'
  | 'oidc-denied'
  | 'oidc-issuer'
  | 'oidc-audience'
  | 'oidc-nonce'
  | 'oidc-time'
  | 'oidc-signature'
  | 'oidc-answer'
  | 'oidc-login'
  | 'email-unverified'

/** Log-in by authorization code with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207). */
export interface Oidc {
  /** Where the browser is to go. Rejects with `provider-unreachable`, or `sign-in-refused` when it is another issuer. */
  begin(): Promise<{ readonly url: string; readonly secrets: OidcSecrets }>
  /** Whom the provider has proved. `query` is what the browser came back with. Rejects like `begin`, with why in the hint. */
  finish(query: URLSearchParams, secrets: OidcSecrets): Promise<ExternalProof>
  /** Rejects when the provider does not answer with its metadata. */
  reach(): Promise<void>
}

/** Milliseconds for which the metadata of the provider are taken as they were. */
const metadataHold = 3_600_000

export function createOidc(settings: OidcSettings, now: () => number): Oidc {
  const { issuer, clientId, clientSecret, seconds } = settings
  let known: { readonly config: OpenId.Configuration; readonly at: number } | undefined

  /** The provider is asked when somebody wants to sign in, never at the start: it may be out of reach then. */
  async function configured(): Promise<OpenId.Configuration> {
    if (known !== undefined && now() - known.at < metadataHold) return known.config
    const openId = await import('openid-client')
    const method = clientSecret === undefined ? openId.None() : openId.ClientSecretBasic(clientSecret)
    const config = await openId.discovery(new URL(issuer), clientId, undefined, method, {
      timeout: seconds,
      [openId.customFetch]: providerFetch(settings.ca),
      execute: [openId.enableNonRepudiationChecks, ...(isPlainLocal(issuer) ? [openId.allowInsecureRequests] : [])],
    })
    known = { config, at: now() }
    return config
  }

  async function asking<T>(work: (openId: typeof OpenId, config: OpenId.Configuration) => Promise<T>): Promise<T> {
    try {
      return await work(await import('openid-client'), await configured())
    } catch (error) {
      // Keys and addresses may have changed there.
      known = undefined
      throw refusalOf(error)
    }
  }

  return {
    begin: () =>
      asking(async (openId, config) => {
        const secrets: OidcSecrets = {
          state: openId.randomState(),
          nonce: openId.randomNonce(),
          verifier: openId.randomPKCECodeVerifier(),
        }
        const url = openId.buildAuthorizationUrl(config, {
          redirect_uri: settings.redirectUri,
          scope: settings.scopes,
          response_type: 'code',
          state: secrets.state,
          nonce: secrets.nonce,
          code_challenge: await openId.calculatePKCECodeChallenge(secrets.verifier),
          code_challenge_method: 'S256',
        })
        return { url: url.href, secrets }
      }),
    finish: (query, { state, nonce, verifier }) =>
      asking(async (openId, config) => {
        const back = new URL(settings.redirectUri)
        back.search = query.toString()
        const tokens = await openId.authorizationCodeGrant(config, back, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw refused('oidc-answer')
        // Strict providers tell profile and groups there alone (OpenID Connect Core 1.0 §5.4); of another person it is refused.
        const told = [settings.loginClaim, settings.groupsClaim].every((claim) => claims[claim] !== undefined)
        const more =
          told || config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await openId.fetchUserInfo(config, tokens.access_token, claims.sub)
        return proofOf({ ...more, ...claims }, settings)
      }),
    async reach() {
      known = undefined
      await asking(async () => {})
    },
  }
}

function proofOf(claims: OpenId.IDToken, { loginClaim, groupsClaim }: OidcSettings): ExternalProof {
  const text = (name: string) => (typeof claims[name] === 'string' ? (claims[name] as string) : '')
  const login = text(loginClaim)
  if (login === '') throw refused('oidc-login')
  // An address that nobody has verified may be anybody's (OpenID Connect Core 1.0 §5.7).
  if (loginClaim === 'email' && claims['email_verified'] !== true) throw refused('email-unverified')
  const groups = [claims[groupsClaim] ?? []].flat().filter((one): one is string => typeof one === 'string')
  return { provider: 'oidc', issuer: claims.iss, subject: claims.sub, login, displayName: text('name'), groups }
}

/** Without TLS only on this machine. */
const isPlainLocal = (issuer: string) => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(issuer)

const refused = (why: OidcRefusal, cause?: unknown) =>
  new CodedError('sign-in-refused', 'what the identity provider said is not taken', { hint: why, cause })

/** Codes of openid-client, the reasons of which we tell apart; the texts are never shown: they may hold what the provider sent. */
function refusalOf(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  const { code, cause } = fields(error)
  const told = fields(fields(cause)['cause'])
  switch (code) {
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return refused('oidc-issuer', error)
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return refused('oidc-time', error)
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return refused(claimRefusals[String(told['claim'])] ?? 'oidc-answer', error)
    case 'OAUTH_KEY_SELECTION_FAILED':
    case 'OAUTH_UNSUPPORTED_OPERATION':
      return refused('oidc-signature', error)
    case 'OAUTH_INVALID_RESPONSE':
      if ('signature' in told || 'header' in told) return refused('oidc-signature', error)
      return refused('parameters' in told ? 'oidc-state' : 'oidc-answer', error)
    case 'OAUTH_AUTHORIZATION_RESPONSE_ERROR':
      return refused('oidc-denied', error)
    case 'OAUTH_RESPONSE_BODY_ERROR':
    case 'OAUTH_PARSE_ERROR':
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
    case 'OAUTH_INVALID_SERVER_METADATA':
    case 'OAUTH_MISSING_SERVER_METADATA':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
      return refused('oidc-answer', error)
    default:
      return new CodedError('provider-unreachable', 'the identity provider does not answer', {
        hint: code === 'OAUTH_TIMEOUT' ? 'provider-late' : 'provider-away',
        cause: error,
      })
  }
}

const claimRefusals: Record<string, OidcRefusal> = {
  iss: 'oidc-issuer',
  aud: 'oidc-audience',
  azp: 'oidc-audience',
  nonce: 'oidc-nonce',
}
const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
