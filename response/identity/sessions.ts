import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import { equals } from '../../core/predicate/build.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind, actorOf, checkPassword, findAccount, hasFactor } from './accounts.ts'
import { glassWrite } from './break-glass.ts'
import { type Hat, hasBothHats, wear } from './hats.ts'
import { hashPassword } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import type { SecondFactors } from './second-factor.ts'

export const sessionKind = 'session'
/** Milliseconds after a log-in within which it counts as proof enough for changing what guards the account. */
const fresh = 10 * 60_000

/** A log-in on the server. Its id is the digest of the cookie's secret, so the store cannot be used to log in. */
export interface SessionRecord {
  readonly account: string
  /** Epoch milliseconds. */
  readonly opened: number
  readonly expires: number
  readonly address: string
  /** What the browser calls itself, cut short. */
  readonly agent?: string
  /** A second factor was shown for it. */
  readonly second?: true
  /** By what the person was proved; absent: by password. */
  readonly by?: LogInWay
  /** Under which hat its holder works, where there are two. */
  readonly hat?: Hat
  /** It is a break-glass account's. */
  readonly breakGlass?: true
}

/** What proves a person at first. */
export type LogInWay = 'password' | 'passkey' | 'oidc' | 'ldap'

/** Whether what was shown besides is good; takes it, so that it is good once. */
export type Factor = (account: StoredRecord<Account>) => Promise<boolean>

/** Who a log-in is now. */
export interface Standing {
  readonly actor: Actor
  readonly secondFactor: SecondFactorState
  /** Under which hat, and null where all grants fit under one. */
  readonly hat: Hat | null
}

export interface OpenedSession extends Standing {
  /** Goes into the cookie, and nowhere else. */
  readonly secret: string
  readonly expires: number
}

/** Who may sign in by what is kept here. */
export interface LocalLogIn {
  /** Everybody who has a password, or break-glass accounts alone. */
  readonly local: 'on' | 'break-glass'
  /** After so many hours a log-in of a break-glass account ends by itself. */
  readonly breakGlassHours: number
}

/** Whether the log-in's account has a second factor, or must set one up before it may do anything else. */
export type SecondFactorState = 'off' | 'on' | 'must-set-up'

export interface Sessions {
  /**
   * Rejects with `wrong-credentials`; where a second factor is set up, with `second-factor` (the hint names what there is)
   * without one and with `wrong-code` for one that is not good; with `sign-in-refused` where passwords are switched off.
   * A log-in, good or bad, stands in the audit log.
   */
  open(name: string, password: string, from: Origin, factor?: string | Factor): Promise<OpenedSession>
  /** Opens one for whom another way has proved; rejects as `open` does. `passkey`: a device that has verified the person is both. */
  openProved(
    account: StoredRecord<Account>,
    by: Exclude<LogInWay, 'password'>,
    from: Origin,
    factor?: string | Factor,
  ): Promise<OpenedSession>
  /** Who holds this secret now; undefined when it is unknown, ended or past its time, or a new password was set since. */
  find(secret: string): Promise<(Standing & { readonly id: string }) | undefined>
  /** Goes on under the other hat, openly. Rejects with `not-allowed` for who has but one. */
  switchHat(actor: Pick<Actor, 'id'>, id: string, hat: Hat): Promise<Standing>
  /** True for a log-in of the last minutes: then what guards the account may be changed without its password. */
  isFresh(id: string): Promise<boolean>
  end(actor: Pick<Actor, 'id'>, id: string): Promise<void>
  /** The change that marks this log-in as one for which a second factor was shown. */
  marked(id: string): Promise<readonly RecordWrite[]>
  /** The log-ins of an account that still hold, the newest first. */
  list(account: string): Promise<readonly (SessionRecord & { id: string })[]>
  /** Ends one log-in of the account; rejects with `not-found`. */
  endOne(actor: Pick<Actor, 'id'>, account: string, id: string): Promise<void>
  /** Ends the log-ins of the account but the one to keep; gives how many. */
  endAll(actor: Pick<Actor, 'id'>, account: string, keep?: string): Promise<number>
  /**
   * Sets the actor's own password and opens a log-in with it; all earlier ones end. Rejects with `wrong-credentials` when
   * the current one does not fit, with `bad-request` when the new one is not taken.
   */
  changePassword(actor: Actor, change: { current: string; password: string }, from: Origin): Promise<OpenedSession>
}

/** Where a log-in comes from. */
export interface Origin {
  readonly address: string
  readonly agent: string
}

export function createSessions(
  records: RecordStore,
  units: Pick<UnitTree, 'root' | 'subtree'>,
  clock: Clock,
  hours: number,
  secondFactors: SecondFactors,
  { local, breakGlassHours }: LocalLogIn = { local: 'on', breakGlassHours: 4 },
): Sessions {
  const { root } = units
  const actor = (account: Account) => actorOf(account, clock.now(), (unit) => units.subtree(unit).length > 0)
  const audit = (name: string, action: string, details: AuditEntry['details']): AuditEntry => ({
    actor: name,
    action,
    target: `account/${name}`,
    unitIds: [root],
    details,
  })
  /** Who must set up a second factor first has no grant until it is done. */
  const standing = async (account: Account, { hat = 'content' }: Pick<SessionRecord, 'hat'>): Promise<Standing> => {
    const full = actor(account)
    const worn = wear(full, hat)
    if (hasFactor(account)) return { ...worn, secondFactor: 'on' }
    const required = (await secondFactors.setting()).roles
    if (!full.grants.some(({ role }) => required.includes(role))) return { ...worn, secondFactor: 'off' }
    return { actor: { ...full, grants: [] }, secondFactor: 'must-set-up', hat: null }
  }
  /** Who is linked to a provider signs in there; a break-glass account always does here. */
  const opensHere = (account: Account) =>
    account.breakGlass === true || (local === 'on' && account.external === undefined)
  const refuseLocal = async (name: string, address: string): Promise<never> => {
    await records.write([], [audit(name, 'session.refuse', { address, why: 'local-off' })])
    throw new CodedError('sign-in-refused', 'this account signs in elsewhere', { hint: 'local-off' })
  }
  /** The account has been proved: by whatever came first, and by its second factor where there is one. */
  const begin = async (account: Account, by: LogInWay, { address, agent }: Origin): Promise<OpenedSession> => {
    const secret = randomSecret()
    const id = secretDigest(secret)
    const now = clock.now()
    const glass = account.breakGlass === true && (by === 'password' || by === 'passkey')
    const expires = now + (glass ? Math.min(hours, breakGlassHours) : hours) * 3_600_000
    const session: SessionRecord = {
      account: account.name,
      opened: now,
      expires,
      address,
      agent: agent.slice(0, 200),
      ...(hasFactor(account) ? { second: true as const } : {}),
      ...(by === 'password' ? {} : { by }),
      ...(glass ? { breakGlass: true as const } : {}),
    }
    const { name, displayName } = account
    const use = { account: name, displayName, at: now, until: expires, address }
    await records.write(
      [
        { kind: sessionKind, id, document: session, unitIds: [], expect: 'absent' },
        ...(glass ? [glassWrite(id, use, root)] : []),
      ],
      [
        audit(name, 'session.open', { address, ...(by === 'password' ? {} : { by }) }),
        ...(glass ? [audit(name, 'break-glass.use', { address, until: expires })] : []),
      ],
    )
    return { secret, expires, ...(await standing(account, session)) }
  }
  /** Asks for the second factor where there is one. */
  const mustShow = async (
    account: StoredRecord<Account>,
    factor: string | Factor | undefined,
    address: string,
  ): Promise<void> => {
    if (!hasFactor(account.document)) return
    const { secondFactor, passkeys } = account.document
    const there = [...(secondFactor === undefined ? [] : ['code']), ...(passkeys === undefined ? [] : ['passkey'])]
    if (factor === undefined) {
      throw new CodedError('second-factor', 'a second factor is needed too', { hint: there.join(' ') })
    }
    const taken = typeof factor === 'string' ? secondFactors.take(account, factor) : factor(account)
    const good = await taken.catch((error: unknown) => {
      if (error instanceof CodedError && ['wrong-code', 'sign-in-refused'].includes(error.code)) return false
      throw error
    })
    if (good) return
    await records.write([], [audit(account.id, 'session.refuse', { address, why: 'code' })])
    throw new CodedError('wrong-code', 'the code is not good')
  }
  const ending = (by: Pick<Actor, 'id'>, account: string, details: AuditEntry['details']): AuditEntry => ({
    ...audit(account, 'session.end', details),
    actor: by.id,
  })
  const drop = (id: string) => ({ kind: sessionKind, id, document: undefined, unitIds: [], expect: 'any' as const })
  const list = async (name: string) => {
    const { rows } = await records.list<SessionRecord>(systemScope, sessionKind, {
      where: equals('account', name, 'none'),
      sort: [{ field: 'opened', direction: 'desc' }],
      limit: 500,
    })
    const account = await findAccount(records, name)
    const proved = account === undefined || !hasFactor(account.document)
    const passwordSet = account?.document.passwordSet ?? Number.POSITIVE_INFINITY
    return rows
      .filter(({ document }) => document.expires > clock.now() && document.opened >= passwordSet)
      .filter(({ document }) => proved || document.second === true)
      .map(({ id, document }) => ({ ...document, id }))
  }

  return {
    async open(name, password, from, factor) {
      const account = await checkPassword(records, name, password)
      if (account === undefined) {
        await records.write(
          [],
          [audit(name.slice(0, 100), 'session.refuse', { address: from.address, why: 'wrong-credentials' })],
        )
        throw new CodedError('wrong-credentials', 'name or password is wrong')
      }
      if (!opensHere(account.document)) return refuseLocal(name, from.address)
      await mustShow(account, factor, from.address)
      return begin(account.document, 'password', from)
    },
    async openProved(account, by, from, factor) {
      if (by === 'passkey' && !opensHere(account.document)) return refuseLocal(account.id, from.address)
      if (by !== 'passkey') await mustShow(account, factor, from.address)
      return begin(account.document, by, from)
    },
    async find(secret) {
      const id = secretDigest(secret)
      const session = await records.get<SessionRecord>(systemScope, sessionKind, id)
      if (session === undefined || session.document.expires <= clock.now()) return undefined
      const account = await findAccount(records, session.document.account)
      if (account === undefined || account.document.disabled !== undefined) return undefined
      if (account.document.passwordSet > session.document.opened) return undefined
      // One that was opened before the second factor was set up ended with it.
      if (hasFactor(account.document) && session.document.second !== true) return undefined
      return { id, ...(await standing(account.document, session.document)) }
    },
    async switchHat(by, id, hat) {
      const [session, account] = await Promise.all([
        records.get<SessionRecord>(systemScope, sessionKind, id),
        findAccount(records, by.id),
      ])
      if (session?.document.account !== by.id || account === undefined) {
        throw new CodedError('not-found', 'there is no such log-in')
      }
      if (!hasBothHats(actor(account.document).grants)) {
        throw new CodedError('not-allowed', 'there is but one hat', { hint: 'one-hat' })
      }
      const document: SessionRecord = { ...session.document, hat }
      const written = await records.write(
        [{ kind: sessionKind, id, document, unitIds: [], expect: session.version }],
        [audit(by.id, 'session.hat', { hat })],
      )
      if (!written.ok) throw new CodedError('conflict', 'the log-in was changed meanwhile')
      return standing(account.document, document)
    },
    async isFresh(id) {
      const session = await records.get<SessionRecord>(systemScope, sessionKind, id)
      return session !== undefined && clock.now() - session.document.opened < fresh
    },
    async marked(id) {
      const session = await records.get<SessionRecord>(systemScope, sessionKind, id)
      if (session === undefined) return []
      const document: SessionRecord = { ...session.document, second: true }
      return [{ kind: sessionKind, id, document, unitIds: [], expect: session.version }]
    },
    async end(by, id) {
      await records.write([drop(id)], [ending(by, by.id, {})])
    },
    list,
    async endOne(by, account, id) {
      if (!(await list(account)).some((session) => session.id === id)) {
        throw new CodedError('not-found', 'there is no such log-in')
      }
      await records.write([drop(id)], [ending(by, account, {})])
    },
    async endAll(by, account, keep) {
      const ended = (await list(account)).filter(({ id }) => id !== keep)
      await records.write(
        ended.map(({ id }) => drop(id)),
        [ending(by, account, { sessions: ended.length })],
      )
      return ended.length
    },
    async changePassword(by, { current, password }, from) {
      const account = await checkPassword(records, by.id, current)
      if (account === undefined) throw new CodedError('wrong-credentials', 'the current password is wrong')
      const problem = passwordProblem(password, by.id)
      if (problem !== undefined) throw new CodedError('bad-request', 'this password is not taken', { hint: problem })
      if (!opensHere(account.document)) return refuseLocal(by.id, from.address)
      const { link: _, ...rest } = account.document
      const document: Account = { ...rest, password: await hashPassword(password), passwordSet: clock.now() }
      const written = await records.write(
        [{ kind: accountKind, id: by.id, document, unitIds: account.unitIds, expect: account.version }],
        [audit(by.id, 'account.password', { address: from.address })],
      )
      if (!written.ok) throw new CodedError('conflict', 'the account was changed meanwhile')
      await this.endAll(by, by.id)
      return begin(document, 'password', from)
    },
  }
}
