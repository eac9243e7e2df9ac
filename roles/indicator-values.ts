import { systemScope } from '../core/access/scope.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { LiveListName, ValueWrite } from '../response/indicators/live-values.ts'
import { type ValueList, valueListKind } from '../rules/live/value-list.ts'
import { nothingListed } from '../rules/sigma/nothing-listed.ts'

const about: Readonly<Record<LiveListName, string>> = {
  indicator_addresses: 'Địa chỉ trong các danh sách chỉ báo đang theo dõi',
  indicator_networks: 'Dải mạng trong các danh sách chỉ báo đang theo dõi',
  indicator_domains: 'Tên miền trong các danh sách chỉ báo đang theo dõi',
  indicator_hashes: 'Mã băm trong các danh sách chỉ báo đang theo dõi',
}

/** Keeps the values of lists of indicators where rules look values up. An empty list holds what no event holds. */
export function indicatorValues(records: RecordStore, clock: Clock): ValueWrite {
  return async (name, values, by) => {
    const before = await records.get<ValueList>(systemScope, valueListKind, name)
    const items = values.length === 0 ? (nothingListed[name] ?? []) : values
    if (before === undefined && values.length === 0) return undefined
    if (before !== undefined && JSON.stringify(before.document.items) === JSON.stringify(items)) return undefined
    const document: ValueList = {
      name,
      about: about[name],
      type: name === 'indicator_networks' ? 'cidr' : 'exact',
      items,
      owner: by,
      changed: { at: clock.now(), by },
    }
    return { kind: valueListKind, id: name, document, unitIds: [], expect: before?.version ?? 'absent' }
  }
}
