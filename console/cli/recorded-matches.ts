import { fieldReader } from '../../core/event/field-values.ts'
import { compilePath } from '../../core/event/path.ts'
import { momentOf } from '../../core/predicate/measure.ts'
import { correlateAll, type Finding } from '../../rules/engine/correlate/batch.ts'
import type { Occurrence } from '../../rules/engine/correlate/entry.ts'
import { neededFields } from '../../rules/engine/correlate/needs.ts'
import type { Correlation } from '../../rules/sigma/correlation.ts'

/** Gathers matches on recorded events for correlations, which look at them once all are there. */
export interface RecordedMatches {
  /** A rule fired on the event of this number. */
  add(rule: string, event: object, number: number): void
  /** A line of JSON for every finding that is not there for another correlation alone, in order of time. */
  findings(): readonly string[]
  /** Matches of rules that correlations look at, on events without a time: they cannot be correlated. */
  readonly untimed: number
}

/** Where events of other makers than the collector have their time. */
const timeFields = [
  '@timestamp',
  'timestamp',
  'time',
  'TimeCreated',
  'SystemTime',
  'UtcTime',
  'EventTime',
  'Event.System.TimeCreated.#attributes.SystemTime',
  'eventTime',
  'ts',
  '_time',
  'date',
].map(compilePath)

/** Gathers in memory what the correlations need. */
export function recordMatches(correlations: readonly Correlation[]): RecordedMatches {
  const needed = new Map(
    [...neededFields(correlations)].map(([rule, fields]) => [
      rule,
      { read: fieldReader(fields), found: [] as Occurrence[] },
    ]),
  )
  let untimed = 0
  return {
    add(rule, event, number) {
      const place = needed.get(rule)
      if (place === undefined) return
      const time = timeOf(event)
      if (time === undefined) {
        untimed++
        return
      }
      const read = place.read(event)
      const eventId = String(number)
      place.found.push({
        id: eventId,
        time,
        seen: time,
        events: [{ eventId, time, unitIds: [] }],
        values: (field) => read[field] ?? [],
      })
    },
    findings: () =>
      [...correlateAll(correlations, (rule) => needed.get(rule)?.found ?? [])]
        .filter(({ correlation }) => !correlation.feedsOnly)
        .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
        .map((finding) => JSON.stringify(lineOf(finding))),
    get untimed() {
      return untimed
    },
  }
}

/** Milliseconds; numbers that are too small for milliseconds are seconds. */
function timeOf(event: object): number | undefined {
  for (const path of timeFields) {
    const found = path.values(event)
    const value = Array.isArray(found) ? found[0] : found
    if (typeof value === 'number') return value < 1e11 ? value * 1000 : value
    const time = typeof value === 'string' ? momentOf(value) : undefined
    if (time !== undefined) return time
  }
  return undefined
}

function lineOf({ correlation, entries, group, time, measure, capped }: Finding) {
  const events = entries.flatMap((entry) => entry.events)
  const numbers = [...new Set(events.map(({ eventId }) => Number(eventId)))]
  const times = events.map((event) => event.time).sort((a, b) => a - b)
  const upTo = entries.filter((entry) => entry.time <= time).at(-1)
  return {
    rule: correlation.id,
    event: Number(upTo?.events.at(-1)?.eventId ?? numbers.at(-1)),
    events: numbers.sort((a, b) => a - b),
    group: Object.fromEntries(correlation.groupBy.map((field, place) => [field, group.values[place] ?? ''])),
    from: new Date(times[0] ?? time).toISOString(),
    to: new Date(times.at(-1) ?? time).toISOString(),
    ...(measure === undefined ? {} : { value: measure }),
    ...(capped ? { capped } : {}),
  }
}
