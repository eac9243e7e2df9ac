import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import type { AuditEntry, RecordStore } from '../../core/store/store.ts'
import { type Account, actorOf, checkPassword, findAccount } from './accounts.ts'

export const sessionKind = 'session'

/** A log-in on the server. Its id is the digest of the cookie's secret, so the store cannot be used to log in. */
export interface SessionRecord {
  readonly account: string
  /** Epoch milliseconds. */
  readonly opened: number
  readonly expires: number
  readonly address: string
}

export interface OpenedSession {
  /** Goes into the cookie, and nowhere else. */
  readonly secret: string
  readonly expires: number
  readonly actor: Actor
}

export interface Sessions {
  /** Rejects with `wrong-credentials`. A log-in, good or bad, stands in the audit log. */
  open(name: string, password: string, address: string): Promise<OpenedSession>
  /** Who holds this secret now; undefined when it is unknown, ended or past its time, or a new password was set since. */
  find(secret: string): Promise<{ id: string; actor: Actor } | undefined>
  end(actor: Actor, id: string): Promise<void>
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
  return {
    async open(name, password, address) {
      const account = await checkPassword(records, name, password)
      if (account === undefined) {
        await records.write([], [audit(name.slice(0, 100), 'session.refuse', { address })])
        throw new CodedError('wrong-credentials', 'name or password is wrong')
      }
      const secret = randomSecret()
      const now = clock.now()
      const session: SessionRecord = { account: account.name, opened: now, expires: now + hours * 3_600_000, address }
      await records.write(
        [{ kind: sessionKind, id: secretDigest(secret), document: session, unitIds: [], expect: 'absent' }],
        [audit(account.name, 'session.open', { address })],
      )
      return { secret, expires: session.expires, actor: actor(account) }
    },
    async find(secret) {
      const id = secretDigest(secret)
      const session = await records.get<SessionRecord>(systemScope, sessionKind, id)
      if (session === undefined || session.document.expires <= clock.now()) return undefined
      const account: { document: Account } | undefined = await findAccount(records, session.document.account)
      if (account === undefined || account.document.passwordSet > session.document.opened) return undefined
      return { id, actor: actor(account.document) }
    },
    async end({ id: name }, id) {
      await records.write(
        [{ kind: sessionKind, id, document: undefined, unitIds: [], expect: 'any' }],
        [audit(name, 'session.end', {})],
      )
    },
  }
}
