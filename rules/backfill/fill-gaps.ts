import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { EventReads, RecordStore, RecordWrite } from '../../core/store/store.ts'
import { type Backfill, backfillKind, backfillWrite, newBackfill, openBackfills } from './backfill.ts'
import { gapsWrite, readGaps } from './gaps.ts'
import { within } from './interval.ts'
import { oldestStored } from './run.ts'

const day = 86_400_000
/** Runs for gaps that may wait at once; the others come when these are done. */
const mostWaiting = 50
/** A gap whose run failed is left alone for so long, milliseconds. */
const patience = 6 * 3_600_000
const atOnce = 500

/**
 * Looks after the gaps of all rules: those that lie before the oldest stored day are none any more, and for what lies
 * within the last `days` days a run is asked for, one a rule. Older gaps stay, and are shown. Answers how many runs it
 * asked for.
 */
export async function fillGaps(
  { records, events, clock }: { records: RecordStore; events: Pick<EventReads, 'partitions'>; clock: Clock },
  days: number,
): Promise<number> {
  const incomplete = [...(await readGaps(records, { kind: 'exists', field: 'gaps' })).values()]
  if (incomplete.length === 0) return 0
  const now = clock.now()
  const oldest = await oldestStored(events)
  const busy = new Set((await openBackfills(records)).map(({ document }) => document.rule))
  const failed = await lastFailures(records, now - patience)
  const runs: RecordWrite[] = []
  const over: RecordWrite[] = []
  for (const { document, version } of incomplete) {
    const { rule, off } = document
    const gaps = oldest === undefined ? [] : within(document.gaps, { from: oldest, to: Number.POSITIVE_INFINITY })
    if (gaps.length === 0) over.push(gapsWrite({ ...document, gaps }, version))
    if (days === 0 || off !== null || busy.has(rule) || failed.has(rule) || runs.length + busy.size >= mostWaiting)
      continue
    const gap = within(gaps, { from: now - days * day, to: Number.POSITIVE_INFINITY }).at(-1)
    if (gap === undefined) continue
    runs.push(backfillWrite(newBackfill({ rule, ...gap }, 'gap', null, now), 'absent'))
  }
  // Written anew meanwhile: the next look sees it.
  for (let at = 0; at < over.length; at += atOnce) await records.write(over.slice(at, at + atOnce))
  if (runs.length > 0) await records.write(runs)
  return runs.length
}

async function lastFailures(records: RecordStore, since: number): Promise<ReadonlySet<string>> {
  const { rows } = await records.list<Backfill>(systemScope, backfillKind, {
    where: {
      kind: 'all',
      of: [
        {
          kind: 'any',
          of: (['failed', 'cancelled'] as const).map((value) => ({
            kind: 'equals',
            field: 'state',
            value,
            fold: 'none',
          })),
        },
        { kind: 'equals', field: 'reason', value: 'gap', fold: 'none' },
        { kind: 'compare', field: 'ended', op: 'gte', value: since, as: 'number' },
      ],
    },
    limit: 10_000,
  })
  return new Set(rows.map(({ document }) => document.rule))
}
