import type { Scope } from '../../core/access/scope.ts'
import { foldCase } from '../../core/lib/fold-text.ts'
import { hashId } from '../../core/lib/ids.ts'
import { localDay } from '../../core/lib/local-day.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { AlertSystem } from './alert.ts'
import type { RuleFacts } from './match.ts'
import { tacticsOf } from './tactics.ts'

/** The record kind under which the findings of a correlation are stored: those of one are looked through at a time. */
export const findingKind = (correlation: string) => `finding:${correlation}`

/** An event that a finding rests on, with the lineage of its unit. */
export interface FindingEvent {
  readonly eventId: string
  readonly time: number
  readonly unitIds: readonly string[]
  readonly system?: AlertSystem
}

/** What a correlation found, as it is handed over. Times are epoch milliseconds of event time. */
export interface FoundFinding {
  readonly id: string
  readonly rule: Pick<RuleFacts, 'id' | 'titles' | 'level' | 'feedsOnly' | 'tags'>
  readonly timespan: number
  /** Which span of time it belongs to, counted from the epoch. */
  readonly bucket: number
  /** When its first and its last window ended. */
  readonly time: number
  readonly until: number
  /** The fields that it groups by; `of` is the name in the correlation, where an alias stands for several fields. */
  readonly group: readonly { readonly of: string; readonly field: string; readonly value: string }[]
  readonly measure: number | null
  readonly capped: boolean
  /** When the newest of its matches was judged. */
  readonly seen: number
  readonly events: readonly FindingEvent[]
  /** Values that were counted, for each event. */
  readonly values: readonly { readonly value: string; readonly unitIds: readonly string[] }[]
}

/**
 * A finding as it is stored: the whole of it at the unit that stands above all of its events, and, where it spans units, a
 * part for each of them. A part holds nothing of the whole or of other parts.
 */
export interface Finding {
  readonly id: string
  readonly whole: boolean
  readonly rule: Omit<FoundFinding['rule'], 'tags'> & { readonly tactics?: readonly string[] }
  readonly timespan: number
  readonly bucket: number
  readonly time: number
  readonly until: number
  readonly group: FoundFinding['group']
  /** Event times of its first and last event, and how many they are. */
  readonly first: number
  readonly last: number
  readonly count: number
  /** What the correlation measured; null in a part, and where it asks for rules. */
  readonly measure: number | null
  /** Values that were counted, at most so many. */
  readonly values: readonly string[]
  readonly capped: boolean
  readonly seen: number
  /** False once late events took it back. */
  readonly standing: boolean
  readonly alertKey: string
  /** The owning unit; null where none stands above all events. */
  readonly unit: string | null
  readonly unitIds: readonly string[]
  /** The information system that its events are about; absent where they are about none or several. */
  readonly system?: AlertSystem
  /** The earliest and the latest of its events. */
  readonly events: readonly FindingEvent[]
  /** Ids of the parts; empty in a part. */
  readonly parts: readonly string[]
}

/** Events of a finding that are kept with it, from either end. */
const eventsKept = 100
const valuesKept = 50

/** The records that a finding makes: the whole, and its parts. */
export function partsOf(found: FoundFinding, timeZone: string): readonly Finding[] {
  const byUnit = new Map<string, FindingEvent[]>()
  for (const event of found.events) {
    const unit = event.unitIds[0] ?? ''
    const events = byUnit.get(unit)
    if (events === undefined) byUnit.set(unit, [event])
    else events.push(event)
  }
  const above = commonLineage([...byUnit.values()].map(([event]) => event?.unitIds ?? []))
  const owner = above[0] ?? ''
  const parts = [...byUnit]
    .filter(([unit]) => byUnit.size > 1 && unit !== '' && unit !== owner)
    .map(([unit, events]) =>
      recordOf({ ...found, id: hashId(found.id, unit), measure: null }, events, events[0]?.unitIds ?? [], timeZone),
    )
  const whole = recordOf(found, found.events, above, timeZone)
  return [{ ...whole, whole: true, parts: parts.map(({ id }) => id) }, ...parts]
}

/** The units that stand above all, nearest first. */
function commonLineage([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  return first.filter((unit) => others.every((lineage) => lineage.includes(unit)))
}

function recordOf(
  { events: _, values, rule, ...found }: FoundFinding,
  events: readonly FindingEvent[],
  unitIds: readonly string[],
  timeZone: string,
): Finding {
  const once = [...new Map(events.map((event) => [event.eventId, event])).values()]
  once.sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1))
  const unit = unitIds[0] ?? null
  const own = values.filter((value) => unit === null || value.unitIds.includes(unit)).map(({ value }) => value)
  const { id, titles, level, feedsOnly = false, tags = [] } = rule
  const tactics = tacticsOf(tags)
  const [system, ...others] = new Map(
    once.flatMap((event) => (event.system ? [[event.system.id, event.system]] : [])),
  ).values()
  return {
    ...found,
    whole: false,
    rule: { id, titles, level, feedsOnly, ...(tactics.length > 0 && { tactics }) },
    first: once[0]?.time ?? found.time,
    last: once.at(-1)?.time ?? found.until,
    count: once.length,
    values: [...new Set(own)].sort().slice(0, valuesKept),
    standing: true,
    alertKey: hashId(
      rule.id,
      unit ?? '',
      ...found.group.flatMap(({ of, value }) => [of, foldCase(value)]),
      localDay(found.bucket * found.timespan, timeZone),
    ),
    unit,
    unitIds,
    ...(system !== undefined && others.length === 0 && { system }),
    events: once.length <= 2 * eventsKept ? once : [...once.slice(0, eventsKept), ...once.slice(-eventsKept)],
    parts: [],
  }
}

/** The record kind under which the findings that stand behind an alert's key are named, whatever its generation. */
export const alertFindingsKind = 'alert-findings'

/** What an alert counts of its findings. */
export interface AlertFindings {
  readonly findings: readonly (Pick<Finding, 'id' | 'seen' | 'first' | 'last'> & { readonly latestEventId: string })[]
}

/** The newest findings behind an alert's key. */
export async function findingsOf(
  records: RecordStore,
  scope: Scope,
  { key, rule }: { readonly key: string; readonly rule: { readonly id: string } },
  limit: number,
): Promise<readonly Finding[]> {
  const named = await records.get<AlertFindings>(scope, alertFindingsKind, key)
  const newest = [...(named?.document.findings ?? [])].sort((a, b) => b.last - a.last).slice(0, limit)
  const rows = await Promise.all(newest.map(({ id }) => records.get<Finding>(scope, findingKind(rule.id), id)))
  return rows.flatMap((row) => (row === undefined ? [] : [row.document]))
}
