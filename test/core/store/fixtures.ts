import type { EventDocument } from '../../../core/event/event.ts'
import type { manualClock } from '../../../core/lib/clock.ts'
import type { Json } from '../../../core/lib/json.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import type { AuditEntry, EventQuery, Match, RecordWrite, StoredEvent } from '../../../core/store/store.ts'

export type ManualClock = ReturnType<typeof manualClock>

/** 2026-07-01T00:00:00Z, the day most fixtures play on. */
export const start = Date.UTC(2026, 6, 1)
export const minute = 60_000
export const day = 24 * 60 * minute
export const everything: Predicate = { kind: 'true' }
/** Asks for all events of all times. */
export const always: EventQuery = { from: Date.UTC(1900, 0, 1), to: Date.UTC(2200, 0, 1), where: everything }

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
export const equals = (field: string, value: string): Predicate => ({ kind: 'equals', field, value, fold: 'none' })

interface EventOptions {
  readonly class?: string
  readonly day?: string
  readonly placedByReceipt?: boolean
  /** Lineage, the unit's own id first. */
  readonly units?: readonly string[]
  readonly fields?: { readonly [field: string]: Json }
}

/** An event at a time, in the partition of its day unless told otherwise. */
export function event(id: string, time: number, options: EventOptions = {}): StoredEvent {
  const units = options.units ?? []
  const document: EventDocument = {
    '@timestamp': new Date(time).toISOString(),
    event: { id, dataset: 'linux.auth', ingested: new Date(time).toISOString(), original: `line of ${id}` },
    ...(units[0] === undefined ? {} : { vonggac: { unit: { id: units[0], ids: units } } }),
    ...options.fields,
  }
  return {
    id,
    partition: { class: options.class ?? 'standard', day: options.day ?? dayOf(time) },
    placedByReceipt: options.placedByReceipt ?? false,
    document,
  }
}

/** A match on an event, in its partition. */
export function match(on: StoredEvent, rest: Partial<Match> = {}): Match {
  return {
    id: `match-${on.id}`,
    ruleId: 'rule-1',
    eventId: on.id,
    alertKey: 'alert-1',
    partition: on.partition,
    time: Date.parse(on.document['@timestamp']),
    seen: start,
    unitIds: on.document.vonggac?.unit?.ids ?? [],
    facts: { title: 'Failed SSH log-in' },
    ...rest,
  }
}

export function write(
  kind: string,
  id: string,
  document: object | undefined,
  rest: Partial<RecordWrite> = {},
): RecordWrite {
  return { kind, id, document, unitIds: [], expect: 'any', ...rest }
}

export function audited(action: string, rest: Partial<AuditEntry> = {}): AuditEntry {
  return { actor: 'user-1', action, target: 'alert/1', unitIds: [], details: { why: 'đã xem' }, ...rest }
}

/** The events' ids in the order in which a page has them. */
export const idsOf = (rows: readonly EventDocument[]): readonly (string | undefined)[] =>
  rows.map((row) => row.event.id)
