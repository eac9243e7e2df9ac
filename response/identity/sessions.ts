import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import { equals } from '../../core/predicate/build.ts'
import type { AuditEntry, RecordStore, RecordWrite } from '../../core/store/store.ts'
import { type Account, accountKind, actorOf, checkPassword, findAccount } from './accounts.ts'
import { hashPassword } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import type { SecondFactors } from './second-factor.ts'

export const sessionKind = 'session'

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
}

export interface OpenedSession {
  /** Goes into the cookie, and nowhere else. */
  readonly secret: string
  readonly expires: number
  readonly actor: Actor
  readonly secondFactor: SecondFactorState
}

/** Whether the log-in's account has a second factor, or must set one up before it may do anything else. */
export type SecondFactorState = 'off' | 'on' | 'must-set-up'

export interface Sessions {
  /**
   * Rejects with `wrong-credentials`; where a second factor is set up, with `second-factor` without a code and with
   * `wrong-code` for one that is not good. A log-in, good or bad, stands in the audit log.
   */
  open(name: string, password: string, from: Origin, code?: string): Promise<OpenedSession>
  /** Who holds this secret now; undefined when it is unknown, ended or past its time, or a new password was set since. */
  find(secret: string): Promise<{ id: string; actor: Actor; secondFactor: SecondFactorState } | undefined>
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
interface Origin {
  readonly address: string
  readonly agent: string
}

export function createSessions(
  records: RecordStore,
  units: Pick<UnitTree, 'root' | 'subtree'>,
  clock: Clock,
  hours: number,
  secondFactors: SecondFactors,
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
  const standing = async (account: Account): Promise<{ actor: Actor; secondFactor: SecondFactorState }> => {
    const full = actor(account)
    if (account.secondFactor !== undefined) return { actor: full, secondFactor: 'on' }
    const required = (await secondFactors.setting()).roles
    if (!full.grants.some(({ role }) => required.includes(role))) return { actor: full, secondFactor: 'off' }
    return { actor: { ...full, grants: [] }, secondFactor: 'must-set-up' }
  }
  /** The account has been proved: by password, and by its second factor where there is one. */
  const begin = async (account: Account, { address, agent }: Origin): Promise<OpenedSession> => {
    const secret = randomSecret()
    const now = clock.now()
    const session: SessionRecord = {
      account: account.name,
      opened: now,
      expires: now + hours * 3_600_000,
      address,
      agent: agent.slice(0, 200),
      ...(account.secondFactor === undefined ? {} : { second: true as const }),
    }
    await records.write(
      [{ kind: sessionKind, id: secretDigest(secret), document: session, unitIds: [], expect: 'absent' }],
      [audit(account.name, 'session.open', { address })],
    )
    return { secret, expires: session.expires, ...(await standing(account)) }
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
    const proved = account?.document.secondFactor === undefined
    const passwordSet = account?.document.passwordSet ?? Number.POSITIVE_INFINITY
    return rows
      .filter(({ document }) => document.expires > clock.now() && document.opened >= passwordSet)
      .filter(({ document }) => proved || document.second === true)
      .map(({ id, document }) => ({ ...document, id }))
  }

  return {
    async open(name, password, from, code) {
      const account = await checkPassword(records, name, password)
      if (account === undefined) {
        await records.write([], [audit(name.slice(0, 100), 'session.refuse', { address: from.address })])
        throw new CodedError('wrong-credentials', 'name or password is wrong')
      }
      if (account.document.secondFactor === undefined) return begin(account.document, from)
      if (code === undefined) throw new CodedError('second-factor', 'a code is needed too')
      if (!(await secondFactors.take(account, code))) {
        await records.write([], [audit(name, 'session.refuse', { address: from.address, why: 'code' })])
        throw new CodedError('wrong-code', 'the code is not good')
      }
      return begin(account.document, from)
    },
    async find(secret) {
      const id = secretDigest(secret)
      const session = await records.get<SessionRecord>(systemScope, sessionKind, id)
      if (session === undefined || session.document.expires <= clock.now()) return undefined
      const account = await findAccount(records, session.document.account)
      if (account === undefined || account.document.disabled !== undefined) return undefined
      if (account.document.passwordSet > session.document.opened) return undefined
      // One that was opened before the second factor was set up ended with it.
      if (account.document.secondFactor !== undefined && session.document.second !== true) return undefined
      return { id, ...(await standing(account.document)) }
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
      const { link: _, ...rest } = account.document
      const document: Account = { ...rest, password: await hashPassword(password), passwordSet: clock.now() }
      const written = await records.write(
        [{ kind: accountKind, id: by.id, document, unitIds: account.unitIds, expect: account.version }],
        [audit(by.id, 'account.password', { address: from.address })],
      )
      if (!written.ok) throw new CodedError('conflict', 'the account was changed meanwhile')
      await this.endAll(by, by.id)
      return begin(document, from)
    },
  }
}
