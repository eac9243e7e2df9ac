import { hostname } from 'node:os'
import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../core/lib/clock.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { recordGaps } from '../rules/backfill/gaps.ts'
import { judgingOnArrival } from '../rules/backfill/schedule.ts'
import { statedEvery, writeRuleState } from '../rules/live/applied.ts'
import { writeCosts } from '../rules/live/cost.ts'
import { type LiveRules, openLiveRules } from '../rules/live/live-rules.ts'
import type { RuleSet } from '../rules/live/rule-set.ts'
import type { Placeholders } from '../rules/sigma/value.ts'
import type { Judging } from './judging.ts'
import type { Trouble } from './role.ts'

/** Milliseconds between two measurements of what rules cost, and between two writings of it; the first comes early. */
const measureEvery = 1000
const costsEvery = 300_000
const firstCosts = 20_000

/** Has the ingest role judge by the rules as they stand, and says which are in force. */
export function judgeByLiveRules({
  judging,
  records,
  clock,
  paths,
  placeholders,
  timeZone,
  signal,
  registry,
}: {
  readonly judging: Judging
  readonly records: RecordStore
  readonly clock: Clock
  readonly paths: readonly string[]
  readonly placeholders: Placeholders
  readonly timeZone: string
  readonly signal: Signal
  readonly registry: Registry
}): { start(): Promise<void>; stop(): Promise<void>; troubles(): readonly Trouble[] } {
  const rules = new Gauge({
    name: 'vonggac_rules',
    help: 'Rules that judge events, rules and files that were rejected, and exceptions that cover nothing any more',
    labelNames: ['state'],
    registers: [registry],
  })
  const host = hostname()
  let live: LiveRules | undefined
  let applied = 0
  /** Set while changed rules cannot be taken up. */
  let behind: Trouble | undefined
  let measuring: NodeJS.Timeout | undefined
  let writing: NodeJS.Timeout | undefined
  let stating: NodeJS.Timeout | undefined

  const stateOf = (set: RuleSet) => ({
    sequence: applied,
    at: clock.now(),
    running: set.running.filter(({ cannotRun }) => cannotRun === undefined).length,
    rejected: set.report.rejected,
    stopped: false,
  })
  let gaps: Promise<void> = Promise.resolve()
  async function take(set: RuleSet, sequence: number): Promise<void> {
    await judging.use(set)
    applied = sequence
    behind = undefined
    const state = stateOf(set)
    rules.set({ state: 'running' }, state.running)
    rules.set({ state: 'rejected' }, state.rejected)
    rules.set({ state: 'exception-broken' }, set.brokenExceptions.length)
    await writeRuleState(records, host, state)
    // Thousands of rules take a store seconds to write down, and nothing waits for it.
    gaps = gaps.then(() => recordGaps(records, judgingOnArrival(set, timeZone), clock)).catch(failed)
    signal('rules-in-force', { running: state.running, rejected: state.rejected })
  }
  const saveCosts = () => {
    writing = setTimeout(saveCosts, costsEvery)
    // What rules cost is good to know, and nothing waits for it.
    writeCosts(records, host, judging.costs.costs()).catch(() => {})
  }
  const failed = (error: unknown, what?: 'following' | 'taking-up') => {
    const detail = error instanceof Error ? error.message : String(error)
    if (what === 'taking-up') behind = { code: 'rules-behind', since: behind?.since ?? clock.now(), detail }
    signal('rules-behind', { cause: detail })
  }

  return {
    async start() {
      await judging.restore()
      live = await openLiveRules({
        paths,
        placeholders,
        records,
        timeZone,
        onRules: take,
        onError: failed,
        onChanges: (changes) => void judging.heard(changes).catch(failed),
      })
      const { current } = live
      measuring = setInterval(() => judging.costs.measure(current().running), measureEvery)
      writing = setTimeout(saveCosts, firstCosts)
      stating = setInterval(() => void writeRuleState(records, host, stateOf(current())).catch(() => {}), statedEvery)
    },
    async stop() {
      clearInterval(measuring)
      clearTimeout(writing)
      clearInterval(stating)
      live?.stop()
      await gaps
      if (live === undefined) return
      await writeRuleState(records, host, { ...stateOf(live.current()), stopped: true }).catch(failed)
    },
    troubles: () => (behind === undefined ? [] : [behind]),
  }
}
