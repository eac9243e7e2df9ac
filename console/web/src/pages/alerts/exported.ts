import type { ExportedAlertColumn } from '../../../../api/schemas/exports.ts'
import { type AlertCriteria, filterNow } from '../../api/queries.ts'
import type { Exported } from '../../components/ExportButton.tsx'
import type { TimeRange } from '../../lib/time-range.ts'

/** Columns that a file can have; the queue may show others. */
const columnsOfFile = ['severity', 'last', 'rule', 'tactic', 'unit', 'host', 'user', 'count', 'age', 'status'] as const
type Known = (typeof columnsOfFile)[number]
columnsOfFile satisfies readonly ExportedAlertColumn[]

/** What a file of the queue holds: its filter at the moment of asking, its columns as they are shown. */
export function exported(
  range: TimeRange,
  criteria: AlertCriteria,
  columns: readonly { readonly id: string; readonly head: string }[],
): Omit<Exported, 'of'> {
  const shown = columns.filter(({ id }) => columnsOfFile.includes(id as Known))
  return {
    filter: () => filterNow(range, criteria),
    columns: shown.map(({ id }) => id),
    names: shown.map(({ head }) => head),
  }
}
