import type { Clock } from '../../core/lib/clock.ts'
import type { Store, StoredEvent } from '../../core/store/store.ts'
import { createJudging, type Judging } from '../../roles/judging.ts'
import { keepFound } from '../../roles/keep-found.ts'
import { fingerprintOf } from '../../rules/backfill/gaps.ts'
import type { RunnableRule, RunParts } from '../../rules/backfill/run.ts'
import { openLiveRules } from '../../rules/live/live-rules.ts'

export const failedLogon = '5f1b1c52-9d6e-4f55-8a3b-0d6c0a7e9f11'

/** A rule of which an event in three is, see `logons`. */
export const failedLogonText = `title: Failed logon
id: ${failedLogon}
status: test
description: Test
logsource: {product: windows, service: security}
detection:
  sel: {EventID: 4625}
  condition: sel
level: high
`

/** Logons, one a `step` milliseconds from `from` on; every third fails. Five users, each on a host. */
export function logons(from: number, count: number, step: number): readonly StoredEvent[] {
  return Array.from({ length: count }, (_, i): StoredEvent => {
    const time = new Date(from + i * step).toISOString()
    const id = `${time.slice(0, 16).replace(/\D/g, '')}-${i}`
    return {
      id,
      partition: { class: '1m', day: time.slice(0, 10) },
      placedByReceipt: false,
      document: {
        '@timestamp': time,
        event: { id, code: i % 3 === 0 ? '4625' : '4624', ingested: time },
        winlog: { channel: 'Security' },
        host: { name: `pc-${i % 5}` },
        user: { name: `user-${i % 5}` },
      },
    }
  })
}

export interface BackfillWorld {
  readonly judging: Judging
  readonly parts: RunParts
  rule(id: string): RunnableRule | undefined
  /** Appends events as ingest does, judged unless told otherwise. */
  ingest(events: readonly StoredEvent[], judged?: boolean): Promise<void>
  close(): Promise<void>
}

/** The parts of ingest and jobs that a run needs, over a store and rule files; ingest looks for work all the time. */
export async function backfillWorld(
  store: Store,
  rulePaths: readonly string[],
  clock: Clock,
  mostMatches?: number,
): Promise<BackfillWorld> {
  const { events, records } = store
  const timeZone = 'Asia/Ho_Chi_Minh'
  const judging = createJudging(records, clock, timeZone)
  const live = await openLiveRules({
    paths: rulePaths,
    records,
    timeZone,
    onRules: (rules) => judging.use(rules),
    onError: (error) => {
      throw error
    },
  })
  const append: Store['events']['append'] = (stored, matches) => events.append(stored, matches)
  let stopped = false
  const ingesting = (async () => {
    while (!stopped) {
      await keepFound({ records, append, judging })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  const rule = (id: string): RunnableRule | undefined => {
    const found = live.current().running.find((one) => one.id === id)
    if (found === undefined) return undefined
    const { predicate, cannotRun } = found
    return { predicate, fingerprint: fingerprintOf(predicate), cannotRun: cannotRun !== undefined }
  }
  return {
    judging,
    rule,
    parts: { events, records, clock, ruleOf: rule, ...(mostMatches !== undefined && { mostMatches }) },
    async ingest(stored, judged = true) {
      const matches = judged ? stored.flatMap((event) => judging.judge(event)) : []
      await events.append(stored, matches)
      await judging.opened(matches)
    },
    async close() {
      stopped = true
      await ingesting
      live.stop()
    },
  }
}
