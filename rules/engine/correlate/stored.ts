import { systemScope } from '../../../core/access/scope.ts'
import type { EventReads, Match, MatchWithValues, RuleFields } from '../../../core/store/store.ts'
import type { Correlation } from '../../sigma/correlation.ts'
import { type ChainedFinding, occurrencesOf } from './chain.ts'
import { type Entry, type EventRef, entriesOf } from './entry.ts'
import { neededFields } from './needs.ts'

/** Event times from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number
  readonly to: number
}

export interface StoredParts {
  readonly events: Pick<EventReads, 'matchesIn'>
  readonly keeper: {
    /** Standing findings of a correlation whose first or last window ends within the range. */
    standing(correlation: string, range: Range): Promise<readonly ChainedFinding[]>
  }
  /** False for a match that an exception covers: it is none to a correlation. */
  counts(match: Match): boolean
  /** The information system that a match is about. */
  systemOf(match: Match): EventRef['system']
}

/** Rows of a page of matches. */
const pageRows = 2_000

/** What is stored of the rules and correlations that one correlation looks at, as its entries. */
export class StoredEntries {
  readonly #correlation: Correlation
  readonly #parts: StoredParts
  readonly #fields: RuleFields

  constructor(correlation: Correlation, parts: StoredParts) {
    this.#correlation = correlation
    this.#parts = parts
    this.#fields = Object.fromEntries(neededFields([correlation]))
  }

  async *within(range: Range): AsyncGenerator<Entry> {
    yield* this.matches(range)
    yield* this.findings(range)
  }

  /** Entries of matches, in order of time. */
  async *matches(range: Range): AsyncGenerator<Entry> {
    if (Object.keys(this.#fields).length === 0) return
    for (let cursor: string | undefined; ; ) {
      const page = { limit: pageRows, ...(cursor === undefined ? {} : { cursor }) }
      const { rows, cursor: next } = await this.#parts.events.matchesIn(systemScope, this.#fields, range, page)
      for (const row of rows) yield* this.ofRow(row)
      if (next === undefined) return
      cursor = next
    }
  }

  async *findings(range: Range): AsyncGenerator<Entry> {
    for (const { kind, id } of this.#correlation.steps) {
      if (kind === 'correlation') yield* this.ofFindings(id, await this.#parts.keeper.standing(id, range))
    }
  }

  ofRow({ match, values }: MatchWithValues): readonly Entry[] {
    if (!this.#parts.counts(match)) return []
    const { id, time, seen, eventId, unitIds } = match
    const system = this.#parts.systemOf(match)
    const occurrence = {
      id,
      time,
      seen,
      events: [{ eventId, time, unitIds, ...(system !== undefined && { system }) }],
      values: (field: string) => values[field] ?? [],
    }
    return this.#correlation.steps.flatMap((step, place) =>
      step.kind === 'rule' && step.id === match.ruleId ? entriesOf(this.#correlation, place, occurrence) : [],
    )
  }

  ofFindings(correlation: string, findings: readonly ChainedFinding[]): readonly Entry[] {
    return this.#correlation.steps.flatMap((step, place) =>
      step.kind === 'correlation' && step.id === correlation
        ? findings
            .flatMap((finding) => occurrencesOf(finding, this.#correlation))
            .flatMap((occurrence) => entriesOf(this.#correlation, place, occurrence))
        : [],
    )
  }
}
