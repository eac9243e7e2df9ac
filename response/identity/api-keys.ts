import { type Actor, carries, type Grant, standingGrants } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId, randomSecret, secretDigest } from '../../core/lib/ids.ts'
import { equals } from '../../core/predicate/build.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind, findAccount } from './accounts.ts'

const apiKeyKind = 'api-key'
const day = 86_400_000
const longestDays = 366
/** How often the time of its last use is written down, in milliseconds. */
const useNoted = 5 * 60_000

/** What a key may do and for how long; everything but its secret. Times are epoch milliseconds. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly account: string
  readonly permissions: readonly Permission[]
  readonly unit: string
  readonly created: number
  readonly by: string
  readonly expires: number
  readonly lastUsed: number | null
}
interface ApiKeyRecord extends ApiKey {
  readonly digest: string
}

/** A key to be made. */
export interface NewApiKey {
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly unit: string
  readonly days: number
}

/** Keys with which programs call the API. A key holds no more than its account, at a unit, until a day. */
export interface ApiKeys {
  /** The secret is returned this once. Rejects with `bad-request` or `not-allowed`, and why in the hint. */
  make(actor: Actor, account: StoredRecord<Account>, key: NewApiKey): Promise<{ key: ApiKey; secret: string }>
  list(account: string): Promise<readonly ApiKey[]>
  /** Rejects with `not-found`. */
  revoke(actor: Actor, account: StoredRecord<Account>, id: string): Promise<void>
  /** Who calls with this key; undefined when it is unknown, expired, or its account is locked. */
  find(bearer: string): Promise<Actor | undefined>
}

export function createApiKeys(records: RecordStore, units: UnitTree, clock: Clock): ApiKeys {
  /** What of the grants reaches the unit, standing there. */
  const reaching = (grants: readonly Grant[], unit: string) => {
    const lineage = units.lineage(unit)
    return standingGrants(grants, clock.now(), (at) => units.subtree(at).length > 0).filter((grant) =>
      lineage.includes(grant.unit),
    )
  }
  const entry = (actor: Actor, action: string, { id, unitIds }: StoredRecord<Account>, key: ApiKey) => ({
    actor: actor.id,
    action,
    target: `${accountKind}/${id}`,
    unitIds,
    details: { key: key.id, name: key.name, unit: key.unit, permissions: [...key.permissions], expires: key.expires },
  })
  const shown = ({ digest: _, ...key }: ApiKeyRecord): ApiKey => key

  return {
    async make(actor, account, { name, permissions, unit, days }) {
      if (account.document.service !== true) throw bad('not-service')
      const own = reaching(actor.grants, unit)
      if (units.subtree(unit).length === 0 || own.length === 0) throw bad('unknown-unit')
      if (permissions.length === 0 || days < 1 || days > longestDays) throw bad('key-empty')
      const held = reaching(account.document.grants, unit)
      for (const permission of permissions) {
        if (!held.some((grant) => carries(grant, permission))) throw bad('account-lacks')
        // Whoever makes the key reads its secret: he gets nothing by it that he does not hold.
        if (!own.some((grant) => carries(grant, permission))) {
          throw new CodedError('not-allowed', `you do not hold ${permission} there`, { hint: 'not-yours-to-grant' })
        }
      }
      const id = randomId()
      const secret = randomSecret()
      const now = clock.now()
      const key: ApiKey = {
        id,
        name,
        account: account.id,
        permissions,
        unit,
        created: now,
        by: actor.id,
        expires: now + days * day,
        lastUsed: null,
      }
      const document: ApiKeyRecord = { ...key, digest: secretDigest(secret) }
      await records.write(
        [{ kind: apiKeyKind, id, document, unitIds: account.unitIds, expect: 'absent' }],
        [entry(actor, 'api-key.make', account, key)],
      )
      return { key, secret: `vg_${id}.${secret}` }
    },
    async list(account) {
      const { rows } = await records.list<ApiKeyRecord>(systemScope, apiKeyKind, {
        where: equals('account', account, 'none'),
        sort: [{ field: 'created', direction: 'desc' }],
        limit: 200,
      })
      return rows.map(({ document }) => shown(document))
    },
    async revoke(actor, account, id) {
      const kept = await records.get<ApiKeyRecord>(systemScope, apiKeyKind, id)
      if (kept === undefined || kept.document.account !== account.id) {
        throw new CodedError('not-found', 'there is no such key')
      }
      await records.write(
        [{ kind: apiKeyKind, id, document: undefined, unitIds: kept.unitIds, expect: 'any' }],
        [entry(actor, 'api-key.revoke', account, kept.document)],
      )
    },
    async find(bearer) {
      const [, id, secret] = /^vg_([\w-]{1,60})\.([\w-]{1,100})$/.exec(bearer) ?? []
      if (id === undefined || secret === undefined) return undefined
      const kept = await records.get<ApiKeyRecord>(systemScope, apiKeyKind, id)
      const now = clock.now()
      // Secrets are random and 256 bits long: a plain comparison of digests tells an attacker nothing.
      if (kept === undefined || kept.document.digest !== secretDigest(secret) || kept.document.expires <= now) return
      const { account, name, unit, permissions, lastUsed } = kept.document
      const owner = (await findAccount(records, account))?.document
      if (owner === undefined || owner.disabled !== undefined) return undefined
      if (lastUsed === null || now - lastUsed >= useNoted) {
        const document: ApiKeyRecord = { ...kept.document, lastUsed: now }
        // Another request may have noted it at the same moment: that is as good.
        await records.write([{ kind: apiKeyKind, id, document, unitIds: kept.unitIds, expect: kept.version }])
      }
      const grants = reaching(owner.grants, unit).map((grant) => ({ ...grant, unit, only: permissions }))
      return { id: `key:${id}`, name: `${owner.displayName} (${name})`, grants }
    },
  }
}

const bad = (why: string) => new CodedError('bad-request', 'no such key can be made', { hint: why })
