import { type Actor, type Grant, standingGrants } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { AuditEntry, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { hashPassword, readablePassword, verifyPassword } from './password.ts'

export const accountKind = 'account'

/** A person's local account. Its id is the log-in name. */
export interface Account {
  readonly name: string
  readonly displayName: string
  /** The stored form; empty until an invitation is taken up, and always for a program's account. */
  readonly password: string
  readonly grants: readonly Grant[]
  /** Epoch milliseconds. */
  readonly created: number
  readonly passwordSet: number
  /** The unit that it belongs to, whose people may see it; absent: the root. */
  readonly unit?: string
  /** It is a program's: it holds keys and never signs in. */
  readonly service?: true
  readonly disabled?: { readonly at: number; readonly by: string }
  /** The one link that is out for it. */
  readonly link?: AccountLink
  readonly secondFactor?: SecondFactor
  /** A second factor that was begun and is not confirmed: its sealed secret. */
  readonly secondFactorDraft?: string
  readonly passkeys?: readonly Passkey[]
  /** Whom the identity provider knows as this person: the account then signs in there. */
  readonly external?: ExternalIdentity
  /** The name by which the provider's first log-in of this person is known, as somebody who manages accounts set it. */
  readonly externalLogin?: string
  /** It signs in here by password even where that is switched off, for when the provider is out of reach. */
  readonly breakGlass?: true
  readonly phone?: string
}

/** A person at an identity provider. Names and addresses there may change hands: issuer and subject never do (OpenID Connect Core 1.0 §5.7). */
export interface ExternalIdentity {
  readonly provider: 'oidc' | 'ldap'
  readonly issuer: string
  readonly subject: string
  readonly since: number
}

/** A public key that the account signs in with (WebAuthn Level 3 §4, credential record). */
export interface Passkey {
  /** The credential's id, base64url. */
  readonly id: string
  readonly name: string
  /** COSE key, base64url. */
  readonly publicKey: string
  /** Signatures that it has made, as it says; 0 for one that does not count. */
  readonly counter: number
  readonly transports: readonly string[]
  readonly created: number
  readonly lastUsed: number | null
}

/** True when the account asks for more than what it is proved by at first. */
export const hasFactor = ({ secondFactor, passkeys }: Account): boolean =>
  secondFactor !== undefined || (passkeys !== undefined && passkeys.length > 0)

/** A link with which the account's person sets a password, once. */
export interface AccountLink {
  readonly digest: string
  readonly purpose: 'invite' | 'reset'
  readonly expires: number
  readonly by: string
}

/** What proves possession at log-in. */
export interface SecondFactor {
  /** The shared secret, sealed with a key that is kept outside the store. */
  readonly sealed: string
  /** The newest time step whose code was taken: no code is taken twice (RFC 6238 §5.2). */
  readonly lastStep: number
  /** Digests of the recovery codes that are left. */
  readonly recovery: readonly string[]
  readonly since: number
}

/** A stored form that no password fits, so that an unknown name takes as long to refuse as a wrong password. */
const nobody = hashPassword(readablePassword())

/** Who the account's person is now: with the grants that stand at this moment. */
export const actorOf = (account: Account, now: number, unitStands: (unit: string) => boolean): Actor => ({
  id: account.name,
  name: account.displayName,
  grants: standingGrants(account.grants, now, unitStands),
})

/** The account of that name, or undefined. */
export function findAccount(records: RecordStore, name: string): Promise<StoredRecord<Account> | undefined> {
  return records.get<Account>(systemScope, accountKind, name)
}

/** The account when name and password fit and it is not locked, else undefined; takes the same time either way. */
export async function checkPassword(
  records: RecordStore,
  name: string,
  password: string,
): Promise<StoredRecord<Account> | undefined> {
  const account = await findAccount(records, name)
  const known = account?.document
  const usable = known !== undefined && known.disabled === undefined && known.password !== ''
  const fits = await verifyPassword(password, usable ? known.password : await nobody)
  return fits && usable ? account : undefined
}

/** What the first start prints once. */
export interface FirstAccount {
  readonly name: string
  readonly password: string
  /** Whose it is, in words for who reads the list. */
  readonly about: string
}

/** An account to be made. */
export interface PlannedAccount {
  readonly name: string
  readonly displayName: string
  readonly grants: readonly Grant[]
  readonly about: string
}

/**
 * Makes the two first accounts, or nothing if there are accounts already: `admin` runs the system and sees no case
 * content, `truc` leads the response team and works the alerts. `more` are made along with them.
 */
export async function makeFirstAccounts(
  records: RecordStore,
  root: string,
  clock: Clock,
  more: readonly PlannedAccount[] = [],
): Promise<readonly FirstAccount[]> {
  const there = await records.list(systemScope, accountKind, { where: { kind: 'true' }, limit: 1 })
  if (there.total > 0) return []
  const now = clock.now()
  const plan: readonly PlannedAccount[] = [
    {
      name: 'truc',
      displayName: 'Trưởng ca trực',
      grants: [{ role: 'duty-lead', unit: root }],
      about: 'trưởng ca trực: xem cảnh báo, bắt đầu từ đây / duty lead: sees the alerts, start here',
    },
    {
      name: 'admin',
      displayName: 'Quản trị hệ thống',
      grants: [{ role: 'platform-admin', unit: root }],
      about: 'quản trị hệ thống, không thấy nội dung vụ việc / runs the system, sees no case content',
    },
    ...more,
  ]
  const made = await Promise.all(
    plan.map(async ({ name, displayName, grants, about }) => {
      const password = readablePassword()
      const account: Account = {
        name,
        displayName,
        password: await hashPassword(password),
        grants,
        created: now,
        passwordSet: now,
      }
      return { account, password, about }
    }),
  )
  const written = await records.write(
    made.map(({ account }) => ({
      kind: accountKind,
      id: account.name,
      document: account,
      unitIds: [root],
      expect: 'absent',
    })),
    made.map(({ account }) => ({
      ...entry('platform', 'account.create', account.name, root),
      // With these it was born: no row grants them.
      details: { grants: account.grants.map(({ role, unit }) => `${role}@${unit}`) },
    })),
  )
  // Two processes starting at once: the other one made and printed them.
  if (!written.ok) return []
  return made.map(({ account, password, about }) => ({ name: account.name, password, about }))
}

/** Gives the account a new password and returns it; a lock, second factor and passkeys are taken off. Whoever runs this holds the host; the audit log says so. */
export async function recoverAccount(records: RecordStore, name: string, root: string, clock: Clock): Promise<string> {
  const password = readablePassword()
  const hashed = await hashPassword(password)
  const account = await findAccount(records, name)
  if (account === undefined) {
    const all = await records.list<Account>(systemScope, accountKind, { where: { kind: 'true' }, limit: 50 })
    throw new CodedError('not-found', `there is no account ${name}`, {
      hint: `accounts here: ${all.rows.map((row) => row.id).join(', ') || 'none'}`,
    })
  }
  const {
    link: _,
    secondFactor: __,
    secondFactorDraft: ___,
    disabled: ____,
    passkeys: _____,
    ...without
  } = account.document
  const written = await records.write(
    [
      {
        kind: accountKind,
        id: name,
        document: { ...without, password: hashed, passwordSet: clock.now() },
        unitIds: account.unitIds,
        expect: account.version,
      },
    ],
    [entry('host', 'account.recover', name, root)],
  )
  if (!written.ok) throw new CodedError('conflict', `account ${name} was changed meanwhile`, { hint: 'run it again' })
  return password
}

const entry = (actor: string, action: string, name: string, root: string): AuditEntry => ({
  actor,
  action,
  target: `${accountKind}/${name}`,
  unitIds: [root],
  details: {},
})
