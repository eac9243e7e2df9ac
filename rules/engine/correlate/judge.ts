import type { Clock } from '../../../core/lib/clock.ts'
import type { MatchWithValues } from '../../../core/store/store.ts'
import type { Correlation } from '../../sigma/correlation.ts'
import { canBeUndone } from '../../sigma/correlation.ts'
import { type Finding, findingOf } from './batch.ts'
import { groupCeiling, thinned } from './ceiling.ts'
import type { ChainedFinding } from './chain.ts'
import { bucketOf, type Entry, findingId } from './entry.ts'
import { findingsOf } from './find.ts'
import { RecentEntries } from './recent.ts'
import { StoredEntries, type StoredParts } from './stored.ts'

/** Who keeps findings. What they are to people is none of the rules' business. */
export interface FindingKeeper extends Readonly<StoredParts['keeper']> {
  /**
   * Keeps what was found, and takes back those of the ids in `gone` that stood. Answers the findings as they are now and
   * as they were before, as far as they were kept.
   */
  keep(correlation: Correlation, found: readonly Finding[], gone: readonly string[]): Promise<readonly ChainedFinding[]>
}

export interface JudgeParts extends StoredParts {
  readonly keeper: FindingKeeper
  readonly clock: Clock
}

/** Findings kept in one write. */
const keptAtOnce = 200

/** Milliseconds that late events have after a window is over, before it is judged for the first time. */
const graceOf = (timespan: number): number => Math.min(timespan, 5 * 60_000)

/**
 * One correlation over stored matches. What it finds depends on the matches alone: whatever touched a group, the spans of
 * time around are judged again, as a whole.
 */
export class CorrelationJudge {
  readonly correlation: Correlation
  readonly #parts: JudgeParts
  readonly #stored: StoredEntries
  readonly #recent: RecentEntries
  readonly #undoable: boolean
  /** False where nothing that comes can take a finding back: then only what is found is looked up. */
  readonly #revocable: boolean
  #touched = new Map<string, Set<number>>()

  constructor(correlation: Correlation, parts: JudgeParts) {
    const { judgement, steps, timespan } = correlation
    this.correlation = correlation
    this.#parts = parts
    this.#stored = new StoredEntries(correlation, parts)
    this.#recent = new RecentEntries(timespan)
    this.#undoable = canBeUndone(judgement)
    const sums = judgement.kind === 'measure' && judgement.measure.kind === 'sum'
    this.#revocable = this.#undoable || sums || steps.some(({ kind }) => kind === 'correlation')
  }

  /** Holds nothing any more: somebody else has gone on meanwhile, and what arrived then is not known here. */
  forget(): void {
    this.#recent.forget()
  }

  /** Takes note of matches that arrived. */
  arrived(rows: readonly MatchWithValues[]): void {
    for (const row of rows) {
      for (const entry of this.#stored.ofRow(row)) {
        this.#recent.add(entry)
        this.#touch(entry)
      }
    }
  }

  /**
   * Takes note of findings of another correlation that came, changed or went. After a crash `wide`: where they stood before is
   * not known then, but that it was within their span.
   */
  changed(correlation: string, findings: readonly ChainedFinding[], wide: boolean): void {
    const { timespan } = this.correlation
    for (const finding of findings) {
      for (const entry of this.#stored.ofFindings(correlation, [finding])) {
        this.#touch(entry)
        const { from, to } = finding.span
        for (let time = from; wide && time < to + timespan; time += timespan) this.#touch({ ...entry, time })
      }
    }
  }

  /**
   * Takes note of windows that came to their end since the judgement at `judged`: those that began with matches of a while
   * ago. Answers until when windows are judged now; undefined for a correlation that waits for no window.
   */
  async due(judged: number): Promise<number | undefined> {
    if (!this.#undoable) return undefined
    const now = this.#parts.clock.now()
    const { timespan } = this.correlation
    const age = timespan + graceOf(timespan)
    const range = { from: judged - age, to: now - age }
    if (range.to <= range.from) return judged
    for await (const entry of this.#stored.within(range)) this.#touch(entry)
    return now
  }

  /** Judges everything that was touched. Answers the findings that stand, stood or changed, for those that look at them. */
  async judge(): Promise<readonly ChainedFinding[]> {
    const touched = this.#touched
    this.#touched = new Map()
    const kept: ChainedFinding[] = []
    for (const range of this.#ranges(touched)) {
      const entries = await this.#around(range)
      kept.push(...(await this.#judgeGroups(range.groups, entries)))
    }
    return kept
  }

  /** Judges all that is stored between two moments, for a correlation that is new. `alive` is called between spans. */
  async judgeAll(from: number, to: number, alive: () => Promise<void>): Promise<readonly ChainedFinding[]> {
    const { timespan } = this.correlation
    const width = Math.max(1, Math.ceil(fillSpan / timespan))
    const kept: ChainedFinding[] = []
    for (let first = bucketOf(from, timespan); first * timespan <= to; first += width) {
      const groups = new Map<string, Set<number>>()
      const entries = new Map<string, readonly Entry[]>()
      const range = { from: (first - 2) * timespan, to: (first + width + 2) * timespan }
      for await (const entry of this.#stored.within(range)) {
        const { key } = entry.group
        put(entries, entry, timespan)
        const bucket = bucketOf(entry.time, timespan)
        if (bucket >= first && bucket < first + width) note(groups, key, bucket)
      }
      kept.push(...(await this.#judgeGroups(groups, (key) => entries.get(key) ?? [])))
      await alive()
    }
    return kept
  }

  #touch(entry: Entry): void {
    note(this.#touched, entry.group.key, bucketOf(entry.time, this.correlation.timespan))
  }

  /** Touched groups by the stretches of time that must be at hand for them. */
  #ranges(touched: ReadonlyMap<string, ReadonlySet<number>>) {
    const { timespan } = this.correlation
    const all = [...touched].flatMap(([key, buckets]) => [...buckets].map((bucket) => ({ key, bucket })))
    all.sort((a, b) => a.bucket - b.bucket)
    const ranges: { first: number; last: number; groups: Map<string, Set<number>> }[] = []
    for (const { key, bucket } of all) {
      let range = ranges.at(-1)
      if (range === undefined || bucket > range.last + 4) {
        range = { first: bucket, last: bucket, groups: new Map() }
        ranges.push(range)
      }
      range.last = bucket
      note(range.groups, key, bucket)
    }
    const newest = bucketOf(this.#parts.clock.now(), timespan)
    this.#recent.advance(newest)
    return ranges
  }

  /** What a judgement of these groups needs, from memory where it is whole there. */
  async #around(range: {
    readonly first: number
    readonly last: number
    readonly groups: ReadonlyMap<string, unknown>
  }): Promise<(group: string) => readonly Entry[]> {
    const { timespan, steps } = this.correlation
    const beyond = this.#undoable ? 2 : 1
    const [first, last] = [range.first - beyond, range.last + beyond]
    const held = new Map<string, readonly Entry[]>()
    const isRecent = range.first >= bucketOf(this.#parts.clock.now(), timespan) - 2
    if (!this.#recent.covers(first)) {
      const reach = { from: first * timespan, to: isRecent ? Number.MAX_SAFE_INTEGER : (last + 1) * timespan }
      if (isRecent) this.#recent.begin(first)
      for await (const entry of this.#stored.matches(reach)) {
        if (isRecent) this.#recent.add(entry)
        if (range.groups.has(entry.group.key) && entry.time < (last + 1) * timespan) {
          put(held, entry, timespan)
        }
      }
    } else for (const key of range.groups.keys()) held.set(key, [...this.#recent.of(key, first, last)])
    if (steps.some(({ kind }) => kind === 'correlation')) {
      for await (const entry of this.#stored.findings({ from: first * timespan, to: (last + 1) * timespan })) {
        if (range.groups.has(entry.group.key)) put(held, entry, timespan)
      }
    }
    return (group) => held.get(group) ?? []
  }

  async #judgeGroups(
    groups: ReadonlyMap<string, ReadonlySet<number>>,
    entries: (group: string) => readonly Entry[],
  ): Promise<readonly ChainedFinding[]> {
    const { correlation } = this
    const { keeper, clock } = this.#parts
    const closed = clock.now() - graceOf(correlation.timespan)
    const kept: ChainedFinding[] = []
    let found: Finding[] = []
    let gone: string[] = []
    const keep = async () => {
      if (found.length + gone.length > 0) kept.push(...(await keeper.keep(correlation, found, gone)))
      found = []
      gone = []
    }
    for (const [key, buckets] of groups) {
      // A match is in windows that end within a timespan; and makes others, that ended before it, parts of larger ones.
      const around = this.#undoable ? [-1, 0, 1] : [0, 1]
      const judged = new Set([...buckets].flatMap((bucket) => around.map((by) => bucket + by)))
      for (const one of findingsOf(correlation, entries(key), closed)) {
        if (!judged.delete(one.bucket)) continue
        found.push(findingOf(correlation, one))
      }
      if (this.#revocable) for (const bucket of judged) gone.push(findingId(correlation.id, key, bucket))
      if (found.length + gone.length > keptAtOnce) await keep()
    }
    await keep()
    return kept
  }
}

/** Event time that is judged in one go when a correlation is new. */
const fillSpan = 6 * 3_600_000

function note(groups: Map<string, Set<number>>, key: string, bucket: number): void {
  const buckets = groups.get(key)
  if (buckets === undefined) groups.set(key, new Set([bucket]))
  else buckets.add(bucket)
}

/** Adds an entry to its group; a flood is thinned out as it grows. */
function put(groups: Map<string, readonly Entry[]>, entry: Entry, timespan: number): void {
  const { key } = entry.group
  const entries = groups.get(key) as Entry[] | undefined
  if (entries === undefined) groups.set(key, [entry])
  else {
    entries.push(entry)
    if (entries.length % (4 * groupCeiling) === 0) groups.set(key, thinned(entries, timespan))
  }
}
