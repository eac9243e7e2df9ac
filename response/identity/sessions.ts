import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { secretDigest } from '../../core/lib/ids.ts'
import { equals } from '../../core/predicate/build.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind, checkPassword, findAccount, hasFactor } from './accounts.ts'
import { type Hat, hasBothHats } from './hats.ts'
import { sessionOpening } from './open-session.ts'
import { hashPassword } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import type { SecondFactors } from './second-factor.ts'
import {
  type Factor,
  type LocalLogIn,
  type LogInWay,
  type OpenedSession,
  type Origin,
  type SessionRecord,
  type Standing,
  sessionKind,
} from './session.ts'

/** Milliseconds after a log-in within which it counts as proof enough for changing what guards the account. */
const fresh = 10 * 60_000

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
  find(secret: string): Promise<(Standing & { readonly id: string; readonly expires: number }) | undefined>
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

export function createSessions(
  records: RecordStore,
  units: Pick<UnitTree, 'root' | 'subtree'>,
  clock: Clock,
  hours: number,
  secondFactors: SecondFactors,
  local: LocalLogIn = { local: 'on', breakGlassHours: 4 },
): Sessions {
  const opening = sessionOpening({ records, units, clock, hours, secondFactors, local })
  const { actor, audit, standing, opensHere, refuseLocal, begin, mustShow } = opening
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
      return { id, expires: session.document.expires, ...(await standing(account.document, session.document)) }
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
