import { systemScope } from '../core/access/scope.ts'
import type { Clock } from '../core/lib/clock.ts'
import { randomId } from '../core/lib/ids.ts'
import { holdLease, releaseLease } from '../core/store/lease.ts'
import type { EventReads, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { type LookBack, lookBackKind } from '../response/indicators/look-back.ts'
import { advanceLookBack } from '../response/indicators/look-back-run.ts'

const job = 'indicator-search'
/** Two holders at once would only repeat work: what a slice found is on record once. */
const leaseTime = 120_000
/** Milliseconds between two looks for a search; one is gone on with for so long before the next has its turn. */
const period = 1_000
const stretch = 2_000
const afterFailure = 5_000

interface LookingBackParts {
  readonly events: EventReads
  readonly records: RecordStore
  readonly clock: Clock
  readonly signal: Signal
  readonly timeZone: string
}

export interface LookingBack {
  start(): void
  stop(): Promise<void>
}

/** Searches stored events for lists of indicators, the open searches in turn; one holder at a time, by lease. */
export function createLookingBack({ events, records, clock, signal, timeZone }: LookingBackParts): LookingBack {
  const holder = randomId()
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let failing = false
  /** The search that had its turn last. */
  let last = ''

  /** Answers the milliseconds until the next round. */
  async function round(): Promise<number> {
    if (!(await holdLease(records, job, holder, leaseTime, clock))) return period
    const { rows } = await records.list<LookBack>(systemScope, lookBackKind, {
      where: {
        kind: 'any',
        of: [
          { kind: 'equals', field: 'state', value: 'waiting', fold: 'none' },
          { kind: 'equals', field: 'state', value: 'running', fold: 'none' },
        ],
      },
      sort: [{ field: 'asked', direction: 'asc' }],
      limit: 100,
    })
    const next = rows[(rows.findIndex(({ id }) => id === last) + 1) % Math.max(rows.length, 1)]
    if (next === undefined) return period
    last = next.id
    await advanceLookBack({ events, records, clock, timeZone, stop: stop.signal }, next, stretch)
    return 0
  }
  async function go(): Promise<void> {
    let pause = afterFailure
    try {
      pause = await round()
      failing = false
    } catch (error) {
      if (!failing && !stop.signal.aborted) {
        signal('look-back-failed', { cause: error instanceof Error ? error.message : String(error) })
      }
      failing = true
    }
    if (!stop.signal.aborted) timer = setTimeout(run, pause)
  }
  const run = () => {
    running = go()
  }

  return {
    start: run,
    async stop() {
      stop.abort()
      clearTimeout(timer)
      await running
      await releaseLease(records, job, holder).catch(() => {})
    },
  }
}
