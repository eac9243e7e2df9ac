import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import { equals } from '../../core/predicate/build.ts'
import type { AuditEntry, RecordStore } from '../../core/store/store.ts'
import { type Account, accountKind, actorOf, checkPassword, findAccount } from './accounts.ts'
import { hashPassword } from './password.ts'
import { passwordProblem } from './password-rules.ts'

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
}

export interface OpenedSession {
  /** Goes into the cookie, and nowhere else. */
  readonly secret: string
  readonly expires: number
  readonly actor: Actor
}

export interface Sessions {
  /** Rejects with `wrong-credentials`. A log-in, good or bad, stands in the audit log. */
  open(name: string, password: string, from: Origin): Promise<OpenedSession>
  /** Who holds this secret now; undefined when it is unknown, ended or past its time, or a new password was set since. */
  find(secret: string): Promise<{ id: string; actor: Actor } | undefined>
  end(actor: Pick<Actor, 'id'>, id: string): Promise<void>
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
  const begin = async (account: Account, { address, agent }: Origin): Promise<OpenedSession> => {
    const secret = randomSecret()
    const now = clock.now()
    const session: SessionRecord = {
      account: account.name,
      opened: now,
      expires: now + hours * 3_600_000,
      address,
      agent: agent.slice(0, 200),
    }
    await records.write(
      [{ kind: sessionKind, id: secretDigest(secret), document: session, unitIds: [], expect: 'absent' }],
      [audit(account.name, 'session.open', { address })],
    )
    return { secret, expires: session.expires, actor: actor(account) }
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
    const passwordSet = account?.document.passwordSet ?? Number.POSITIVE_INFINITY
    return rows
      .filter(({ document }) => document.expires > clock.now() && document.opened >= passwordSet)
      .map(({ id, document }) => ({ ...document, id }))
  }

  return {
    async open(name, password, from) {
      const account = await checkPassword(records, name, password)
      if (account === undefined) {
        await records.write([], [audit(name.slice(0, 100), 'session.refuse', { address: from.address })])
        throw new CodedError('wrong-credentials', 'name or password is wrong')
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
      return { id, actor: actor(account.document) }
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
