import type { Correlation } from '../../sigma/correlation.ts'
import { type ChainedFinding, occurrencesOf } from './chain.ts'
import { type Entry, entriesOf, findingId, type Occurrence } from './entry.ts'
import { type Found, findingsOf } from './find.ts'

/** A finding of a correlation, with the group it is about. */
export interface Finding extends Found {
  readonly id: string
  readonly correlation: Correlation
  /** The values of the group as its first match has them, in the order of `group-by`. */
  readonly group: { readonly key: string; readonly values: readonly string[] }
}

/**
 * Everything that correlations find among matches, all of them at hand: for recorded events. `occurrences` gives the matches
 * of a rule. Correlations come in the order of their report; all windows are over.
 */
export function correlateAll(
  correlations: readonly Correlation[],
  occurrences: (rule: string) => readonly Occurrence[],
): readonly Finding[] {
  const found = new Map<string, readonly Finding[]>()
  for (const correlation of correlations) {
    if (correlation.cannotRun !== undefined) continue
    const entries = correlation.steps.flatMap(({ id, kind }, step) => {
      const inner =
        kind === 'rule'
          ? occurrences(id)
          : (found.get(id) ?? []).flatMap((one) => occurrencesOf(chained(one), correlation))
      return inner.flatMap((occurrence) => entriesOf(correlation, step, occurrence))
    })
    const findings = [...grouped(entries).values()].flatMap((group) =>
      findingsOf(correlation, group).map((one) => findingOf(correlation, one)),
    )
    found.set(correlation.id, findings)
  }
  return [...found.values()].flat()
}

/** What a correlation found, as its finding. */
export function findingOf(correlation: Correlation, found: Found): Finding {
  const group = found.entries[0]?.group ?? { key: '[]', values: [] }
  return { ...found, id: findingId(correlation.id, group.key, found.bucket), correlation, group }
}

/** The finding as a chain sees it. */
function chained({ id, time, until, bucket, entries, correlation, group }: Finding): ChainedFinding {
  const { timespan } = correlation
  return {
    id,
    time,
    until,
    span: { from: bucket * timespan, to: (bucket + 1) * timespan },
    seen: entries.reduce((latest, { seen }) => Math.max(latest, seen), 0),
    group: Object.fromEntries(correlation.groupBy.map((field, place) => [field, group.values[place] ?? ''])),
    events: entries.flatMap(({ events }) => events),
  }
}

/** Entries by the key of their group. */
function grouped(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.group.key)
    if (group === undefined) groups.set(entry.group.key, [entry])
    else group.push(entry)
  }
  return groups
}
