import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { SourceState } from '../../core/event/source-state.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { repairedLines } from './repaired.ts'

export const sourceKind = 'source'
/** Failed lines shown at a time. */
const shownFailures = 20

/**
 * By how much a source's clock is off, as far as lags tell: the quickest of its lines took almost no time, so what is
 * left of their lag is the clock's. Below zero the clock is ahead; above, it is behind or every line is late. Null while
 * no line told a time.
 */
export function skewOf(lags: SourceState['lags']): number | null {
  if (!lags) return null
  return lags.before === null ? lags.low : Math.min(lags.low, lags.before)
}

/** The source, if it is within the scope. */
export async function findSource(records: RecordStore, scope: Scope, id: string): Promise<SourceState | undefined> {
  return (await records.get<SourceState>(scope, sourceKind, id))?.document
}

/** Writes the state of sources that changed since the last call. One writer: the ingest role that counts them. */
export async function recordSources(records: RecordStore, states: readonly SourceState[]): Promise<void> {
  if (states.length === 0) return
  await records.write(
    states.map((state) => ({
      kind: sourceKind,
      id: state.id,
      document: state,
      unitIds: state.unit?.ids ?? [],
      expect: 'any',
    })),
  )
}

/** What was recorded before, for an ingest role that goes on counting. */
export async function recordedSources(records: RecordStore): Promise<readonly SourceState[]> {
  const page = await records.list<SourceState>(systemScope, sourceKind, { where: { kind: 'true' }, limit: 10_000 })
  return page.rows.map((row) => row.document)
}

/** The sources within the scope, the one that sent last first. */
export async function listSources(records: RecordStore, scope: Scope): Promise<readonly SourceState[]> {
  const page = await records.list<SourceState>(scope, sourceKind, {
    where: { kind: 'true' },
    sort: [{ field: 'lastSeen', direction: 'desc' }],
    limit: 2000,
  })
  return page.rows.map((row) => row.document)
}

/** The newest lines of a source that could not be decoded and still cannot. Undefined when the source is not within the scope. */
export async function sourceFailures(
  { records, events }: { records: RecordStore; events: EventReads },
  scope: Scope,
  id: string,
  now: number,
): Promise<readonly EventDocument[] | undefined> {
  const source = await records.get<SourceState>(scope, sourceKind, id)
  if (source === undefined) return undefined
  const repaired = await repairedLines(records, id)
  const failing: EventDocument[] = []
  let cursor: string | undefined
  do {
    const page = await events.search(
      scope,
      {
        from: 0,
        to: now + 86_400_000,
        where: {
          kind: 'all',
          of: [
            { kind: 'equals', field: 'vonggac.source.id', value: id, fold: 'none' },
            { kind: 'equals', field: 'event.kind', value: 'pipeline_error', fold: 'none' },
          ],
        },
      },
      { limit: repaired.size > 0 ? 500 : shownFailures, ...(cursor !== undefined && { cursor }) },
    )
    failing.push(...page.rows.filter(({ event }) => event.id === undefined || !repaired.has(event.id)))
    cursor = page.cursor
  } while (cursor !== undefined && failing.length < shownFailures)
  return failing.slice(0, shownFailures)
}
