import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { quietOf, systemOf } from '../response/alerts/match.ts'
import { nameTactics } from '../response/alerts/name-tactics.ts'
import { Correlator } from '../rules/engine/correlate/correlator.ts'
import { type LiveRules, openLiveRules } from '../rules/live/live-rules.ts'
import type { Placeholders } from '../rules/sigma/value.ts'
import { findingKeeper } from './finding-keeper.ts'
import type { Trouble } from './role.ts'
import { createRounds, restAfter } from './rounds.ts'

/** After a crash nobody looks for at most this long. */
const leaseTime = 5_000
/** Milliseconds between two rounds, at least. */
const pause = 300
const pauseAfterFailure = 5_000
/** Milliseconds that the last look may take; what is left then waits for the next start. */
const longestFarewell = 10_000
/** Alerts of an earlier release that are given their tactics in one round. */
const namedAtOnce = 500
/** Matches that wait longer than this, milliseconds, are told as a trouble. */
const tooLate = 60_000

/** Correlations over stored matches, one holder at a time by lease. */
export interface Correlating {
  start(): Promise<void>
  /** Looks at everything that is stored, then ends. */
  stop(): Promise<void>
  troubles(): readonly Trouble[]
}

/** Correlations as the rules of the installation have them, also while these change. */
export function correlateByLiveRules({
  events,
  records,
  clock,
  timeZone,
  paths,
  placeholders,
  signal,
  registry,
}: {
  readonly events: Pick<EventReads, 'arrived' | 'matchesIn' | 'partitions'>
  readonly records: RecordStore
  readonly clock: Clock
  readonly timeZone: string
  readonly paths: readonly string[]
  readonly placeholders: Placeholders
  readonly signal: Signal
  readonly registry: Registry
}): Correlating {
  const duration = new Gauge({
    name: 'vonggac_correlation_seconds',
    help: 'How long the last round of correlations took',
    registers: [registry],
  })
  const lag = new Gauge({
    name: 'vonggac_correlation_lag_seconds',
    help: 'How long the newest match that correlations have seen had waited for them',
    registers: [registry],
  })
  const correlator = new Correlator({
    events,
    records,
    clock,
    keeper: findingKeeper(records, clock, timeZone),
    counts: (match) => quietOf(match)?.by !== 'exception',
    systemOf,
  })
  let trouble: Trouble | undefined
  const tell = (detail: string) => {
    trouble = { code: 'correlations-behind', since: trouble?.since ?? clock.now(), detail }
  }

  /** Rules whose earlier alerts are still without their tactics; told once a start. */
  let naming: readonly { readonly id: string; readonly tags: readonly string[] }[] | undefined = []

  const rounds = createRounds({
    records,
    clock,
    job: 'correlation',
    leaseTime,
    async round() {
      const start = performance.now()
      if (naming !== undefined && !(await nameTactics(records, naming, namedAtOnce))) naming = undefined
      const { more, newest } = await correlator.round(rounds.alive)
      const waited = newest === undefined ? 0 : Math.max(0, clock.now() - newest)
      lag.set(waited / 1000)
      if (!more || waited < tooLate) trouble = undefined
      else tell(`${Math.round(waited / 1000)} s`)
      const took = performance.now() - start
      duration.set(took / 1000)
      return more ? 0 : restAfter(took, pause)
    },
    waiting: pause,
    waits() {
      trouble = undefined
    },
    failed(cause) {
      tell(cause)
      signal('correlate-failed', { cause })
      return pauseAfterFailure
    },
  })

  let live: LiveRules | undefined
  return {
    async start() {
      live = await openLiveRules({
        paths,
        placeholders,
        records,
        timeZone,
        onRules: ({ correlating, report }) => {
          if (naming !== undefined) naming = [...report.rules, ...report.correlations]
          correlator.use(correlating)
        },
        onError: (error) => signal('correlate-failed', { cause: String(error) }),
      })
      rounds.start()
    },
    async stop() {
      live?.stop()
      // Ingest has stopped before: what it left is looked at now instead of at the next start, also where one that was killed
      // still has the lease.
      await rounds.stop(async () => {
        const until = performance.now() + longestFarewell
        while ((await correlator.round()).more && performance.now() < until);
      })
    },
    troubles: () => (trouble === undefined ? [] : [trouble]),
  }
}
