import type { Role } from '../../core/access/permissions.ts'
import { systemScope } from '../../core/access/scope.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { RecordStore, RecordWrite } from '../../core/store/store.ts'
import { type Account, accountKind } from './accounts.ts'

/** The roles without which nobody could put things right again. */
const needed = ['platform-admin', 'duty-lead'] as const satisfies readonly Role[]
const guardKind = 'account-guard'
const stretch = 500

/** True when the account can sign in and holds the role for good. */
const leads = (account: Account, role: Role, now: number) =>
  account.disabled === undefined &&
  (account.password !== '' || account.external !== undefined) &&
  account.grants.some((grant) => grant.role === role && grant.until === undefined && (grant.from ?? 0) <= now)

/**
 * Rejects with `conflict` when the change would leave nobody who runs the platform or leads the team. Otherwise the
 * writes that must go along with it, so that two who take each other's role at one moment cannot both succeed.
 */
export async function keepsLeaders(
  records: RecordStore,
  before: Account,
  after: Account,
  now: number,
): Promise<readonly RecordWrite[]> {
  const lost = needed.filter((role) => leads(before, role, now) && !leads(after, role, now))
  const writes: RecordWrite[] = []
  for (const role of lost) {
    // The guard first: whoever changes another's role after this reading meets a newer version of it.
    const guard = await records.get(systemScope, guardKind, role)
    if (!(await anotherLeads(records, before.name, role, now))) {
      throw new CodedError('conflict', `nobody else holds the role ${role}`, { hint: `last-${role}` })
    }
    writes.push({
      kind: guardKind,
      id: role,
      document: { changed: now },
      unitIds: [],
      expect: guard?.version ?? 'absent',
    })
  }
  return writes
}

async function anotherLeads(records: RecordStore, name: string, role: Role, now: number): Promise<boolean> {
  for (let offset = 0; ; offset += stretch) {
    const { rows } = await records.list<Account>(systemScope, accountKind, {
      where: { kind: 'true' },
      sort: [{ field: 'name', direction: 'asc' }],
      limit: stretch,
      offset,
    })
    if (rows.some(({ document }) => document.name !== name && leads(document, role, now))) return true
    if (rows.length < stretch) return false
  }
}
