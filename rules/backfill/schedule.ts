import { Cron } from 'croner'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { RuleSet } from '../live/rule-set.ts'
import type { Schedule } from '../live/rule-setting.ts'
import type { Rule } from '../sigma/rule.ts'
import { backfillWrite, newBackfill, openBackfills } from './backfill.ts'
import type { Interval } from './interval.ts'

const scheduleKind = 'rule-schedule'

/** What is remembered of a scheduled rule. Times are epoch milliseconds. */
interface ScheduleState {
  readonly rule: string
  readonly cron: string
  /** When it was due last, and up to which event time its last run goes. */
  readonly due: number
  readonly reached: number
}

const minute = 60_000
/** So much of the time that the last run went over is gone over again: events come late, and are found after a while. */
const late = 10 * minute
/** After a standstill a run goes back so far at most, milliseconds. */
const longest = 31 * 24 * 60 * minute

/** Reads a cron line; the error says what is wrong with it. */
export function readCron(text: string, timeZone: string): Result<Cron, string> {
  try {
    const cron = new Cron(text, { timezone: timeZone, mode: '5-part', paused: true })
    return cron.nextRun() === null ? fail(`“${text}” never comes`) : ok(cron)
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

type InForce = Pick<RuleSet, 'settings' | 'running'>

/** The running rules that run on a schedule instead of on arrival; one whose cron line cannot be read is judged on arrival. */
export function scheduledRules({ settings, running }: InForce, timeZone: string): ReadonlyMap<string, Schedule> {
  const found = new Map<string, Schedule>()
  for (const { id, cannotRun } of running) {
    const schedule = settings.get(id)?.schedule ?? null
    if (cannotRun !== undefined || schedule === null) continue
    if (readCron(schedule.cron, timeZone).ok) found.set(id, schedule)
  }
  return found
}

/** The rules by which events are judged as they arrive: those that run, but for the scheduled ones. */
export function judgingOnArrival(set: InForce, timeZone: string): readonly Rule[] {
  const scheduled = scheduledRules(set, timeZone)
  return set.running.filter(({ id, cannotRun }) => cannotRun === undefined && !scheduled.has(id))
}

/**
 * The time that a run is to go over: its lookback, and what no run has gone over since the last one, with what may have come
 * late for that.
 */
function windowOf(due: number, lookbackMinutes: number, reached: number): Interval {
  const from = Math.min(due - lookbackMinutes * minute, reached - late)
  return { from: Math.max(from, due - longest), to: due }
}

/**
 * Asks for the runs of scheduled rules that are due. Several dues that were missed make one run over all that time; a rule
 * whose last run has not ended waits for it, and its next run goes over that time as well. Answers how many it asked for.
 */
export async function askScheduled(
  { records, clock }: { readonly records: RecordStore; readonly clock: Clock },
  schedules: ReadonlyMap<string, Schedule>,
  timeZone: string,
): Promise<number> {
  const now = clock.now()
  let busy: ReadonlySet<string> | undefined
  let asked = 0
  for (const [rule, { cron: text, lookbackMinutes }] of schedules) {
    const cron = readCron(text, timeZone)
    if (!cron.ok) continue
    const found = await records.get<ScheduleState>(systemScope, scheduleKind, rule)
    const known = found?.document.cron === text ? found.document : undefined
    const remember = (state: Pick<ScheduleState, 'due' | 'reached'>) => ({
      kind: scheduleKind,
      id: rule,
      document: { rule, cron: text, ...state } satisfies ScheduleState,
      unitIds: [],
      expect: found?.version ?? ('absent' as const),
    })
    if (known === undefined) {
      // Its first run comes when it is due for the first time.
      await records.write([remember({ due: now, reached: found?.document.reached ?? now })])
      continue
    }
    const due = lastDue(cron.value, known.due, now)
    if (due === undefined) continue
    busy ??= await rulesWithScheduledRun(records)
    if (busy.has(rule)) continue
    const run = newBackfill({ rule, ...windowOf(due, lookbackMinutes, known.reached) }, 'schedule', null, now)
    if ((await records.write([backfillWrite(run, 'absent'), remember({ due, reached: due })])).ok) asked += 1
  }
  return asked
}

/** The last time after `since` and up to `now` at which it was due. */
function lastDue(cron: Cron, since: number, now: number): number | undefined {
  const next = cron.nextRun(new Date(since))
  if (next === null || next.getTime() > now) return undefined
  // Reads whole seconds, and leaves out the one it is given.
  const [last] = cron.previousRuns(1, new Date(Math.floor(now / 1000) * 1000 + 1000))
  return Math.max(next.getTime(), last?.getTime() ?? 0)
}

async function rulesWithScheduledRun(records: RecordStore): Promise<ReadonlySet<string>> {
  const open = await openBackfills(records)
  return new Set(open.filter(({ document }) => document.reason === 'schedule').map(({ document }) => document.rule))
}
