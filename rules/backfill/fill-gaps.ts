import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { type Backfill, backfillKind, backfillWrite, newBackfill, openBackfills } from './backfill.ts'
import { gapsWrite, readGaps } from './gaps.ts'
import { within } from './interval.ts'

const day = 86_400_000
/** Runs for gaps that may wait at once; the others come when these are done. */
const mostWaiting = 50
/** A gap whose run failed is left alone for so long, milliseconds. */
const patience = 6 * 3_600_000

/**
 * Looks after the gaps of all rules: what lies before the oldest stored day is none any more, and for what lies within the
 * last `days` days a run is asked for, one a rule. Older gaps stay, and are shown. Answers how many runs it asked for.
 */
export async function fillGaps(
  { records, events, clock }: { records: RecordStore; events: Pick<EventReads, 'partitions'>; clock: Clock },
  days: number,
): Promise<number> {
  const incomplete = [...(await readGaps(records)).values()].filter(({ document }) => document.gaps.length > 0)
  if (incomplete.length === 0) return 0
  const now = clock.now()
  const stored = (await events.partitions())
    .filter((partition) => partition.events > 0)
    .map((partition) => partition.day)
  const oldest = stored.sort()[0]
  const from = oldest === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${oldest}T00:00:00Z`)
  const busy = new Set((await openBackfills(records)).map(({ document }) => document.rule))
  const failed = await lastFailures(records, now - patience)
  let asked = 0
  for (const { document, version } of incomplete) {
    const { rule, off } = document
    const gaps = within(document.gaps, { from, to: Number.POSITIVE_INFINITY })
    if (JSON.stringify(gaps) !== JSON.stringify(document.gaps)) {
      // Written anew meanwhile: the next look sees it.
      if (!(await records.write([gapsWrite({ ...document, gaps }, version)])).ok) continue
    }
    if (days === 0 || off !== null || busy.has(rule) || failed.has(rule) || asked + busy.size >= mostWaiting) continue
    const gap = within(gaps, { from: now - days * day, to: Number.POSITIVE_INFINITY }).at(-1)
    if (gap === undefined) continue
    await records.write([backfillWrite(newBackfill({ rule, ...gap }, 'gap', null, now), 'absent')])
    asked += 1
  }
  return asked
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
