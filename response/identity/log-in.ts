import { CodedError } from '../../core/lib/errors.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Account, findAccount } from './accounts.ts'
import type { Directory } from './directory.ts'
import type { ExternalPeople, ExternalProof, TakenLink } from './external.ts'
import type { Oidc, OidcSecrets } from './oidc.ts'
import type { SealedFlows } from './sealed-flow.ts'
import type { Factor, LogInWay, OpenedSession, Origin } from './session.ts'
import type { Sessions } from './sessions.ts'

/** The ways in that this installation has, as the sign-in page shows them. */
export interface LogInWays {
  readonly oidc: { readonly label: string } | null
  readonly directory: { readonly label: string } | null
  readonly local: 'on' | 'break-glass'
}

/** Where the browser goes when the provider has sent it back. */
export interface Returned {
  /** A path of the console. */
  readonly to: string
  /** The log-in; or, sealed, who has been proved and must show a second factor. */
  readonly opened: OpenedSession | { readonly proved: string }
}

/** Log-ins that an identity provider proves. All of them leave a row in the audit log, also those that are refused. */
export interface LogIn {
  readonly ways: LogInWays
  /** Where the browser is to go, and what it keeps sealed until it comes back. `earlier`: the log-in that this one replaces. */
  beginOidc(wish: { to: string; link?: TakenLink; earlier?: EarlierLogIn }): Promise<{ url: string; sealed: string }>
  finishOidc(query: URLSearchParams, sealed: string | undefined, from: Origin): Promise<Returned>
  /** The account whose second factor is asked for. Rejects as `SealedFlows.open` does. */
  provedName(sealed: string | undefined): string
  /** The second factor of whom the provider has proved. */
  finishFactor(sealed: string | undefined, factor: string | Factor | undefined, from: Origin): Promise<OpenedSession>
  /** A passkey alone: `prove` finds whose it is. */
  passkey(prove: () => Promise<StoredRecord<Account>>, from: Origin): Promise<OpenedSession>
  /** Name and password of the directory. Rejects as `Sessions.open` does. */
  directory(
    login: string,
    password: string,
    from: Origin,
    more: { factor?: string | Factor; link?: TakenLink },
  ): Promise<OpenedSession>
}

/** A log-in that was there in the browser before. */
interface EarlierLogIn {
  readonly id: string
  readonly account: string
}

interface Flow {
  readonly secrets: OidcSecrets
  readonly to: string
  readonly link?: TakenLink
  readonly earlier?: EarlierLogIn
}
interface Proved {
  readonly account: string
  readonly by: 'oidc' | 'ldap'
}

export interface LogInParts {
  readonly records: RecordStore
  readonly root: string
  readonly sessions: Sessions
  readonly external: ExternalPeople
  readonly flows: SealedFlows
  readonly oidc?: Oidc
  readonly directory?: Directory
  readonly ways: LogInWays
}

export function createLogIn(parts: LogInParts): LogIn {
  const { records, root, sessions, external, flows, oidc, directory, ways } = parts
  /** What a provider said that is not taken, one that said nothing, and a passkey that does not fit, is for the auditor to see. */
  async function noted<T>(
    by: Exclude<LogInWay, 'password'>,
    who: string,
    { address }: Pick<Origin, 'address'>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const { code, hint } = error instanceof CodedError ? error : { code: 'internal', hint: undefined }
      const row = { actor: who.slice(0, 100), action: 'session.refuse', target: `provider/${by}`, unitIds: [root] }
      await records.write([], [{ ...row, details: { address, code, why: hint ?? code } }])
      throw error
    }
  }
  const admit = (proof: ExternalProof, { address }: Origin, link: TakenLink | undefined) =>
    external.admit(proof, address, link)

  return {
    ways,
    async beginOidc({ to, link, earlier }) {
      if (oidc === undefined) throw new CodedError('not-found', 'there is no identity provider')
      const { url, secrets } = await oidc.begin()
      const flow: Flow = { secrets, to: ownPath(to), ...(link && { link }), ...(earlier && { earlier }) }
      return { url, sealed: flows.seal('oidc', flow) }
    },
    async finishOidc(query, sealed, from) {
      if (oidc === undefined) throw new CodedError('not-found', 'there is no identity provider')
      const { flow, proof } = await noted('oidc', 'oidc', from, async () => {
        const flow = flows.open<Flow>('oidc', sealed)
        return { flow, proof: await oidc.finish(query, flow.secrets) }
      })
      const account = await admit(proof, from, flow.link)
      if (flow.earlier !== undefined) await sessions.end({ id: flow.earlier.account }, flow.earlier.id)
      try {
        return { to: flow.to, opened: await sessions.openProved(account, 'oidc', from) }
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'second-factor') throw error
        const proved: Proved = { account: account.id, by: 'oidc' }
        return { to: flow.to, opened: { proved: flows.seal('proved', proved) } }
      }
    },
    provedName(sealed) {
      return flows.open<Proved>('proved', sealed).account
    },
    async finishFactor(sealed, factor, from) {
      const { account: name, by } = flows.open<Proved>('proved', sealed)
      const account = await findAccount(records, name)
      if (account === undefined || account.document.disabled !== undefined) {
        throw new CodedError('sign-in-refused', 'this log-in is not let in', { hint: 'account-locked' })
      }
      return sessions.openProved(account, by, from, factor)
    },
    async passkey(prove, from) {
      return sessions.openProved(await noted('passkey', 'passkey', from, prove), 'passkey', from)
    },
    async directory(login, password, from, { factor, link }) {
      if (directory === undefined) throw new CodedError('not-found', 'there is no directory')
      const proof = await noted('ldap', login, from, async () => {
        const found = await directory.prove(login, password)
        if (found !== undefined) return found
        throw new CodedError('wrong-credentials', 'name or password is wrong')
      })
      return sessions.openProved(await admit(proof, from, link), 'ldap', from, factor)
    },
  }
}

/** A path of this console; whatever would lead elsewhere (`//host`, `/\host`, another scheme, the API) is the beginning. */
export function ownPath(path: string): string {
  const plain = /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\')
  if (!plain || !URL.canParse(path, 'http://own.invalid')) return '/'
  const { origin, pathname, search, hash } = new URL(path, 'http://own.invalid')
  const stays = origin === 'http://own.invalid' && !pathname.startsWith('//') && !pathname.startsWith('/api/')
  return stays ? `${pathname}${search}${hash}` : '/'
}
