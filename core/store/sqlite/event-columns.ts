import { unitIdsField } from '../../access/scope.ts'
import type { EventDocument } from '../../event/event.ts'
import { compilePath, isIrregular } from '../../event/path.ts'
import { listCell, numberCell, textCell } from '../../predicate/sqlite-table.ts'
import { eventTime } from '../event-time.ts'
import { facetColumns } from '../facet-columns.ts'
import type { StoredEvent } from '../store.ts'

const facetPaths = Object.keys(facetColumns).map(compilePath)
const unitPath = compilePath('vonggac.unit.id')
const unitIdsPath = compilePath(unitIdsField)
const severityPath = compilePath('event.severity')

/** The columns of an event row in the order in which `eventRow` fills them. */
export const eventColumns = [
  'id',
  'ts',
  'unit',
  'unit_ids',
  'severity',
  ...Object.values(facetColumns),
  'irregular',
  'document',
] as const

/** Appends the row's values to `row`. What the columns hold is what `toSqlite` expects of them. */
export function pushEventRow(row: (string | number | null)[], event: StoredEvent): void {
  const { document } = event
  row.push(event.id, eventTime(event), textCell(unitPath, document), listCell(unitIdsPath, document))
  row.push(numberCell(severityPath, document))
  for (const path of facetPaths) row.push(textCell(path, document))
  const json = JSON.stringify(document)
  row.push(isIrregular(document, json) ? 1 : 0, json)
}

/** A document as it was appended. */
export function documentOf(text: unknown): EventDocument {
  return JSON.parse(String(text)) as EventDocument
}
