import { systemScope } from '../core/access/scope.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { RecordStore } from '../core/store/store.ts'
import { type Finding, type FoundFinding, findingKind } from '../response/alerts/finding.ts'
import { keepFindings } from '../response/alerts/keep-findings.ts'
import type { Finding as Found } from '../rules/engine/correlate/batch.ts'
import type { ChainedFinding } from '../rules/engine/correlate/chain.ts'
import type { FindingKeeper } from '../rules/engine/correlate/judge.ts'
import type { Correlation } from '../rules/sigma/correlation.ts'

/** Findings of one correlation that are read at once around some moment. */
const mostFindings = 10_000
/** Tries of a write while people work on the same alerts. */
const tries = 10

/** Keeps what correlations find as the findings and alerts that people see. */
export function findingKeeper(records: RecordStore, clock: Clock, timeZone: string): FindingKeeper {
  return {
    async standing(correlation, { from, to }) {
      const { rows } = await records.list<Finding>(systemScope, findingKind(correlation), {
        where: {
          kind: 'all',
          of: [
            { kind: 'equals', field: 'whole', value: 'true', fold: 'none' },
            { kind: 'equals', field: 'standing', value: 'true', fold: 'none' },
            { kind: 'compare', field: 'time', op: 'lt', value: to, as: 'number' },
            { kind: 'compare', field: 'until', op: 'gte', value: from, as: 'number' },
          ],
        },
        limit: mostFindings,
      })
      return rows.map(({ document }) => chained(document))
    },
    async keep(correlation, found, gone) {
      const told = found.map(foundFinding)
      for (let attempt = 0; attempt < tries; attempt++) {
        const kept = await keepFindings(records, correlation.id, told, gone, { now: clock.now(), timeZone })
        if (kept !== undefined) return kept.map(chained)
      }
      throw new CodedError('conflict', `findings of ${correlation.id} could not be written`)
    },
  }
}

const chained = ({ id, time, until, bucket, timespan, seen, group, events }: Finding): ChainedFinding => ({
  id,
  time,
  until,
  span: { from: bucket * timespan, to: (bucket + 1) * timespan },
  seen,
  group: Object.fromEntries(group.map(({ of, value }) => [of, value])),
  events,
})

function foundFinding({ id, correlation, bucket, time, until, group, measure, capped, entries }: Found): FoundFinding {
  const step = correlation.steps[entries[0]?.step ?? 0]
  return {
    id,
    rule: correlation,
    timespan: correlation.timespan,
    bucket,
    time,
    until,
    group: correlation.groupBy.map((of, place) => ({
      of,
      field: step?.groupBy[place]?.[0] ?? of,
      value: group.values[place] ?? '',
    })),
    measure: measure ?? null,
    capped,
    seen: entries.reduce((latest, { seen }) => Math.max(latest, seen), 0),
    events: entries.flatMap(({ events }) => events),
    values: countsValues(correlation)
      ? entries.flatMap(({ shown, events }) => shown.map((value) => ({ value, unitIds: events[0]?.unitIds ?? [] })))
      : [],
  }
}

const countsValues = ({ judgement }: Correlation) =>
  judgement.kind === 'measure' && judgement.measure.kind === 'distinct'
