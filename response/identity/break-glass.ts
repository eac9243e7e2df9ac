import { systemScope } from '../../core/access/scope.ts'
import { compare } from '../../core/predicate/build.ts'
import type { RecordStore, RecordWrite } from '../../core/store/store.ts'
import type { Account } from './accounts.ts'

export const breakGlassUseKind = 'break-glass-use'
/** Milliseconds for which a use is told at least. */
const toldFor = 24 * 3_600_000

/** A log-in of a break-glass account: every lead sees it. */
export interface BreakGlassUse {
  readonly account: string
  readonly displayName: string
  readonly at: number
  /** When the log-in ends by itself. */
  readonly until: number
  readonly address: string
}

/** The record of a use; it goes with the log-in that it tells of. */
export const glassWrite = (id: string, use: BreakGlassUse, root: string): RecordWrite => ({
  kind: breakGlassUseKind,
  id,
  document: { ...use, expires: Math.max(use.until, use.at + toldFor) },
  unitIds: [root],
  expect: 'absent',
})

/** The uses that are still to be told, the newest first. */
export async function recentUses(records: RecordStore, now: number): Promise<readonly BreakGlassUse[]> {
  const { rows } = await records.list<BreakGlassUse>(systemScope, breakGlassUseKind, {
    where: compare('expires', 'gt', now),
    sort: [{ field: 'at', direction: 'desc' }],
    limit: 20,
  })
  return rows.map(({ document }) => document)
}

/** True when the account opens the door without the provider: by a password of its own. */
export const opensByItself = (account: Account): boolean =>
  account.breakGlass === true && account.password !== '' && account.disabled === undefined
