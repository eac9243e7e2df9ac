import { createHash, randomBytes } from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind, findAccount, type Passkey } from './accounts.ts'
import type { SealedFlows } from './sealed-flow.ts'

const passkeyKind = 'passkey'
/** Challenges that were answered, until they would have ended anyway. */
export const answeredKind = 'answered-challenge'
const mostKeys = 10
/** EdDSA, ES256, RS256: what authenticators make (RFC 9053 §2, RFC 8812 §2). */
const algorithms = [-8, -7, -257] as const

/** Where the browser is (WebAuthn Level 3 §5.1.3): the relying party's id is the host of the origin. */
export interface RelyingParty {
  readonly origin: string
  readonly id: string
  readonly name: string
}

/** What a page passes to the browser, and what it hands back sealed with the answer. */
export interface Challenged<Options> {
  readonly options: Options
  readonly sealed: string
}

interface Flow {
  readonly challenge: string
  /** Who registers; absent at log-in. */
  readonly account?: string
}

/**
 * Passkeys: as second factor, and as the only proof where the device has verified the person. A challenge is good once, for
 * five minutes, in the browser that asked for it.
 */
export interface Passkeys {
  beginRegistration(actor: Actor, party: RelyingParty): Promise<Challenged<PublicKeyCredentialCreationOptionsJSON>>
  /** Keeps the new key; `more` is written with it. Rejects with `bad-request` (`passkey-refused`) when the answer is not good. */
  register(
    actor: Actor,
    party: RelyingParty,
    answer: { sealed: string | undefined; name: string; response: object; more: readonly RecordWrite[] },
  ): Promise<void>
  rename(actor: Actor, id: string, name: string): Promise<void>
  remove(actor: Actor, id: string): Promise<void>
  list(account: string): Promise<readonly Passkey[]>
  beginLogIn(party: RelyingParty): Promise<Challenged<PublicKeyCredentialRequestOptionsJSON>>
  /**
   * The account whose key answered; its signature count is moved on. As the only proof the device must have verified the
   * person; as a second factor, the key must be that account's. Rejects with `wrong-code` (`passkey-refused`).
   */
  prove(
    party: RelyingParty,
    answer: { sealed: string | undefined; response: object; account?: string },
  ): Promise<StoredRecord<Account>>
}

export function createPasskeys(records: RecordStore, flows: SealedFlows, clock: Clock): Passkeys {
  const entry = (name: string, action: string, unitIds: readonly string[], details: AuditEntry['details']) => ({
    actor: name,
    action,
    target: `${accountKind}/${name}`,
    unitIds,
    details,
  })
  const challenge = () => randomBytes(32).toString('base64url')
  /** Written with what the answer brings about: the same challenge answered again meets it. */
  const answered = (flow: Flow): RecordWrite => ({
    kind: answeredKind,
    id: hashId(flow.challenge),
    document: { expires: clock.now() + 3_600_000 },
    unitIds: [],
    expect: 'absent',
  })
  async function mustFind(name: string): Promise<StoredRecord<Account>> {
    const account = await findAccount(records, name)
    if (account === undefined) throw new CodedError('not-found', 'there is no such account')
    return account
  }
  async function change(
    kept: StoredRecord<Account>,
    passkeys: readonly Passkey[],
    action: string,
    details: AuditEntry['details'],
    more: readonly RecordWrite[] = [],
  ): Promise<StoredRecord<Account>> {
    const { id, unitIds, version } = kept
    const { passkeys: _, ...rest } = kept.document
    const document: Account = passkeys.length === 0 ? rest : { ...rest, passkeys }
    const written = await records.write(
      [{ kind: accountKind, id, document, unitIds, expect: version }, ...more],
      [entry(id, action, unitIds, details)],
    )
    if (!written.ok) throw new CodedError('conflict', 'the account was changed meanwhile')
    return { ...kept, version: written.versions[0] ?? version, document }
  }
  const own = (account: StoredRecord<Account>, id: string): { keys: readonly Passkey[]; key: Passkey } => {
    const keys = account.document.passkeys ?? []
    const key = keys.find((one) => one.id === id)
    if (key === undefined) throw new CodedError('not-found', 'there is no such passkey')
    return { keys, key }
  }

  return {
    async beginRegistration(actor, party) {
      const { document } = await mustFind(actor.id)
      const { generateRegistrationOptions } = await import('@simplewebauthn/server')
      const flow: Flow = { challenge: challenge(), account: actor.id }
      const options = await generateRegistrationOptions({
        rpName: party.name,
        rpID: party.id,
        userName: actor.id,
        userDisplayName: document.displayName,
        // Says nothing of who it is (WebAuthn Level 3 §14.6.1), and is the same for each key of the account.
        userID: new Uint8Array(createHash('sha256').update(`vonggac passkey ${actor.id}`).digest()),
        challenge: new Uint8Array(Buffer.from(flow.challenge, 'base64url')),
        attestationType: 'none',
        supportedAlgorithmIDs: [...algorithms],
        excludeCredentials: (document.passkeys ?? []).map(({ id, transports }) => ({
          id,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      })
      return { options, sealed: flows.seal('passkey', flow) }
    },
    async register(actor, party, { sealed, name, response, more }) {
      const flow = flows.open<Flow>('passkey', sealed)
      if (flow.account !== actor.id) throw refusedKey()
      const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
      const verified = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: flow.challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: false,
        supportedAlgorithmIDs: [...algorithms],
      }).catch((cause: unknown) => {
        throw refusedKey(cause)
      })
      if (!verified.verified) throw refusedKey()
      const { credential } = verified.registrationInfo
      const account = await mustFind(actor.id)
      const keys = account.document.passkeys ?? []
      if (keys.length >= mostKeys) throw new CodedError('bad-request', 'too many passkeys', { hint: 'passkey-many' })
      const key: Passkey = {
        id: credential.id,
        name,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: credential.transports ?? [],
        created: clock.now(),
        lastUsed: null,
      }
      const index = { kind: passkeyKind, id: hashId(key.id), document: { account: actor.id }, unitIds: [] }
      await change(account, [...keys, key], 'passkey.register', { name }, [
        { ...index, expect: 'absent' },
        answered(flow),
        ...more,
      ])
    },
    async rename(actor, id, name) {
      const account = await mustFind(actor.id)
      const { keys, key } = own(account, id)
      const renamed = keys.map((one) => (one === key ? { ...one, name } : one))
      await change(account, renamed, 'passkey.rename', { name: key.name, to: name })
    },
    async remove(actor, id) {
      const account = await mustFind(actor.id)
      const { keys, key } = own(account, id)
      const rest = keys.filter((one) => one !== key)
      await change(account, rest, 'passkey.remove', { name: key.name }, forgetPasskeys([key]))
    },
    list: async (name) => (await mustFind(name)).document.passkeys ?? [],
    async beginLogIn(party) {
      const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
      const flow: Flow = { challenge: challenge() }
      const options = await generateAuthenticationOptions({
        rpID: party.id,
        challenge: new Uint8Array(Buffer.from(flow.challenge, 'base64url')),
        // No list of keys: it would tell which accounts have some.
        userVerification: 'preferred',
      })
      return { options, sealed: flows.seal('passkey', flow) }
    },
    async prove(party, { sealed, response, account: wanted }) {
      const flow = flows.open<Flow>('passkey', sealed)
      const answer = response as AuthenticationResponseJSON
      if (flow.account !== undefined || typeof answer.id !== 'string') throw wrongKey()
      const index = await records.get<{ account: string }>(systemScope, passkeyKind, hashId(answer.id))
      if (index === undefined || (wanted !== undefined && index.document.account !== wanted)) throw wrongKey()
      const account = await findAccount(records, index.document.account)
      const key = account?.document.passkeys?.find(({ id }) => id === answer.id)
      if (account === undefined || key === undefined || account.document.disabled !== undefined) throw wrongKey()
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: flow.challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: wanted === undefined,
        credential: {
          id: key.id,
          publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
          counter: key.counter,
        },
      }).catch((cause: unknown) => {
        throw wrongKey(cause)
      })
      if (!verified) throw wrongKey()
      const used = { ...key, counter: authenticationInfo.newCounter, lastUsed: clock.now() }
      const keys = (account.document.passkeys ?? []).map((one) => (one === key ? used : one))
      const details = { name: key.name, verified: authenticationInfo.userVerified }
      return change(account, keys, 'passkey.use', details, [answered(flow)]).catch((cause: unknown) => {
        // The same answer twice at one moment: one of them finds a newer version.
        throw cause instanceof CodedError && cause.code === 'conflict' ? wrongKey(cause) : cause
      })
    },
  }
}

/** The changes that forget whose these keys are. */
export const forgetPasskeys = (keys: readonly Passkey[]): readonly RecordWrite[] =>
  keys.map(({ id }) => ({ kind: passkeyKind, id: hashId(id), document: undefined, unitIds: [], expect: 'any' }))

const refusedKey = (cause?: unknown) =>
  new CodedError('bad-request', 'this passkey is not taken', { hint: 'passkey-refused', cause })
const wrongKey = (cause?: unknown) =>
  new CodedError('wrong-code', 'this passkey is not taken', { hint: 'passkey-refused', cause })
