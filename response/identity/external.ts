import type { Grant } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import { equals } from '../../core/predicate/build.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { accountOfLink } from './account-links.ts'
import { type Account, accountKind, type ExternalIdentity, findAccount } from './accounts.ts'
import type { GroupMapping } from './group-mapping.ts'
import { mappedGrants } from './group-mapping.ts'

const identityKind = 'external-identity'

/** Whom an identity provider has proved. */
export interface ExternalProof extends Omit<ExternalIdentity, 'since'> {
  /** The name that is typed in there. */
  readonly login: string
  readonly displayName: string
  readonly groups: readonly string[]
}

/** Name and secret of an invitation that is taken up by signing in at the provider. */
export interface TakenLink {
  readonly name: string
  readonly secret: string
}

/** Why somebody whom the provider has proved is not let in. */
export type ExternalRefusal = 'not-invited' | 'account-locked' | 'other-subject' | 'login-twice'

export interface ExternalPeople {
  /**
   * The account of whom the provider has proved, with the roles that follow from groups brought up to date. The first
   * time it is found by invitation or by the name that was set for it. Rejects with `sign-in-refused` and why.
   */
  admit(proof: ExternalProof, address: string, link?: TakenLink): Promise<StoredRecord<Account>>
}

export interface ExternalParts {
  readonly records: RecordStore
  readonly units: UnitTree
  readonly clock: Clock
  readonly mappings: readonly GroupMapping[]
  /** Whoever is proved gets an account, without a role. */
  readonly createAccounts: boolean
}

export function createExternalPeople(parts: ExternalParts): ExternalPeople {
  const { records, units, clock, mappings, createAccounts } = parts
  const entry = (action: string, name: string, unitIds: readonly string[], details: AuditEntry['details']) => ({
    actor: name,
    action,
    target: `${accountKind}/${name}`,
    unitIds,
    details,
  })
  async function refuse(why: ExternalRefusal, proof: ExternalProof, address: string): Promise<never> {
    const { provider, issuer, subject, login } = proof
    const details = { why, provider, issuer, subject: subject.slice(0, 200), login: login.slice(0, 100), address }
    await records.write(
      [],
      [
        {
          actor: login.slice(0, 100),
          action: 'session.refuse',
          target: `${identityKind}/${identityId(proof)}`,
          unitIds: [units.root],
          details,
        },
      ],
    )
    throw new CodedError('sign-in-refused', 'this log-in is not let in', { hint: why })
  }

  /** The account that was meant for this person, before the first log-in. */
  async function expected(proof: ExternalProof, address: string, link: TakenLink | undefined) {
    if (link !== undefined) {
      const account = await accountOfLink(records, clock, link.name, link.secret)
      if (account.document.external !== undefined) return refuse('other-subject', proof, address)
      return account
    }
    const { rows } = await records.list<Account>(systemScope, accountKind, {
      where: equals('externalLogin', proof.login, 'none'),
      limit: 2,
    })
    const [account, another] = rows
    if (another !== undefined) return refuse('login-twice', proof, address)
    // The name there was given to somebody else: the account stays with whom it was linked to.
    if (account?.document.external !== undefined) return refuse('other-subject', proof, address)
    return account
  }

  async function bind(account: StoredRecord<Account>, proof: ExternalProof, address: string) {
    const { provider, issuer, subject } = proof
    const { link: _, ...rest } = account.document
    const document: Account = {
      ...rest,
      external: { provider, issuer, subject, since: clock.now() },
      // From now on the provider decides who gets in.
      ...(rest.breakGlass === true ? {} : { password: '' }),
    }
    return write(
      account,
      document,
      [{ kind: identityKind, id: identityId(proof), document: { account: account.id }, unitIds: [], expect: 'absent' }],
      entry('account.external', account.id, account.unitIds, { provider, issuer, subject, address }),
    )
  }

  async function write(
    kept: StoredRecord<Account>,
    document: Account,
    more: readonly RecordWrite[],
    audit: AuditEntry,
  ): Promise<StoredRecord<Account>> {
    const { id, unitIds, version } = kept
    const written = await records.write(
      [{ kind: accountKind, id, document, unitIds, expect: version === 0 ? 'absent' : version }, ...more],
      [audit],
    )
    if (!written.ok) throw new CodedError('conflict', 'the account was changed meanwhile')
    return { ...kept, version: written.versions[0] ?? version, document }
  }

  async function created(proof: ExternalProof, address: string): Promise<StoredRecord<Account>> {
    const now = clock.now()
    const plain = plainName(proof.login)
    const taken = plain === undefined || (await findAccount(records, plain)) !== undefined
    const name = taken
      ? `ngoai-${identityId(proof)
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '')
          .slice(0, 12)}`
      : plain
    const displayName = proof.displayName.slice(0, 100) || name
    const document: Account = { name, displayName, password: '', grants: [], created: now, passwordSet: now }
    return bind({ kind: accountKind, id: name, version: 0, unitIds: [units.root], document }, proof, address)
  }

  /** Roles that follow from groups are those of today; what people have granted stays as it is. */
  async function refreshed(account: StoredRecord<Account>, proof: ExternalProof): Promise<StoredRecord<Account>> {
    const own = account.document.grants.filter(({ mapped }) => mapped !== true)
    const mapped = mappedGrants(mappings, proof.groups, own, units, clock.now())
    const before = account.document.grants.filter((grant) => grant.mapped === true)
    const told = (grants: readonly Grant[]) => grants.map(({ role, unit }) => `${role}@${unit}`).sort()
    if (told(before).join() === told(mapped).join()) return account
    const details: Record<string, Json> = { before: told(before), after: told(mapped), provider: proof.provider }
    const audit = entry('role.map', account.id, account.unitIds, details)
    return write(account, { ...account.document, grants: [...own, ...mapped] }, [], audit)
  }

  return {
    async admit(proof, address, link) {
      const known = await records.get<{ account: string }>(systemScope, identityKind, identityId(proof))
      const linked = known === undefined ? undefined : await findAccount(records, known.document.account)
      // An account that was unlinked, or linked anew, does not come back by the old record.
      const held = linked?.document.external
      const same = held?.issuer === proof.issuer && held.subject === proof.subject
      if (known !== undefined && !same) return refuse('other-subject', proof, address)
      const meant = linked ?? (await expected(proof, address, link))
      if (meant === undefined && !createAccounts) return refuse('not-invited', proof, address)
      if (meant?.document.disabled !== undefined || meant?.document.service === true) {
        return refuse('account-locked', proof, address)
      }
      const account = meant === undefined ? await created(proof, address) : meant
      const bound = account.document.external === undefined ? await bind(account, proof, address) : account
      return refreshed(bound, proof)
    },
  }
}

const identityId = ({ issuer, subject }: Pick<ExternalIdentity, 'issuer' | 'subject'>) => hashId(issuer, subject)

/** The change that forgets whom the provider knows as this account. */
export const forgetIdentity = (identity: ExternalIdentity): RecordWrite => ({
  kind: identityKind,
  id: identityId(identity),
  document: undefined,
  unitIds: [],
  expect: 'any',
})

/** The login as an account's name, when it is one. */
function plainName(login: string): string | undefined {
  const name = login.toLowerCase().split('@')[0] ?? ''
  return /^[a-z][a-z0-9-]{1,62}$/.test(name) ? name : undefined
}
