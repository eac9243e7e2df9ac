import type { Grant } from '../../core/access/actor.ts'
import type { AuditRow } from '../../core/store/store.ts'
import type { Account } from '../identity/accounts.ts'
import { accountKind } from '../identity/accounts.ts'

/** A right that an account held at a moment. */
export interface RightAsOf {
  readonly role: string
  readonly unit: string
  /** In force, or agreed on and yet to begin. */
  readonly state: 'in-force' | 'to-begin'
  readonly from: number | null
  readonly until: number | null
  /** The stretch of time that may be read of. */
  readonly reads: { readonly from: number; readonly to: number } | null
  /** When and by whom it was given, and the row of the log that says so; null: it came with the account. */
  readonly given: { readonly at: number; readonly by: string; readonly row: number } | null
}

/** An account as it was at a moment, with what it was allowed to do. */
export interface AccountAsOf {
  readonly name: string
  readonly displayName: string
  readonly unit: string | null
  readonly service: boolean
  readonly created: number
  readonly locked: boolean
  readonly rights: readonly RightAsOf[]
}

/** A right given or taken, as a row of the log tells it. */
interface Step {
  readonly row: Pick<AuditRow, 'number' | 'time' | 'actor'>
  readonly role: string
  readonly unit: string
  readonly grant: Partial<Grant> | undefined
}

/** Actions that change what an account may do: what `accountsAsOf` needs the rows of, of all times. */
export const rightActions: readonly string[] = ['role.', 'account.']

/**
 * The accounts that there were at the moment, and what they held then, also what was taken back since: what accounts hold
 * today, with the rows of the log that came later taken back. `rows` are those of `rightActions`, in any order.
 */
export function accountsAsOf(
  accounts: readonly { readonly document: Account; readonly unitIds: readonly string[] }[],
  rows: readonly AuditRow[],
  asOf: number,
): readonly AccountAsOf[] {
  const byAccount = Map.groupBy(
    rows.toSorted((a, b) => a.number - b.number),
    ({ target }) => target,
  )
  return accounts
    .filter(({ document }) => document.created <= asOf)
    .map(({ document: account, unitIds }) => {
      const own = byAccount.get(`${accountKind}/${account.name}`) ?? []
      return {
        name: account.name,
        displayName: account.displayName,
        unit: account.unit ?? unitIds[0] ?? null,
        service: account.service === true,
        created: account.created,
        locked: lockedAsOf(account, own, asOf),
        rights: rightsAsOf(account, own.flatMap(stepsOf), asOf),
      }
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function rightsAsOf(account: Account, steps: readonly Step[], asOf: number): readonly RightAsOf[] {
  const keyOf = ({ role, unit }: { readonly role: string; readonly unit: string }) => `${role}@${unit}`
  const byRight = Map.groupBy(steps, keyOf)
  const today = new Map(account.grants.map((grant) => [keyOf(grant), grant]))
  const rights: RightAsOf[] = []
  for (const key of new Set([...byRight.keys(), ...today.keys()])) {
    const ofRight = byRight.get(key) ?? []
    const before = ofRight.findLast(({ row }) => row.time <= asOf)
    const after = ofRight.find(({ row }) => row.time > asOf)
    // What the log first tells of as taken back, or not at all, came with the account.
    const original = after === undefined ? today.get(key) : after.grant === undefined ? after : undefined
    const held = before === undefined ? original : before.grant && { ...before, ...before.grant }
    if (held === undefined) continue
    const { role, unit } = held
    const { from, until, reads } = held as Partial<Grant>
    if (until !== undefined && until <= asOf) continue
    rights.push({
      role,
      unit,
      state: (from ?? 0) <= asOf ? 'in-force' : 'to-begin',
      from: from ?? null,
      until: until ?? null,
      reads: reads ?? null,
      given: before ? { at: before.row.time, by: before.row.actor, row: before.row.number } : null,
    })
  }
  return rights.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** Locked by the last row before the moment, or as it is today where no row tells of it. */
function lockedAsOf({ disabled }: Account, rows: readonly AuditRow[], asOf: number): boolean {
  const locks = rows.filter(({ action }) => /^account\.(disable|enable|recover)$/.test(action))
  const before = locks.findLast(({ time }) => time <= asOf)
  if (before !== undefined) return before.action === 'account.disable'
  const after = locks[0]
  return after === undefined ? disabled !== undefined : after.action === 'account.enable'
}

function stepsOf(row: AuditRow): readonly Step[] {
  const { action, details } = row
  const { role, unit } = details
  if (action === 'role.grant' || action === 'role.take-back') {
    if (typeof role !== 'string' || typeof unit !== 'string') return []
    return [{ row, role, unit, grant: action === 'role.grant' ? (details as unknown as Grant) : undefined }]
  }
  if (action === 'role.map') {
    // Roles that follow from groups at the identity provider, as `role@unit`.
    const [before, after] = [listOf(details.before), listOf(details.after)]
    return [
      ...before.filter((one) => !after.includes(one)).map((one) => stepOf(row, one, undefined)),
      ...after.filter((one) => !before.includes(one)).map((one) => stepOf(row, one, {})),
    ]
  }
  // The accounts of the first start are born with theirs.
  return action === 'account.create' ? listOf(details.grants).map((one) => stepOf(row, one, {})) : []
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** A right written `role@unit`. */
function stepOf(row: AuditRow, text: string, grant: Partial<Grant> | undefined): Step {
  const at = text.indexOf('@')
  return { row, role: text.slice(0, at), unit: text.slice(at + 1), grant }
}
