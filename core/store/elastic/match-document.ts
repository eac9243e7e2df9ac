import type { Match, Partition } from '../store.ts'

/** A match as its index holds it; see `templates.ts`. */
export interface MatchSource {
  readonly id: string
  readonly rule: string
  readonly event: string
  readonly alert: string
  /** `class/day` of its event. */
  readonly partition: string
  readonly ts: number
  readonly seen: number
  readonly units: readonly string[]
  /** JSON. */
  readonly facts: string
}

/** `partition` is where its event lies, which may be another than the match names. */
export function matchSource(match: Match, partition: Partition): string {
  const { id, ruleId, eventId, alertKey, time, seen, unitIds, facts } = match
  const source: MatchSource = {
    id,
    rule: ruleId,
    event: eventId,
    alert: alertKey,
    partition: `${partition.class}/${partition.day}`,
    ts: time,
    seen,
    units: unitIds,
    facts: JSON.stringify(facts),
  }
  return JSON.stringify(source)
}

/** A match as it was appended. */
export function matchOfSource(source: MatchSource): Match {
  const { id, rule, event, alert, partition, ts, seen, units, facts } = source
  const [name = '', day = ''] = partition.split('/')
  return {
    id,
    ruleId: rule,
    eventId: event,
    alertKey: alert,
    partition: { class: name, day },
    time: ts,
    seen,
    unitIds: units,
    facts: JSON.parse(facts) as Match['facts'],
  }
}
