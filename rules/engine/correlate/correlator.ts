import { systemScope } from '../../../core/access/scope.ts'
import { hashId } from '../../../core/lib/ids.ts'
import type { EventReads, RecordStore } from '../../../core/store/store.ts'
import type { Correlation } from '../../sigma/correlation.ts'
import type { ChainedFinding } from './chain.ts'
import { CorrelationJudge, type JudgeParts } from './judge.ts'
import { neededFields } from './needs.ts'

const jobKind = 'job'
const jobId = 'correlation'

/** How far correlations have come; kept between rounds and restarts. */
interface Progress {
  /** The matches that were taken note of. */
  readonly cursor: string | null
  /** What each correlation is that has seen all matches up to the cursor, by its id. */
  readonly known: Readonly<Record<string, string>>
  /** Up to when windows that have ended were judged, by the id of the correlation. */
  readonly judged: Readonly<Record<string, number>>
}

/** What a round came to. */
export interface Round {
  /** Matches that were looked at. */
  readonly matches: number
  readonly findings: number
  /** Matches wait for the next round. */
  readonly more: boolean
  /** When the newest match of the round was judged; undefined where there was none. */
  readonly newest: number | undefined
}

export interface CorrelatorParts extends Omit<JudgeParts, 'events'> {
  readonly events: Pick<EventReads, 'arrived' | 'matchesIn' | 'partitions'>
  readonly records: Pick<RecordStore, 'get' | 'write'>
}

/** Milliseconds after which progress is written down though no match came. */
const savedEvery = 30_000
const day = 86_400_000

/**
 * All correlations over stored matches. Each round takes note of what arrived, judges what that touched, and remembers how
 * far it came after everything found is kept: a crash repeats work and loses none. A correlation that is new, or was
 * written anew, first looks at all matches that are there.
 */
export class Correlator {
  readonly #parts: CorrelatorParts
  #judges: readonly CorrelationJudge[] = []
  #saved = 0
  /** How far this process came last; another cursor means that another process has gone on. */
  #cursor: string | null | undefined
  /** False until the first round is done, which may repeat what a crash cut short. */
  #recovered = false

  constructor(parts: CorrelatorParts) {
    this.#parts = parts
  }

  /** Takes up other correlations, in the order of their report; those that are as they were keep what they hold. */
  use(correlations: readonly Correlation[]): void {
    const before = new Map(this.#judges.map((judge) => [stateOf(judge.correlation), judge]))
    this.#judges = correlations
      .filter(({ cannotRun }) => cannotRun === undefined)
      .map((one) => before.get(stateOf(one)) ?? new CorrelationJudge(one, this.#parts))
  }

  /** One round. `alive` is called again and again while a new correlation goes through the past. */
  async round(alive: () => Promise<void> = async () => undefined): Promise<Round> {
    const { events, records, clock } = this.#parts
    const judges = this.#judges
    const stored = await records.get<Progress>(systemScope, jobKind, jobId)
    const progress = stored?.document ?? { cursor: null, known: {}, judged: {} }
    if (judges.length === 0) return { matches: 0, findings: 0, more: false, newest: undefined }
    if (progress.cursor !== this.#cursor) for (const judge of judges) judge.forget()
    const fields = Object.fromEntries(neededFields(judges.map(({ correlation }) => correlation)))
    // From the beginning, the cursor leads everybody through everything.
    const fresh = progress.cursor === null ? [] : judges.filter(({ correlation }) => isNew(correlation, progress))
    const { rows, cursor, more } = await events.arrived(systemScope, fields, progress.cursor ?? undefined)
    let findings = 0
    const tell = (from: CorrelationJudge, kept: readonly ChainedFinding[]) => {
      findings += kept.length
      for (const judge of judges) judge.changed(from.correlation.id, kept, !this.#recovered)
    }
    const judged: Record<string, number> = {}
    for (const judge of judges) {
      const { id } = judge.correlation
      if (fresh.includes(judge)) tell(judge, await this.#catchUp(judge, alive))
      judge.arrived(rows)
      const until = await judge.due(progress.judged[id] ?? clock.now())
      if (until !== undefined) judged[id] = until
      tell(judge, await judge.judge())
    }
    this.#recovered = true
    const known = Object.fromEntries(judges.map(({ correlation }) => [correlation.id, signatureOf(correlation)]))
    const now = clock.now()
    const moved = cursor !== progress.cursor || JSON.stringify(known) !== JSON.stringify(progress.known)
    const waits = Object.keys(judged).length > 0 && now - this.#saved >= savedEvery
    if (moved || waits) {
      const document: Progress = { cursor, known, judged }
      const expect = stored?.version ?? 'absent'
      const written = await records.write([{ kind: jobKind, id: jobId, document, unitIds: [], expect }])
      this.#cursor = written.ok ? cursor : undefined
      this.#saved = now
    } else this.#cursor = cursor
    const newest = rows.reduce<number | undefined>((last, { match }) => Math.max(last ?? 0, match.seen), undefined)
    return { matches: rows.length, findings, more, newest }
  }

  async #catchUp(judge: CorrelationJudge, alive: () => Promise<void>): Promise<readonly ChainedFinding[]> {
    const { events, clock } = this.#parts
    const days = (await events.partitions()).filter(({ matches }) => matches > 0).map((one) => Date.parse(one.day))
    if (days.length === 0) return []
    return judge.judgeAll(Math.min(...days) - day, clock.now() + day, alive)
  }
}

const isNew = (correlation: Correlation, { known }: Progress) => known[correlation.id] !== signatureOf(correlation)

/** Tells one state of a correlation from another by what it finds: its level or title may change without a look at the past. */
function signatureOf({ id, type, steps, groupBy, valueFields, timespan, judgement }: Correlation): string {
  return hashId(JSON.stringify([id, type, steps, groupBy, valueFields, timespan, judgement]))
}

/** The same, with what is told of it. */
const stateOf = (one: Correlation): string =>
  JSON.stringify([signatureOf(one), one.titles, one.level, one.feedsOnly, one.generate])
