import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { AuditLog, AuditRow, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Account, accountKind } from '../identity/accounts.ts'
import { sentHeads } from './head.ts'
import { packRow, packRowColumns, unwindowed, windowRows } from './pack-rows.ts'
import { moment, type PackRow, type PackTable } from './pack-table.ts'
import { accountsAsOf, rightActions } from './rights.ts'

const pageSize = 1_000
/** Heads in a pack, the newest. */
const mostHeads = 5_000

interface Parts {
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly units: UnitTree
}
interface Asked {
  readonly scope: Scope
  readonly from: number
  readonly to: number
  readonly asOf: number
  /** Rows of the log that came later are left out. */
  readonly upTo: number
}

/** Accounts and rights as of the date: what was given earlier, or taken back since, is read from the whole log. */
export async function rightTables({ records, audit, units }: Parts, asked: Asked): Promise<readonly PackTable[]> {
  const scope = unwindowed(asked.scope)
  const accounts = accountsAsOf(await accountsIn(records, scope), await rowsOf(audit, scope, rightActions), asked.asOf)
  const nameOf = (unit: string | null) => (unit === null ? null : (units.get(unit)?.name ?? unit))
  return [
    {
      name: 'accounts',
      columns: ['account', 'name', 'unit', 'unitName', 'kind', 'state', 'createdAt', 'rights'],
      rows: () =>
        accounts.map(({ name, displayName, unit, service, locked, created, rights }) => ({
          account: name,
          name: displayName,
          unit,
          unitName: nameOf(unit),
          kind: service ? 'program' : 'person',
          state: locked ? 'locked' : 'open',
          createdAt: moment(created),
          rights: rights.filter((right) => inScope(scope, units.lineage(right.unit))).length,
        })),
    },
    {
      name: 'rights',
      columns: [
        'account',
        'role',
        'unit',
        'unitName',
        'state',
        'from',
        'until',
        'readsFrom',
        'readsTo',
        'givenAt',
        'givenBy',
        'auditRow',
      ],
      rows: () =>
        accounts.flatMap(({ name, rights }) =>
          rights
            .filter((right) => inScope(scope, units.lineage(right.unit)))
            .map(({ role, unit, state, from, until, reads, given }) => ({
              account: name,
              role,
              unit,
              unitName: nameOf(unit),
              state,
              from: moment(from),
              until: moment(until),
              readsFrom: moment(reads?.from),
              readsTo: moment(reads?.to),
              givenAt: moment(given?.at),
              givenBy: given?.by ?? null,
              auditRow: given?.row ?? null,
            })),
        ),
    },
  ]
}

/** What the log tells of the window: its rows, those that an inspector asks for first in tables of their own, and the heads. */
export async function logTables({ records, audit }: Parts, asked: Asked): Promise<readonly PackTable[]> {
  const heads = (await sentHeads(records, mostHeads)).map(({ document }) => document).toReversed()
  const [times, exports, reads]: [PackRow[], PackRow[], PackRow[]] = [[], [], []]
  for await (const { row } of windowRows(audit, asked)) {
    if (row.action === 'incident.detection-time') times.push(plainRow(row))
    else if (/^export\.|^audit\.pack$/.test(row.action)) exports.push(plainRow(row))
    else if (row.action === 'incident.read') reads.push(plainRow(row))
  }
  async function* chained(): AsyncGenerator<PackRow> {
    for await (const one of windowRows(audit, asked)) yield packRow(one)
  }
  return [
    { name: 'detection-times', columns: plainColumns, rows: () => times },
    { name: 'exports', columns: plainColumns, rows: () => exports },
    { name: 'restricted-reads', columns: plainColumns, rows: () => reads },
    { name: 'audit', columns: packRowColumns, rows: chained },
    {
      name: 'heads',
      columns: ['number', 'hash', 'time', 'previousNumber', 'previousHash', 'installation', 'signature'],
      rows: () =>
        heads
          .filter(({ time }) => time >= asked.from && time < asked.to)
          .map(({ number, hash, time, previous, installation, signature }) => ({
            number,
            hash,
            time: moment(time),
            previousNumber: previous?.number ?? null,
            previousHash: previous?.hash ?? null,
            installation,
            signature,
          })),
    },
  ]
}

const plainColumns = ['number', 'time', 'actor', 'action', 'target', 'unit', 'details']
const plainRow = ({ number, time, actor, action, target, unitIds, details }: AuditRow): PackRow => ({
  number,
  time: moment(time),
  actor,
  action,
  target,
  unit: unitIds[0] ?? null,
  details: { ...details },
})

async function accountsIn(records: RecordStore, scope: Scope): Promise<readonly StoredRecord<Account>[]> {
  const found: StoredRecord<Account>[] = []
  for (;;) {
    const query = { where: { kind: 'true' as const }, limit: pageSize, offset: found.length }
    const { rows } = await records.list<Account>(scope, accountKind, {
      ...query,
      sort: [{ field: 'name', direction: 'asc' }],
    })
    found.push(...rows)
    if (rows.length < pageSize) return found
  }
}

async function rowsOf(audit: AuditLog, scope: Scope, actions: readonly string[]): Promise<readonly AuditRow[]> {
  const found: AuditRow[] = []
  for (let before: number | undefined; ; ) {
    const page = before === undefined ? { limit: pageSize } : { limit: pageSize, before }
    const { rows, next } = await audit.search(scope, { actions }, page)
    found.push(...rows)
    if (next === undefined) return found
    before = next
  }
}
