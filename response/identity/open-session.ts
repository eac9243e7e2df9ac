import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomSecret, secretDigest } from '../../core/lib/ids.ts'
import type { AuditEntry, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Account, actorOf, hasFactor } from './accounts.ts'
import { glassWrite } from './break-glass.ts'
import { wear } from './hats.ts'
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

interface OpeningParts {
  readonly records: RecordStore
  readonly units: Pick<UnitTree, 'root' | 'subtree'>
  readonly clock: Clock
  /** After so many hours a log-in ends by itself. */
  readonly hours: number
  readonly secondFactors: SecondFactors
  readonly local: LocalLogIn
}

/** What opening a log-in is made of: who may, what must be shown, and what the account may do then. */
export function sessionOpening({
  records,
  units,
  clock,
  hours,
  secondFactors,
  local: { local, breakGlassHours },
}: OpeningParts) {
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
  return { actor, audit, standing, opensHere, refuseLocal, begin, mustShow }
}
