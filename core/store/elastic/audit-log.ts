import type { Scope } from '../../access/scope.ts'
import type { Clock } from '../../lib/clock.ts'
import type { CopiedAuditRow } from '../audit-adopt.ts'
import { type AuditCells, chainHash } from '../audit-chain.ts'
import type { AuditSecrets } from '../audit-secrets.ts'
import { type StoredAuditRow, verifyPart } from '../audit-verify.ts'
import type { AuditEntry, AuditHead, AuditProgress, AuditRow, AuditVerdict } from '../store.ts'
import { auditRow, auditRows, refreshAudit } from './audit-search.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import type { AuditSource } from './transaction.ts'

/** The rows that the entries become at the end of the chain. */
export function chained(
  entries: readonly AuditEntry[],
  head: AuditHead,
  key: Buffer,
  clock: Clock,
): { readonly rows: readonly AuditSource[]; readonly head: AuditHead } {
  let { number, hash } = head
  const rows = entries.map(({ actor, action, target, unitIds, details }) => {
    const unitCell = unitIds.length === 0 ? null : JSON.stringify(unitIds)
    const cells = { time: clock.now(), actor, action, target, details: JSON.stringify(details) }
    number += 1
    hash = chainHash(key, hash, { ...cells, unit_ids: unitCell })
    return { number, ...cells, units: unitIds, unitCell, hash }
  })
  return { rows, head: { number, hash } }
}

/** A row of another store as the index holds it. */
export function adoptedRow({ unit_ids: unitCell, unitIds: units, ...row }: CopiedAuditRow): AuditSource {
  const { number, time, actor, action, target, details, hash } = row
  return { number, time, actor, action, target, units, unitCell, details, hash }
}

/** Newest first. */
export async function listAudit(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  { limit, before, target: wanted }: { readonly limit: number; readonly before?: number; readonly target?: string },
): Promise<readonly AuditRow[]> {
  await refreshAudit(connection, names)
  const filter = [
    ...(before === undefined ? [] : [{ range: { number: { lt: before } } }]),
    ...(wanted === undefined ? [] : [{ term: { target: wanted } }]),
    ...visible(scope).filter,
  ]
  return (await auditRows(connection, names, filter, 'desc', limit)).map(auditRow)
}

/** Rows with a number above `after`, the oldest first. */
export async function followAudit(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly AuditRow[]> {
  await refreshAudit(connection, names)
  const filter = [{ range: { number: { gt: after } } }, ...visible(scope).filter]
  return (await auditRows(connection, names, filter, 'asc', limit)).map(auditRow)
}

/** Checks the next stretch of the chain as its index holds it; what the rows say of units in `units` must be what was hashed. */
export async function verifyRowsPart(
  connection: ElasticConnection,
  names: IndexNames,
  secrets: AuditSecrets,
  before: AuditProgress | undefined,
): Promise<AuditProgress | AuditVerdict> {
  // The head is read before the rows, so that rows which arrive meanwhile only put the log ahead of it.
  const head = secrets.readHead()
  if (before === undefined) await refreshAudit(connection, names)
  const read = async (after: number, limit: number) => {
    const filter = [{ range: { number: { gt: after } } }]
    return (await auditRows(connection, names, filter, 'asc', limit)).map(storedRow)
  }
  return verifyPart(read, { ...secrets, readHead: () => head }, before)
}

/** Walks the whole chain. */
export async function verifyRows(
  connection: ElasticConnection,
  names: IndexNames,
  secrets: AuditSecrets,
): Promise<AuditVerdict> {
  for (let progress: AuditProgress | undefined; ; ) {
    const part = await verifyRowsPart(connection, names, secrets, progress)
    if ('ok' in part) return part
    progress = part
  }
}

function storedRow({
  number,
  hash,
  time,
  actor,
  action,
  target,
  units,
  unitCell,
  details,
}: AuditSource): StoredAuditRow {
  // Rows taken over from files have the lineage as it was hashed there: ids between bars.
  const asHashed: readonly (string | null)[] =
    units.length === 0 ? [null] : [JSON.stringify(units), `|${units.join('|')}|`]
  const unitIds = asHashed.includes(unitCell) ? unitCell : JSON.stringify(units)
  const cells: AuditCells = { time, actor, action, target, unit_ids: unitIds, details }
  return { number, hash, ...cells }
}
