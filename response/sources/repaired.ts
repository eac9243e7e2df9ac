import { systemScope } from '../../core/access/scope.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { RecordStore } from '../../core/store/store.ts'

const kind = 'repaired-lines'

interface Repaired {
  readonly source: string
  /** Ids of failed events. */
  readonly ids: readonly string[]
}

/** Remembers failed events whose lines were read again with success: the events stay, they fail no more. */
export async function recordRepaired(records: RecordStore, source: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const document: Repaired = { source, ids }
  await records.write([{ kind, id: randomId(), document, unitIds: [], expect: 'absent' }])
}

/** The failed events of a source that were repaired. Their ids say nothing to anybody, so there is no scope. */
export async function repairedLines(records: RecordStore, source: string): Promise<ReadonlySet<string>> {
  const { rows } = await records.list<Repaired>(systemScope, kind, {
    where: { kind: 'equals', field: 'source', value: source, fold: 'none' },
    limit: 10_000,
  })
  return new Set(rows.flatMap(({ document }) => document.ids))
}
