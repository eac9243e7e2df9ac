import type { EventDocument } from '../../event/event.ts'
import { compilePath, isIrregular, type Path, textOf } from '../../event/path.ts'
import { numberOf } from '../../predicate/measure.ts'
import { isUnfit, seeDocument } from '../../predicate/sqlite-table.ts'
import type { StoredEvent } from '../store.ts'
import { columnOfUnits } from './unit-list.ts'

/** The default facets, each a real column of the event table under the name given here. */
export const facetColumns = {
  'event.dataset': 'dataset',
  'event.action': 'action',
  'event.outcome': 'outcome',
  'event.kind': 'kind',
  'host.name': 'host',
  'user.name': 'user',
  'source.ip': 'source_ip',
  'destination.ip': 'destination_ip',
  'process.name': 'process',
  'vonggac.source.id': 'source',
} as const

const facetPaths = Object.keys(facetColumns).map(compilePath)
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
  const unit = document.vonggac?.unit
  row.push(event.id, eventTime(event), unit?.id ?? null, columnOfUnits(unit?.ids ?? []))
  row.push(numberCell(severityPath, document))
  for (const path of facetPaths) row.push(textCell(path, document))
  row.push(isIrregular(document) ? 1 : 0, JSON.stringify(document))
}

/** As `columnText('text', …)`, for a path that is compiled once. */
function textCell(path: Path, document: object): string | null {
  const value = path.values(document)
  if (typeof value === 'string') return isUnfit(value) ? seeDocument : value
  if (value === undefined) return path.present(document) ? seeDocument : null
  return typeof value === 'object' ? seeDocument : textOf(value)
}

/** As `columnNumber('number', …)`, for a path that is compiled once. */
function numberCell(path: Path, document: object): number | string | null {
  const value = path.values(document)
  if (value === undefined) return null
  const numbers = (typeof value === 'object' ? value : [value]).map(numberOf).filter((number) => number !== undefined)
  return numbers.length > 1 ? seeDocument : (numbers[0] ?? null)
}

/** `@timestamp` in epoch milliseconds; that of receipt, then the start of the partition's day, when it is no time. */
function eventTime({ document, partition }: StoredEvent): number {
  const time = Date.parse(document['@timestamp'])
  if (!Number.isNaN(time)) return time
  const received = Date.parse(document.event?.ingested ?? '')
  return Number.isNaN(received) ? Date.parse(`${partition.day}T00:00:00Z`) : received
}

/** A document as it was appended. */
export function documentOf(text: unknown): EventDocument {
  return JSON.parse(String(text)) as EventDocument
}
