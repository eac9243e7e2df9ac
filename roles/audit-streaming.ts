import { placeOf } from '../collector/partition.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { AuditLog, EventStore, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { streamAudit } from '../response/audit/stream-events.ts'
import type { Judging } from './judging.ts'
import type { Trouble } from './role.ts'
import { createRounds, type Rounds } from './rounds.ts'

const leaseTime = 10_000
/** Milliseconds between two looks at the log, and after a failure. */
const period = 1_000
const afterFailure = 5_000

/** Follows the audit log and has its rows judged and kept as events, one holder at a time by lease. */
export function createAuditStreaming({
  audit,
  records,
  append,
  judging,
  retentionClass,
  clock,
  signal,
}: {
  readonly audit: AuditLog
  readonly records: RecordStore
  readonly append: EventStore['append']
  readonly judging: Pick<Judging, 'judge' | 'opened'>
  readonly retentionClass: string
  readonly clock: Clock
  readonly signal: Signal
}): Pick<Rounds, 'start' | 'stop'> & { troubles(): readonly Trouble[] } {
  let failing: Trouble | undefined
  const rounds = createRounds({
    records,
    clock,
    job: 'audit-events',
    leaseTime,
    async round() {
      const { more } = await streamAudit({
        audit,
        records,
        append,
        judge: judging.judge,
        opened: judging.opened,
        place: (time, now) => placeOf(time, now, retentionClass),
        now: () => clock.now(),
      })
      failing = undefined
      return more ? 0 : period
    },
    waiting: period,
    waits() {
      failing = undefined
    },
    failed(cause) {
      if (failing === undefined) signal('audit-events-failed', { cause })
      failing = { code: 'audit-events-behind', since: failing?.since ?? clock.now(), detail: cause }
      return afterFailure
    },
  })
  return {
    start: rounds.start,
    stop: () => rounds.stop(),
    troubles: () => (failing === undefined ? [] : [failing]),
  }
}
