import type { Clock } from '../core/lib/clock.ts'
import type { AppendResult, Match, RecordStore, StoredEvent } from '../core/store/store.ts'
import { firstValue, type MatchFacts, matchOf, quieted, quietOf } from '../response/alerts/match.ts'
import { createAlertOpener } from '../response/alerts/open.ts'
import { judgingOnArrival } from '../rules/backfill/schedule.ts'
import type { Evaluator } from '../rules/engine/evaluate.ts'
import { indexedInSlices } from '../rules/engine/index.ts'
import { CostSampler } from '../rules/live/cost.ts'
import type { RuleSet } from '../rules/live/rule-set.ts'
import { SuppressionWindows, suppressionId } from '../rules/live/suppression.ts'
import { readOpening, readOpenings, suppressionKind, writeOpenings } from '../rules/live/suppression-records.ts'
import type { Rule } from '../rules/sigma/rule.ts'

/** From an event to what is stored of it: which rules fire, and which of the matches open an alert. */
export interface Judging {
  /** Takes up other rules: events judged from now on are judged by these. */
  use(rules: RuleSet): Promise<void>
  /** Takes up what suppression remembers. */
  restore(): Promise<void>
  /** Hears of openings that another process wrote. */
  heard(changes: readonly { readonly kind: string; readonly id: string }[]): Promise<void>
  judge(stored: StoredEvent): readonly Match[]
  /** The match of a rule on an event on which it is known to fire; undefined when the rule is off or gone. */
  judgeAs(rule: string, stored: Found): Match | undefined
  /** Told what became of the matches of a batch. */
  stored(matches: readonly Match[], result: AppendResult): void
  refused(matches: readonly Match[]): void
  /** Opens the alerts of matches that are durable. */
  opened(matches: readonly Match[]): Promise<void>
  readonly costs: CostSampler
}

type Found = Pick<StoredEvent, 'id' | 'partition' | 'document'>

/** Milliseconds of making an index at a stretch. */
const slice = 8

/** Judges by the rules it is given last. */
export function createJudging(records: RecordStore, clock: Clock, timeZone: string): Judging {
  const windows = new SuppressionWindows()
  const costs = new CostSampler()
  const openAlerts = createAlertOpener(records)
  /** Matches of batches that were there in part: what was decided when they were first stored stands. */
  const leftToCounting = new WeakSet<Match>()
  let rules: RuleSet | undefined
  let engine: Evaluator = { evaluate: () => [] }

  function decided(set: RuleSet, match: Match, event: StoredEvent['document']): Match {
    const exception = set.excepted(match.ruleId, event, match.seen)
    if (exception !== undefined) return quieted(match, { by: 'exception', of: exception }, timeZone)
    const suppression = set.settings.get(match.ruleId)?.suppression ?? null
    if (suppression === null || quietOf(match) !== undefined) return match
    const { unit } = match.facts as MatchFacts
    const id = suppressionId(
      match.ruleId,
      unit,
      suppression.fields.map((field) => firstValue(field, event)),
    )
    if (id === undefined) return match
    const behind = windows.behind(id, suppression, match.alertKey, match.time)
    return behind === undefined ? match : quieted(match, { by: 'suppression', of: behind }, timeZone)
  }

  function matchBy(set: RuleSet, rule: Rule, { id, partition, document }: Found): Match {
    const match = matchOf(rule, document, { eventId: id, partition, seen: clock.now(), timeZone })
    return decided(set, match, document)
  }

  return {
    async use(next) {
      // Made beside the work, then both at once: an event is judged by the rules of one state.
      const made = await indexedInSlices(judgingOnArrival(next, timeZone), slice)
      engine = made
      rules = next
    },
    async restore() {
      for (const opening of await readOpenings(records, clock.now())) windows.restore(opening)
    },
    async heard(changes) {
      for (const { kind, id } of changes) {
        const opening = kind === suppressionKind ? await readOpening(records, id) : undefined
        if (opening !== undefined) windows.restore(opening)
      }
    },
    judge({ id, partition, document }) {
      costs.offer(document)
      const set = rules
      if (set === undefined) return []
      return engine.evaluate(document).map((rule) => matchBy(set, rule, { id, partition, document }))
    },
    judgeAs(id, stored) {
      const rule = rules?.running.find((one) => one.id === id)
      return rule === undefined || rules === undefined ? undefined : matchBy(rules, rule, stored)
    },
    stored(matches, { duplicates }) {
      if (duplicates > 0) for (const match of matches) leftToCounting.add(match)
    },
    refused(matches) {
      for (const { alertKey, time } of matches) windows.takeBack(alertKey, time)
    },
    async opened(matches) {
      const openings = windows.opened(new Set(matches.map(({ alertKey }) => alertKey)))
      await writeOpenings(records, openings)
      windows.remembered(openings)
      await openAlerts(matches.filter((match) => !leftToCounting.has(match)))
    },
    costs,
  }
}
