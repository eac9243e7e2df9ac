import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import type { Backfill } from './backfill.ts'
import { type Interval, joined, without } from './interval.ts'

/** The record kind of what rules have not seen; a record's id is the rule's. */
export const gapsKind = 'rule-gaps'

/** Which event times a rule has not seen, though events of them are stored. Times are epoch milliseconds. */
export interface RuleGaps {
  readonly rule: string
  /** Names what the rule looks for, so that an edit shows. */
  readonly fingerprint: string
  /** Since when events are judged without it; null while they are judged by it. */
  readonly off: number | null
  /** From 0: from the beginning. */
  readonly gaps: readonly Interval[]
}

/** A rule by which events are judged from now on. */
export interface JudgingRule {
  readonly id: string
  readonly predicate: Predicate
}

const hour = 3_600_000
/** An event may come so much later than it happened, or bear a time so far ahead, milliseconds. */
const late = 24 * hour
const ahead = hour
const atOnce = 500
const mostRules = 100_000
const fingerprints = new WeakMap<Predicate, string>()

/** Names what a predicate asks for: the same for equal ones. */
export function fingerprintOf(predicate: Predicate): string {
  const known = fingerprints.get(predicate) ?? hashId(JSON.stringify(predicate))
  fingerprints.set(predicate, known)
  return known
}

/**
 * Keeps what the rules in force have not seen; to be called whenever others come into force, after they have. A rule that
 * is new or edited has seen nothing, one that is back nothing since it went. The first time of all, what there is counts
 * as having seen everything: an installation begins, or was judged by these rules before such records were kept.
 */
export async function recordGaps(records: RecordStore, judging: readonly JudgingRule[], clock: Clock): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const before = await readGaps(records)
    const changed = changedGaps(new Map([...before].map(([id, { document }]) => [id, document])), judging, clock.now())
    const writes = changed.map((document) => gapsWrite(document, before.get(document.rule)?.version ?? 'absent'))
    let ok = true
    for (let at = 0; at < writes.length; at += atOnce) {
      ok = (await records.write(writes.slice(at, at + atOnce))).ok && ok
    }
    if (ok) return
  }
}

/** The records that are to change, as they are to be, when events are judged by these rules from `now` on. */
export function changedGaps(
  before: ReadonlyMap<string, RuleGaps>,
  judging: readonly JudgingRule[],
  now: number,
): readonly RuleGaps[] {
  const changed: RuleGaps[] = []
  const on = new Set<string>()
  for (const { id: rule, predicate } of judging) {
    on.add(rule)
    const known = before.get(rule)
    const fingerprint = fingerprintOf(predicate)
    if (known?.fingerprint === fingerprint && known.off === null) continue
    const unseen = (from: number): Interval => ({ from, to: now + ahead })
    const gaps =
      known === undefined
        ? before.size === 0
          ? []
          : [unseen(0)]
        : known.fingerprint === fingerprint
          ? joined([...known.gaps, unseen((known.off ?? now) - late)])
          : [unseen(0)]
    changed.push({ rule, fingerprint, off: null, gaps })
  }
  for (const [rule, known] of before) if (!on.has(rule) && known.off === null) changed.push({ ...known, off: now })
  return changed
}

/** What every rule has not seen, by rule; with `where` of the rules for which it holds. */
export async function readGaps(
  records: RecordStore,
  where: Predicate = { kind: 'true' },
): Promise<ReadonlyMap<string, StoredRecord<RuleGaps>>> {
  const { rows } = await records.list<RuleGaps>(systemScope, gapsKind, {
    where,
    limit: mostRules,
  })
  return new Map(rows.map((row) => [row.document.rule, row]))
}

/** What one rule has not seen; undefined for a rule that never judged. */
export async function gapsOf(records: RecordStore, rule: string): Promise<RuleGaps | undefined> {
  return (await records.get<RuleGaps>(systemScope, gapsKind, rule))?.document
}

export const gapsWrite = (gaps: RuleGaps, expect: RecordWrite['expect']): RecordWrite => ({
  kind: gapsKind,
  id: gaps.rule,
  document: gaps,
  unitIds: [],
  expect,
})

/**
 * What is to be written with the end of a run: the time that it went through is no gap any more, nor what lies before it
 * where nothing older is stored (`oldest`: the beginning of the oldest stored day).
 */
export async function closedGaps(
  records: RecordStore,
  run: Backfill,
  oldest: number | undefined,
): Promise<readonly RecordWrite[]> {
  const found = await records.get<RuleGaps>(systemScope, gapsKind, run.rule)
  if (found === undefined || found.document.fingerprint !== run.fingerprint) return []
  const from = oldest === undefined || oldest >= run.from ? 0 : run.from
  const gaps = without(found.document.gaps, [{ from, to: run.to }])
  if (JSON.stringify(gaps) === JSON.stringify(found.document.gaps)) return []
  return [gapsWrite({ ...found.document, gaps }, found.version)]
}
