import { Gauge, Registry } from 'prom-client'
import type { Clock } from '../core/lib/clock.ts'
import { randomId } from '../core/lib/ids.ts'
import { holdLease, releaseLease } from '../core/store/lease.ts'
import type { EventReads, RecordStore } from '../core/store/store.ts'
import type { Log } from '../core/telemetry/log.ts'
import { createSignal, type Signal } from '../core/telemetry/signals.ts'
import { countAlerts } from '../response/alerts/count.ts'
import type { Backfilling } from './backfilling.ts'
import type { Correlating } from './correlating.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { Role, Trouble } from './role.ts'

const job = 'alert-count'
/** After a crash nobody counts for at most this long. Two counting at once would only repeat work. */
const leaseTime = 5000
/** Milliseconds between two counts; a count that took long is followed by a pause several times as long. */
const pause = 200
const pauseFactor = 3

/** The jobs role: counts alerts. One holder at a time, by lease. */
export function jobsRole({
  events,
  records,
  clock,
  log,
  correlating: correlate,
  backfilling: backfill,
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
  const holder = randomId()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  let failingSince: number | undefined
  let failure = ''

  async function round(): Promise<void> {
    const start = performance.now()
    try {
      if (await holdLease(records, job, holder, leaseTime, clock)) {
        await countAlerts(events, records)
        failingSince = undefined
      }
    } catch (error) {
      failingSince ??= clock.now()
      failure = error instanceof Error ? error.message : String(error)
      signal('count-failed', { cause: failure })
    }
    const took = performance.now() - start
    duration.set(took / 1000)
    if (!stopped) timer = setTimeout(run, failingSince === undefined ? Math.max(pause, took * pauseFactor) : 5000)
  }
  const run = () => {
    running = round()
  }

  return {
    async start() {
      run()
      housekeeping.start()
      await correlating.start()
      backfilling.start()
      return { syslogPort: 0, bulkPort: 0, others: [] }
    },
    async stop() {
      stopped = true
      await housekeeping.stop()
      await backfilling.stop()
      await correlating.stop()
      clearTimeout(timer)
      await running
      // Ingest has stopped before: what it left is counted now instead of at the next start.
      try {
        while ((await countAlerts(events, records)) > 0);
        await releaseLease(records, job, holder)
      } catch (error) {
        signal('count-failed', { cause: String(error) })
      }
    },
    metrics: () => registry.getMetricsAsJSON(),
    async troubles(): Promise<readonly Trouble[]> {
      const behind: Trouble[] =
        failingSince === undefined ? [] : [{ code: 'counts-behind', since: failingSince, detail: failure }]
      return [...behind, ...correlating.troubles(), ...housekeeping.troubles()]
    },
  }
}
