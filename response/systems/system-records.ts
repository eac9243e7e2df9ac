import type { Scope } from '../../core/access/scope.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type SystemRecord, systemKind } from './system-record.ts'

const pageSize = 1000

/** All systems within the scope, ended ones too, by code. */
export async function readSystems(
  records: Pick<RecordStore, 'list'>,
  scope: Scope,
): Promise<readonly StoredRecord<SystemRecord>[]> {
  const found: StoredRecord<SystemRecord>[] = []
  for (let offset = 0; ; offset += pageSize) {
    const { rows } = await records.list<SystemRecord>(scope, systemKind, {
      where: { kind: 'true' },
      sort: [{ field: 'code', direction: 'asc' }],
      limit: pageSize,
      offset,
    })
    found.push(...rows)
    if (rows.length < pageSize) return found
  }
}
