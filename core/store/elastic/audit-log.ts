import type { Scope } from '../../access/scope.ts'
import type { Clock } from '../../lib/clock.ts'
import type { CopiedAuditRow } from '../audit-adopt.ts'
import { type AuditCells, chainHash } from '../audit-chain.ts'
import type { AuditSecrets } from '../audit-secrets.ts'
import { type StoredAuditRow, verifyAudit } from '../audit-verify.ts'
import type { AuditEntry, AuditHead, AuditRow, AuditVerdict } from '../store.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { searchIndex } from './scan.ts'
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

interface Hits {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly _source: AuditSource }[]
  }
}

async function rowsOf(connection: ElasticConnection, names: IndexNames, body: object): Promise<readonly AuditSource[]> {
  const { hits } = await searchIndex<Hits>(connection, names.audit, body)
  return hits.hits.map(({ _source }) => _source)
}

/** Makes every row findable that was written before. */
async function refresh(connection: ElasticConnection, names: IndexNames): Promise<void> {
  await connection.read('POST', `/${names.audit}/_refresh`, { also: [404] })
}

/** Newest first. */
export async function listAudit(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  { limit, before, target: wanted }: { readonly limit: number; readonly before?: number; readonly target?: string },
): Promise<readonly AuditRow[]> {
  await refresh(connection, names)
  const filter = [
    ...(before === undefined ? [] : [{ range: { number: { lt: before } } }]),
    ...(wanted === undefined ? [] : [{ term: { target: wanted } }]),
    ...visible(scope).filter,
  ]
  const sort = [{ number: { order: 'desc', unmapped_type: 'long' } }]
  const rows = await rowsOf(connection, names, { size: limit, query: { bool: { filter } }, sort })
  return rows.map(({ number, time, actor, action, target, units, details, hash }) => ({
    number,
    time,
    actor,
    action,
    target,
    unitIds: units,
    details: JSON.parse(details) as AuditRow['details'],
    hash,
  }))
}

/** Walks the chain as its index holds it; what the rows say of units in `units` must be what was hashed. */
export async function verifyRows(
  connection: ElasticConnection,
  names: IndexNames,
  secrets: AuditSecrets,
): Promise<AuditVerdict> {
  // The head is read before the rows, so that rows which arrive meanwhile only put the log ahead of it.
  const head = secrets.readHead()
  await refresh(connection, names)
  const sort = [{ number: { order: 'asc', unmapped_type: 'long' } }]
  return verifyAudit(
    async (after, limit) => {
      const query = { bool: { filter: [{ range: { number: { gt: after } } }] } }
      const rows = await rowsOf(connection, names, { size: limit, query, sort })
      return rows.map(storedRow)
    },
    { ...secrets, readHead: () => head },
  )
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
