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
 * Goes on with a run for about `milliseconds`, slice by slice; progress is written now and then, at the end of one. Answers
 * whether it has ended. A store or an ingest role that does not answer rejects: what is written stands, and the run is gone
 * on with later.
 */
export async function advanceBackfill(
  parts: RunParts,
  at: StoredRecord<Backfill>,
  milliseconds: number,
): Promise<boolean> {
  const { records } = parts
  const until = performance.now() + milliseconds
  const progress = new Progress(parts, at)
  const rule = parts.ruleOf(at.document.rule)
  if (rule === undefined) return progress.end('failed', 'rule-gone')
  if (rule.cannotRun) return progress.end('failed', 'rule-cannot-run')
  if (progress.run.fingerprint !== rule.fingerprint && !(await progress.begin(rule.fingerprint))) return false
  await clearHandOvers(records, at.id)

  let found: readonly FoundEvent[] = []
  let written = performance.now()
  const hand = async (): Promise<void> => {
    if (found.length > 0) progress.found(found.length, await handOver(records, progress.run, found, parts.stop))
    found = []
  }
  for await (const { to, events, scanned } of slices(parts, progress.run, rule.predicate)) {
    found = [...found, ...events]
    progress.scanned(scanned)
    if (found.length >= handedOver) {
      await hand()
      if (progress.isTooMuch()) return progress.end('failed', 'too-many-matches')
      if (await progress.isOver()) return true
    }
    // What was found within a slice is on record once the slice is over, so that it is not counted twice.
    if (to === undefined) continue
    const isTime = performance.now() > until
    if (!isTime && performance.now() - written < writeEvery && to < progress.run.to) continue
    await hand()
    if (progress.isTooMuch()) return progress.end('failed', 'too-many-matches')
    if (!(await progress.reach(to))) return progress.isOver()
    written = performance.now()
    if (isTime && to < progress.run.to) return false
  }
  return progress.end('done')
}

/** How far a run came: what is on record, and what has been gone through since. */
class Progress {
  readonly #parts: RunParts
  #run: Backfill
  #version: number
  #since = { scanned: 0, matched: 0, added: 0 }

  constructor(parts: RunParts, { document, version }: StoredRecord<Backfill>) {
    this.#parts = parts
    this.#run = document
    this.#version = version
  }

  get run(): Backfill {
    return this.#run
  }

  scanned(events: number): void {
    this.#since.scanned += events
  }

  found(matched: number, added: number): void {
    this.#since.matched += matched
    this.#since.added += added
  }

  isTooMuch(): boolean {
    return this.#run.matched + this.#since.matched > (this.#parts.mostMatches ?? 100_000)
  }

  /** Puts the run at its beginning, by the rule as it is now. False when somebody changed the run meanwhile. */
  async begin(fingerprint: string): Promise<boolean> {
    const { from, to } = this.#run
    const oldest = (await oldestStored(this.#parts.events)) ?? to
    const fresh = { reached: Math.min(Math.max(from, oldest), to), scanned: 0, matched: 0, added: 0 }
    return this.#write({ ...this.#run, ...fresh, state: 'running', started: this.#parts.clock.now(), fingerprint })
  }

  /** Writes that all before `reached` is done. False when somebody changed the run meanwhile: it was cancelled. */
  reach(reached: number): Promise<boolean> {
    return this.#write({ ...this.#counted(), reached })
  }

  /** Ends the run. Answers whether it has ended, this way or another. */
  async end(state: 'done' | 'failed', failure: Backfill['failure'] = null): Promise<boolean> {
    const ended: Backfill = { ...this.#counted(), state, failure, ended: this.#parts.clock.now() }
    return (await this.#write(ended)) || this.isOver()
  }

  /** True when the run is over for whoever looks. */
  async isOver(): Promise<boolean> {
    const now = await this.#parts.records.get<Backfill>(systemScope, backfillKind, this.#run.id)
    return now === undefined || !isOpen(now.document)
  }

  #counted(): Backfill {
    const { scanned, matched, added } = this.#run
    const since = this.#since
    return {
      ...this.#run,
      scanned: scanned + since.scanned,
      matched: matched + since.matched,
      added: added + since.added,
    }
  }

  async #write(next: Backfill): Promise<boolean> {
    const { records, events } = this.#parts
    const closed = next.state === 'done' ? await closedGaps(records, next, await oldestStored(events)) : []
    const written = await records.write([backfillWrite(next, this.#version), ...closed])
    if (!written.ok) return false
    this.#run = next
    this.#version = written.versions[0] ?? this.#version + 1
    this.#since = { scanned: 0, matched: 0, added: 0 }
    return true
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
    if (total.value > 0 || total.relation === 'gte') {
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
