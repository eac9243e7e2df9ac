import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import {
  type IndicatorList,
  type IndicatorPart,
  indicatorListKind,
  indicatorPartKind,
  type ListItem,
  partId,
  partItems,
} from './indicator-list.ts'
import { indicatorHitKind, lookBackKind } from './look-back.ts'

/** Parts of one transaction. */
const partsAtOnce = 20

/** Keeps the items of a list that is not there yet: in several transactions, before the list itself. */
export async function writeParts(
  records: RecordStore,
  list: string,
  items: readonly ListItem[],
  unitIds: readonly string[],
): Promise<number> {
  const parts = Math.ceil(items.length / partItems)
  const writes = Array.from({ length: parts }, (_, number): RecordWrite => {
    const document: IndicatorPart = { list, items: items.slice(number * partItems, (number + 1) * partItems) }
    return { kind: indicatorPartKind, id: partId(list, number), document, unitIds, expect: 'absent' }
  })
  for (let at = 0; at < writes.length; at += partsAtOnce) await records.write(writes.slice(at, at + partsAtOnce))
  return parts
}

/** The items of a list; those of some parts as they are given. */
export const readItems = (
  records: RecordStore,
  list: Pick<IndicatorList, 'id' | 'parts'>,
  given?: ReadonlyMap<number, readonly ListItem[]>,
): Promise<readonly ListItem[]> => readSomeItems(records, list, 0, list.parts, given)

/** The items of some parts of a list. */
export async function readSomeItems(
  records: RecordStore,
  { id, parts }: Pick<IndicatorList, 'id' | 'parts'>,
  from: number,
  to: number,
  given: ReadonlyMap<number, readonly ListItem[]> = new Map(),
): Promise<readonly ListItem[]> {
  const found: ListItem[] = []
  for (let number = from; number < Math.min(to, parts); number++) {
    const known = given.get(number)
    if (known !== undefined) {
      found.push(...known)
      continue
    }
    const part = await records.get<IndicatorPart>(systemScope, indicatorPartKind, partId(id, number))
    if (part !== undefined) found.push(...part.document.items)
  }
  return found
}

/** Lists that are kept at once. */
const mostLists = 2_000

export async function readLists(records: RecordStore, scope: Scope): Promise<readonly StoredRecord<IndicatorList>[]> {
  const { rows } = await records.list<IndicatorList>(scope, indicatorListKind, {
    where: { kind: 'true' },
    sort: [{ field: 'kept', direction: 'desc' }],
    limit: mostLists,
  })
  return rows
}

/** Deletes what belonged to a list, some at a time; what a crash leaves belongs to nothing that is shown. */
export async function clearList(records: RecordStore, { id, parts }: IndicatorList): Promise<void> {
  const atOnce = 500
  const ids = Array.from({ length: parts }, (_, number) => ({ kind: indicatorPartKind, id: partId(id, number) }))
  for (const kind of [lookBackKind, indicatorHitKind]) {
    const where = { kind: 'equals', field: 'list', value: id, fold: 'none' } as const
    for (let offset = 0; ; offset += atOnce) {
      const { rows } = await records.list(systemScope, kind, { where, limit: atOnce, offset })
      ids.push(...rows.map((row) => ({ kind, id: row.id })))
      if (rows.length < atOnce) break
    }
  }
  for (let at = 0; at < ids.length; at += atOnce) {
    await records.write(
      ids
        .slice(at, at + atOnce)
        .map((one): RecordWrite => ({ ...one, document: undefined, unitIds: [], expect: 'any' })),
    )
  }
}
