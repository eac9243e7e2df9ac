import { Gauge, Registry } from 'prom-client'
import type { Clock } from '../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../core/store/store.ts'
import type { Log } from '../core/telemetry/log.ts'
import { createSignal, type Signal } from '../core/telemetry/signals.ts'
import { countAlerts } from '../response/alerts/count.ts'
import type { createAuditHeads } from './audit-heads.ts'
import type { Backfilling } from './backfilling.ts'
import type { Correlating } from './correlating.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { LookingBack } from './looking-back.ts'
import type { Role, Trouble } from './role.ts'
import { createRounds, restAfter } from './rounds.ts'

/** After a crash nobody counts for at most this long. Two counting at once would only repeat work. */
const leaseTime = 5000
/** Milliseconds between two counts, at least. */
const pause = 200
const pauseAfterFailure = 5000

/** The jobs role: counts alerts. One holder at a time, by lease. */
export function jobsRole({
  events,
  records,
  clock,
  log,
  correlating: correlate,
  backfilling: backfill,
  auditHeads: heads,
  lookingBack: lookBack,
  housekeeping: keep,
}: {
  readonly events: EventReads
  readonly records: RecordStore
  readonly clock: Clock
  readonly log: Log
  /** Correlations beside the counts, with their own lease. */
  readonly correlating: (signal: Signal, registry: Registry) => Correlating
  /** Runs of rules over stored events, with their own lease. */
  readonly backfilling: (signal: Signal) => Backfilling
  /** The head of the audit log, sent outside, with its own lease. */
  readonly auditHeads: (signal: Signal) => ReturnType<typeof createAuditHeads>
  /** Searches for lists of indicators, with their own lease. */
  readonly lookingBack: (signal: Signal) => LookingBack
  readonly housekeeping: Pick<Parameters<typeof createHousekeeping>[0], 'policyOf' | 'watermarks' | 'room' | 'watch'>
}): Role {
  const registry = new Registry()
  const signal = createSignal(log, registry)
  const duration = new Gauge({
    name: 'vonggac_alert_count_seconds',
    help: 'How long the last count of alerts took',
    registers: [registry],
  })
  const housekeeping = createHousekeeping({ ...keep, events, records, clock, signal })
  const correlating = correlate(signal, registry)
  const backfilling = backfill(signal)
  const auditHeads = heads(signal)
  const lookingBack = lookBack(signal)
  let failingSince: number | undefined
  let failure = ''

  const counting = createRounds({
    records,
    clock,
    job: 'alert-count',
    leaseTime,
    async round() {
      const start = performance.now()
      await countAlerts(events, records)
      failingSince = undefined
      const took = performance.now() - start
      duration.set(took / 1000)
      return restAfter(took, pause)
    },
    waiting: pause,
    failed(cause) {
      failingSince ??= clock.now()
      failure = cause
      signal('count-failed', { cause })
      return pauseAfterFailure
    },
  })

  return {
    async start() {
      counting.start()
      housekeeping.start()
      await correlating.start()
      backfilling.start()
      auditHeads.start()
      lookingBack.start()
      return { syslogPort: 0, bulkPort: 0, others: [] }
    },
    async stop() {
      await housekeeping.stop()
      await backfilling.stop()
      await auditHeads.stop()
      await lookingBack.stop()
      await correlating.stop()
      // Ingest has stopped before: what it left is counted now instead of at the next start.
      await counting.stop(async () => {
        while ((await countAlerts(events, records)) > 0);
      })
    },
    metrics: () => registry.getMetricsAsJSON(),
    async troubles(): Promise<readonly Trouble[]> {
      const behind: Trouble[] =
        failingSince === undefined ? [] : [{ code: 'counts-behind', since: failingSince, detail: failure }]
      return [...behind, ...correlating.troubles(), ...auditHeads.troubles(), ...housekeeping.troubles()]
    },
  }
}
