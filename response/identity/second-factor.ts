import { randomBytes } from 'node:crypto'
import type { Actor } from '../../core/access/actor.ts'
import type { Role } from '../../core/access/permissions.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind, checkPassword, findAccount } from './accounts.ts'
import { readablePassword } from './password.ts'
import type { SecretBox } from './secret-box.ts'
import { base32, totpAddress, totpStep } from './totp.ts'

const settingKind = 'second-factor-setting'
const settingId = 'required'
const recoveryCodes = 10

/** The roles whose holders must set up a second factor before they see anything. */
export interface SecondFactorSetting {
  readonly roles: readonly Role[]
  /** null before it was ever set. */
  readonly version: number | null
}

/** A second factor of time-based codes (RFC 6238), with recovery codes for a lost device. */
export interface SecondFactors {
  /** Takes a code, or a recovery code, once; false when it is not good. */
  take(account: StoredRecord<Account>, code: string): Promise<boolean>
  /**
   * A new secret to be shown this once. Rejects with `wrong-credentials`, or `conflict` when there is a factor already.
   * Without a password: the caller knows of a fresh log-in.
   */
  begin(actor: Actor, password: string | undefined, issuer: string): Promise<{ secret: string; address: string }>
  /** Puts the begun factor in force and gives the recovery codes, this once; `more` is written with it. Rejects with `wrong-code`. */
  confirm(actor: Actor, code: string, more: readonly RecordWrite[]): Promise<readonly string[]>
  /** Takes the own factor off. Rejects with `wrong-credentials` or `wrong-code`. Password as for `begin`. */
  remove(actor: Actor, password: string | undefined, code: string): Promise<void>
  /** Rejects with `wrong-credentials` unless it is the account's password. */
  mustKnow(account: string, password: string): Promise<void>
  state(account: string): Promise<{ since: number | null; recoveryLeft: number }>
  setting(): Promise<SecondFactorSetting>
  require(actor: Actor, setting: SecondFactorSetting): Promise<SecondFactorSetting>
}

export function createSecondFactors(records: RecordStore, root: string, box: SecretBox, clock: Clock): SecondFactors {
  const entry = (actor: string, action: string, unitIds: readonly string[], details: AuditEntry['details'] = {}) => ({
    actor,
    action,
    target: `${accountKind}/${actor}`,
    unitIds,
    details,
  })
  async function write(
    kept: StoredRecord<Account>,
    document: Account,
    action: string,
    more: readonly RecordWrite[] = [],
  ) {
    const { id, unitIds, version } = kept
    const written = await records.write(
      [{ kind: accountKind, id, document, unitIds, expect: version }, ...more],
      [entry(id, action, unitIds)],
    )
    return written.ok
  }
  async function mustFind(name: string): Promise<StoredRecord<Account>> {
    const account = await findAccount(records, name)
    if (account === undefined) throw new CodedError('not-found', 'there is no such account')
    return account
  }
  async function mustKnow(name: string, password: string | undefined): Promise<StoredRecord<Account>> {
    if (password === undefined) return mustFind(name)
    const account = await checkPassword(records, name, password)
    if (account === undefined) throw new CodedError('wrong-credentials', 'the password is wrong')
    return account
  }
  const changed = () => new CodedError('conflict', 'the account was changed meanwhile')

  async function take(kept: StoredRecord<Account>, code: string): Promise<boolean> {
    const { secondFactor } = kept.document
    if (secondFactor === undefined) return false
    const typed = code.replace(/\s/g, '')
    const step = totpStep(box.open(secondFactor.sealed, kept.id), typed, clock.now(), secondFactor.lastStep)
    if (step !== undefined) {
      // Of two who bring the same code at one moment the second finds a newer version, and is refused.
      return write(kept, { ...kept.document, secondFactor: { ...secondFactor, lastStep: step } }, 'second-factor.code')
    }
    const digest = box.digest(`${kept.id}\n${typed.toLowerCase()}`)
    if (!secondFactor.recovery.includes(digest)) return false
    const recovery = secondFactor.recovery.filter((one) => one !== digest)
    return write(kept, { ...kept.document, secondFactor: { ...secondFactor, recovery } }, 'second-factor.recovery-code')
  }

  return {
    take,
    async mustKnow(name, password) {
      await mustKnow(name, password)
    },
    async begin(actor, password, issuer) {
      const account = await mustKnow(actor.id, password)
      if (account.document.secondFactor !== undefined) {
        throw new CodedError('conflict', 'there is a second factor already', { hint: 'second-factor-there' })
      }
      // RFC 4226 §4: 160 bits are recommended.
      const secret = randomBytes(20)
      const document = { ...account.document, secondFactorDraft: box.seal(secret, actor.id) }
      if (!(await write(account, document, 'second-factor.begin'))) throw changed()
      return { secret: base32(secret), address: totpAddress(secret, issuer, actor.id) }
    },
    async confirm(actor, code, more) {
      const account = await mustFind(actor.id)
      const { secondFactorDraft, ...rest } = account.document
      if (secondFactorDraft === undefined) throw new CodedError('conflict', 'begin first', told('factor-begin'))
      const secret = box.open(secondFactorDraft, actor.id)
      const lastStep = totpStep(secret, code.replace(/\s/g, ''), clock.now(), 0)
      if (lastStep === undefined) throw new CodedError('wrong-code', 'the code does not fit')
      const codes = Array.from({ length: recoveryCodes }, () => readablePassword(3))
      const document: Account = {
        ...rest,
        secondFactor: {
          sealed: secondFactorDraft,
          lastStep,
          recovery: codes.map((one) => box.digest(`${actor.id}\n${one}`)),
          since: clock.now(),
        },
      }
      if (!(await write(account, document, 'second-factor.set-up', more))) throw changed()
      return codes
    },
    async remove(actor, password, code) {
      await mustKnow(actor.id, password)
      const taken = await take(await mustFind(actor.id), code)
      if (!taken) throw new CodedError('wrong-code', 'the code does not fit')
      const account = await mustFind(actor.id)
      const { secondFactor: _, secondFactorDraft: __, ...rest } = account.document
      if (!(await write(account, rest, 'second-factor.remove'))) throw changed()
    },
    async state(name) {
      const { secondFactor } = (await mustFind(name)).document
      return { since: secondFactor?.since ?? null, recoveryLeft: secondFactor?.recovery.length ?? 0 }
    },
    async setting() {
      const kept = await records.get<{ roles: readonly Role[] }>(systemScope, settingKind, settingId)
      return { roles: kept?.document.roles ?? [], version: kept?.version ?? null }
    },
    async require(actor, { roles, version }) {
      const written = await records.write(
        [{ kind: settingKind, id: settingId, document: { roles }, unitIds: [root], expect: version ?? 'absent' }],
        [
          {
            ...entry(actor.id, 'second-factor.require', [root], { roles: [...roles] }),
            target: `${settingKind}/${settingId}`,
          },
        ],
      )
      if (!written.ok) throw new CodedError('conflict', 'the setting was changed meanwhile')
      return { roles, version: written.versions[0] ?? null }
    },
  }
}
