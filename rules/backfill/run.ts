import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { EventReads, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Backfill, backfillKind, backfillWrite, isOpen } from './backfill.ts'
import { closedGaps } from './gaps.ts'
import { clearHandOvers, type FoundEvent, handOver } from './hand-over.ts'

/** What a run needs to know of a rule, as it is in force. */
export interface RunnableRule {
  readonly predicate: Predicate
  /** Names what the rule looks for. */
  readonly fingerprint: string
  readonly cannotRun: boolean
}

export interface RunParts {
  readonly events: Pick<EventReads, 'search' | 'histogram' | 'partitions'>
  readonly records: RecordStore
  readonly clock: Clock
  ruleOf(id: string): RunnableRule | undefined
  /** Ends the wait for ingest, which may be gone already. */
  readonly stop?: AbortSignal
  /** Matches of one run, at most; default 100,000. */
  readonly mostMatches?: number
}

const hour = 3_600_000
/** Slices grow and shrink between these, so that one takes about as long as told, in milliseconds. */
const shortest = hour / 6
const longest = 24 * hour
const [quick, slow] = [150, 1_000]
/** Events asked for at a time, and found ones handed over together. */
const pageEvents = 500
const handedOver = 2_000
/** Milliseconds between two writings of progress: ingest looks every second for what it is handed. */
const writeEvery = 1_000

/**
 * Goes on with a run for about `milliseconds`, slice by slice; progress is written now and then, at the end of one. Answers whether it has
 * ended. A store or an ingest role that does not answer rejects: what is written stands, and the run is gone on with later.
 */
export async function advanceBackfill(
  parts: RunParts,
  at: StoredRecord<Backfill>,
  milliseconds: number,
): Promise<boolean> {
  const { records, clock, events } = parts
  const until = performance.now() + milliseconds
  let { document: run, version } = at

  /** False when somebody else changed the run meanwhile: it was cancelled. */
  const write = async (next: Backfill): Promise<boolean> => {
    const closed = next.state === 'done' ? await closedGaps(records, next, await oldestStored(events)) : []
    const written = await records.write([backfillWrite(next, version), ...closed])
    if (!written.ok) return false
    run = next
    version = written.versions[0] ?? version + 1
    return true
  }
  const end = (state: 'done' | 'failed', failure: Backfill['failure'] = null) =>
    write({ ...run, state, failure, ended: clock.now() })

  const rule = parts.ruleOf(run.rule)
  if (rule === undefined || rule.cannotRun) {
    await end('failed', rule === undefined ? 'rule-gone' : 'rule-cannot-run')
    return true
  }
  if (run.fingerprint !== rule.fingerprint) {
    const from = Math.max(run.from, (await oldestStored(events)) ?? run.to)
    const fresh = { reached: Math.min(from, run.to), scanned: 0, matched: 0, added: 0 }
    const begun = { ...run, ...fresh, state: 'running', started: clock.now(), fingerprint: rule.fingerprint } as const
    if (!(await write(begun))) return false
  }
  await clearHandOvers(records, run.id)
  const reading = slices(parts, run, rule.predicate)
  let gone = { reached: run.reached, scanned: 0, matched: 0, added: 0 }
  let found: readonly FoundEvent[] = []
  let written = performance.now()
  const hand = async (): Promise<void> => {
    // As they happened: what a suppression keeps back depends on the order.
    if (found.length > 0) gone.added += await handOver(records, run, found, parts.stop)
    gone.matched += found.length
    found = []
  }
  for await (const { to, events: more, scanned } of reading) {
    found = [...found, ...more]
    gone.scanned += scanned
    if (found.length >= handedOver) await hand()
    // What was found within a slice is on record once the slice is over, so that it is not counted twice.
    if (to === undefined) continue
    gone.reached = to
    const isOver = performance.now() > until
    if (performance.now() - written < writeEvery && !isOver && to < run.to && gone.matched < handedOver) continue
    await hand()
    const { scanned: seen, matched, added } = run
    const counts = { scanned: seen + gone.scanned, matched: matched + gone.matched, added: added + gone.added }
    if (counts.matched > (parts.mostMatches ?? 100_000)) {
      const failed = { ...run, ...counts, reached: gone.reached, state: 'failed', failure: 'too-many-matches' } as const
      return (await write({ ...failed, ended: clock.now() })) || cancelled()
    }
    if (!(await write({ ...run, ...counts, reached: gone.reached }))) return cancelled()
    gone = { reached: run.reached, scanned: 0, matched: 0, added: 0 }
    written = performance.now()
    if (isOver && run.reached < run.to) return false
  }
  return (await end('done')) || cancelled()

  async function cancelled(): Promise<boolean> {
    const now = await records.get<Backfill>(systemScope, backfillKind, run.id)
    return now === undefined || !isOpen(now.document)
  }
}

/** The beginning of the oldest day that is stored. An event that was placed by its receipt may be older and is left out. */
export async function oldestStored(events: Pick<EventReads, 'partitions'>): Promise<number | undefined> {
  const days = (await events.partitions()).filter((partition) => partition.events > 0).map(({ day }) => day)
  const oldest = days.sort()[0]
  return oldest === undefined ? undefined : Date.parse(`${oldest}T00:00:00Z`)
}

/** A page of what was found; `to` is set on the last page of a slice, whose end it is. */
interface Page {
  readonly events: readonly FoundEvent[]
  readonly scanned: number
  readonly to?: number
}

/** Goes through the time that is left, the oldest slice first. Within a slice the newest come first. */
async function* slices({ events }: RunParts, { reached, to: end }: Backfill, where: Predicate): AsyncGenerator<Page> {
  let length = hour
  for (let from = reached; from < end; ) {
    const range = { from, to: Math.min(from + length, end) }
    const began = performance.now()
    let spent = 0
    const { total } = await events.histogram(systemScope, { ...range, where: { kind: 'true' } }, 1)
    let cursor: string | undefined
    if (total.value > 0) {
      do {
        const asked = performance.now()
        const more = cursor === undefined ? {} : { cursor }
        const page = await events.search(systemScope, { ...range, where }, { limit: pageEvents, ...more })
        spent += performance.now() - asked
        cursor = page.cursor
        const found = page.rows.flatMap((document, i): FoundEvent[] => {
          const { id } = document.event
          const partition = page.places[i]
          return id === undefined || partition === undefined ? [] : [{ id, partition, document }]
        })
        if (cursor !== undefined) yield { events: found.toReversed(), scanned: 0 }
        else yield { events: found.toReversed(), scanned: total.value, to: range.to }
      } while (cursor !== undefined)
    } else {
      spent = performance.now() - began
      yield { events: [], scanned: 0, to: range.to }
    }
    if (spent < quick) length = Math.min(length * 2, longest)
    else if (spent > slow) length = Math.max(length / 2, shortest)
    from = range.to
  }
}
