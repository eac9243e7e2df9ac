import type { Clock } from '../core/lib/clock.ts'
import type { EventReads, RecordStore, StoredRecord } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { type Backfill, openBackfills, pruneBackfills } from '../rules/backfill/backfill.ts'
import { fillGaps } from '../rules/backfill/fill-gaps.ts'
import { fingerprintOf, gapsKind } from '../rules/backfill/gaps.ts'
import { advanceBackfill, type RunnableRule } from '../rules/backfill/run.ts'
import { askScheduled, scheduledRules } from '../rules/backfill/schedule.ts'
import { type LiveRules, openLiveRules } from '../rules/live/live-rules.ts'
import type { RuleSet } from '../rules/live/rule-set.ts'
import type { Placeholders } from '../rules/sigma/value.ts'
import { createRounds } from './rounds.ts'

/** Longer than ingest may take over what it is handed. Two holders at once would only repeat work. */
const leaseTime = 120_000
/** Milliseconds between two looks for a run, and for dues; for gaps when some changed, else so often. */
const period = 1_000
const lookEvery = 5_000
const tidyEvery = 600_000
/** A run is gone on with for so long before the next look; then a more urgent one has its turn. */
const stretch = 2_000
/** A run for a gap leaves the store alone for so many times as long as it took. */
const gapPause = 3
const afterFailure = 5_000
const urgency = { asked: 0, schedule: 1, gap: 2 } as const satisfies Record<Backfill['reason'], number>

interface BackfillingParts {
  readonly events: EventReads
  readonly records: RecordStore
  readonly clock: Clock
  readonly signal: Signal
  readonly rulePaths: readonly string[]
  readonly placeholders: Placeholders
  readonly timeZone: string
  /** Gaps are filled so many days back by themselves; 0: not at all. */
  readonly fillDays: number
}

export interface Backfilling {
  start(): void
  stop(): Promise<void>
}

/** Runs rules over stored events: those asked for, those due, and those that close gaps; one holder at a time, by lease. */
export function createBackfilling(parts: BackfillingParts): Backfilling {
  const { events, records, clock, signal, timeZone, fillDays } = parts
  let live: LiveRules | undefined
  let failing = false
  let looked = Number.NEGATIVE_INFINITY
  let tidied = Number.NEGATIVE_INFINITY
  let gapsChanged = true
  const stop = new AbortController()

  /** Answers the milliseconds until the next round. */
  async function round(): Promise<number> {
    live ??= await openLiveRules({
      paths: parts.rulePaths,
      placeholders: parts.placeholders,
      records,
      timeZone,
      onRules: () => undefined,
      onChanges: (changes) => {
        gapsChanged ||= changes.some(({ kind }) => kind === gapsKind)
      },
      onError: (error) => failed(error instanceof Error ? error.message : String(error)),
    })
    const rules = live.current()
    if (clock.now() - looked >= lookEvery) {
      looked = clock.now()
      await askScheduled({ records, clock }, scheduledRules(rules, timeZone), timeZone)
      const isTime = clock.now() - tidied >= tidyEvery
      if (isTime) {
        tidied = clock.now()
        await pruneBackfills(records, tidied)
      }
      if (gapsChanged || isTime) {
        gapsChanged = false
        await fillGaps({ records, events, clock }, fillDays)
      }
    }
    const next = mostUrgent(await openBackfills(records))
    if (next === undefined) {
      failing = false
      return period
    }
    const began = performance.now()
    await advanceBackfill({ events, records, clock, ruleOf: ruleOf(rules), stop: stop.signal }, next, stretch)
    failing = false
    return next.document.reason === 'gap' ? (performance.now() - began) * gapPause : 0
  }
  function failed(cause: string): number {
    if (!failing && !rounds.stopped()) signal('backfill-failed', { cause })
    failing = true
    return afterFailure
  }
  const rounds = createRounds({ records, clock, job: 'backfill', leaseTime, round, waiting: period, failed })

  return {
    start: rounds.start,
    async stop() {
      stop.abort()
      await rounds.stop()
      live?.stop()
    },
  }
}

function mostUrgent(open: readonly StoredRecord<Backfill>[]): StoredRecord<Backfill> | undefined {
  // Sorted by when they were asked for; sorting again keeps that order among equals.
  return open.toSorted((a, b) => urgency[a.document.reason] - urgency[b.document.reason])[0]
}

const ruleOf =
  (rules: RuleSet) =>
  (id: string): RunnableRule | undefined => {
    const rule = rules.running.find((one) => one.id === id)
    if (rule === undefined) return undefined
    return {
      predicate: rule.predicate,
      fingerprint: fingerprintOf(rule.predicate),
      cannotRun: rule.cannotRun !== undefined,
    }
  }
