import type { Match, Partition } from '../store.ts'
import { columnOfUnits, unitsOfColumn } from './unit-list.ts'

/** The columns of a match row in the order in which `pushMatchRow` fills them. */
export const matchColumns = ['id', 'rule', 'event', 'alert', 'ts', 'seen', 'unit_ids', 'facts'] as const

/** Appends the row's values to `row`. */
export function pushMatchRow(row: (string | number | null)[], match: Match): void {
  const { id, ruleId, eventId, alertKey, time, seen, unitIds, facts } = match
  row.push(id, ruleId, eventId, alertKey, time, seen, columnOfUnits(unitIds), JSON.stringify(facts))
}

/** A match as it was appended, from a row of its table. */
export function matchOfRow(row: Record<string, unknown>, partition: Partition): Match {
  return {
    id: String(row.id),
    ruleId: String(row.rule),
    eventId: String(row.event),
    alertKey: String(row.alert),
    partition,
    time: Number(row.ts),
    seen: Number(row.seen),
    unitIds: unitsOfColumn(row.unit_ids),
    facts: JSON.parse(String(row.facts)) as Match['facts'],
  }
}
