import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { secretDigest } from '../../core/lib/ids.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Account, type AccountLink, accountKind, findAccount } from './accounts.ts'
import { hashPassword } from './password.ts'
import { passwordProblem } from './password-rules.ts'

/** What the person sees who follows a link, and what its use does. */
export interface AccountLinks {
  /** Rejects with `not-found` for what is unknown, used, replaced or past its time: all alike. */
  look(name: string, secret: string): Promise<{ displayName: string; purpose: 'invite' | 'reset'; expires: number }>
  /** Sets the password; the link ends, and with it the log-ins of before. Rejects with `bad-request` for a poor one. */
  use(name: string, secret: string, password: string, address: string): Promise<void>
}

/** The account for which that link is out. Rejects with `not-found` for what is unknown, used, replaced or past its time. */
export async function accountOfLink(
  records: RecordStore,
  clock: Clock,
  name: string,
  secret: string,
): Promise<StoredRecord<Account> & { readonly link: AccountLink }> {
  const account = await findAccount(records, name)
  const link = account?.document.link
  // Secrets are random and 256 bits long: a plain comparison of digests tells an attacker nothing.
  const fits = link !== undefined && link.digest === secretDigest(secret) && clock.now() < link.expires
  if (account === undefined || !fits || account.document.disabled !== undefined) {
    throw new CodedError('not-found', 'this link is not good any more', { hint: 'link-ended' })
  }
  return { ...account, link }
}

export function createAccountLinks(records: RecordStore, clock: Clock): AccountLinks {
  return {
    async look(name, secret) {
      const { document, link } = await accountOfLink(records, clock, name, secret)
      return { displayName: document.displayName, purpose: link.purpose, expires: link.expires }
    },
    async use(name, secret, password, address) {
      const account = await accountOfLink(records, clock, name, secret)
      const problem = passwordProblem(password, name)
      if (problem !== undefined) throw new CodedError('bad-request', 'this password is not taken', { hint: problem })
      const { link, ...rest } = account.document
      const document: Account = { ...rest, password: await hashPassword(password), passwordSet: clock.now() }
      const written = await records.write(
        [{ kind: accountKind, id: name, document, unitIds: account.unitIds, expect: account.version }],
        [
          {
            actor: name,
            action: 'account.link-use',
            target: `${accountKind}/${name}`,
            unitIds: account.unitIds,
            details: { purpose: link?.purpose ?? 'reset', address },
          },
        ],
      )
      if (!written.ok) throw new CodedError('not-found', 'this link is not good any more', { hint: 'link-ended' })
    },
  }
}
