import type { Actor } from '../../core/access/actor.ts'
import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId, randomSecret, secretDigest } from '../../core/lib/ids.ts'
import type { AuditEntry, RecordStore } from '../../core/store/store.ts'

const intakeKeyKind = 'intake-key'

interface IntakeKeyRecord {
  readonly name: string
  readonly digest: string
  readonly created: number
  readonly createdBy: string
}

/** A key with which a sender delivers events; everything but its secret. */
export interface IntakeKey {
  readonly id: string
  readonly name: string
  /** Epoch milliseconds. */
  readonly created: number
  readonly createdBy: string
}

export interface IntakeKeys {
  /** Makes a key; the secret is returned this once. */
  make(actor: Pick<Actor, 'id'>, name: string): Promise<IntakeKey & { secret: string }>
  list(scope: Scope): Promise<readonly IntakeKey[]>
  /** Rejects with `not-found` for an unknown id. */
  revoke(actor: Pick<Actor, 'id'>, scope: Scope, id: string): Promise<void>
  /** The key when id and secret fit, else undefined. */
  check(id: string, secret: string): Promise<IntakeKey | undefined>
}

export function createIntakeKeys(records: RecordStore, root: string, clock: Clock): IntakeKeys {
  const audit = (actor: Pick<Actor, 'id'>, action: string, id: string, details: AuditEntry['details']): AuditEntry => ({
    actor: actor.id,
    action,
    target: `${intakeKeyKind}/${id}`,
    unitIds: [root],
    details,
  })
  const shown = (id: string, { name, created, createdBy }: IntakeKeyRecord): IntakeKey => ({
    id,
    name,
    created,
    createdBy,
  })
  return {
    async make(actor, name) {
      const id = randomId()
      const secret = randomSecret()
      const document: IntakeKeyRecord = {
        name,
        digest: secretDigest(secret),
        created: clock.now(),
        createdBy: actor.id,
      }
      await records.write(
        [{ kind: intakeKeyKind, id, document, unitIds: [root], expect: 'absent' }],
        [audit(actor, 'intake-key.make', id, { name })],
      )
      return { ...shown(id, document), secret }
    },
    async list(scope) {
      const page = await records.list<IntakeKeyRecord>(scope, intakeKeyKind, {
        where: { kind: 'true' },
        sort: [{ field: 'created', direction: 'desc' }],
        limit: 500,
      })
      return page.rows.map((row) => shown(row.id, row.document))
    },
    async revoke(actor, scope, id) {
      const key = await records.get<IntakeKeyRecord>(scope, intakeKeyKind, id)
      if (key === undefined) throw new CodedError('not-found', 'there is no such intake key')
      await records.write(
        [{ kind: intakeKeyKind, id, document: undefined, unitIds: key.unitIds, expect: 'any' }],
        [audit(actor, 'intake-key.revoke', id, { name: key.document.name })],
      )
    },
    async check(id, secret) {
      const key = await records.get<IntakeKeyRecord>(systemScope, intakeKeyKind, id)
      // Secrets are random and 256 bits long: a plain comparison of digests tells an attacker nothing.
      return key !== undefined && key.document.digest === secretDigest(secret) ? shown(id, key.document) : undefined
    },
  }
}
