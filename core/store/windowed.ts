import type { Window } from '../access/actor.ts'
import type { Scope } from '../access/scope.ts'
import type { AuditFilter, AuditLog, AuditRow, EventQuery, EventReads, RecordStore } from './store.ts'

/** Kinds of records that lie in time, each with the field (epoch milliseconds) that says when. */
export type TimedKinds = Readonly<Record<string, string>>

const windowOf = (scope: Scope): Window | undefined => (scope.kind === 'units' ? scope.window : undefined)
const within = (window: Window | undefined, time: number) =>
  window === undefined || (time >= window.from && time < window.to)

/** The reads of a store, held to the window of the scope they are asked with; a scope without one reads as before. */
export function windowedEvents(reads: EventReads): EventReads {
  const clamp = (scope: Scope, query: EventQuery): EventQuery => {
    const window = windowOf(scope)
    if (window === undefined) return query
    const from = Math.max(query.from, window.from)
    return { ...query, from, to: Math.max(from, Math.min(query.to, window.to)) }
  }
  return {
    search: (scope, query, page) => reads.search(scope, clamp(scope, query), page),
    histogram: (scope, query, buckets) => reads.histogram(scope, clamp(scope, query), buckets),
    facets: (scope, query, fields, limit) => reads.facets(scope, clamp(scope, query), fields, limit),
    async get(scope, id) {
      const event = await reads.get(scope, id)
      return event !== undefined && within(windowOf(scope), Date.parse(event['@timestamp'])) ? event : undefined
    },
    async matchesOf(scope, window, limit) {
      return (await reads.matchesOf(scope, window, limit)).filter(({ time }) => within(windowOf(scope), time))
    },
    // What follows belongs to the platform's own work, or lies behind an alert that the records' window let through.
    tally: (scope, windows) => reads.tally(scope, windows),
    touched: (scope, cursor) => reads.touched(scope, cursor),
    arrived: (scope, wanted, cursor) => reads.arrived(scope, wanted, cursor),
    matchesIn: (scope, wanted, range, page) => {
      const { from, to } = clamp(scope, { ...range, where: { kind: 'true' } })
      return reads.matchesIn(scope, wanted, { from, to }, page)
    },
    partitions: () => reads.partitions(),
    close: () => reads.close(),
  }
}

/** The records, held to the window of the scope where their kind lies in time. */
export function windowedRecords(records: RecordStore, timed: TimedKinds): RecordStore {
  const narrowed = (scope: Scope, kind: string, where: Parameters<RecordStore['facets']>[2]) => {
    const window = windowOf(scope)
    const field = timed[kind]
    if (window === undefined || field === undefined) return where
    return {
      kind: 'all' as const,
      of: [
        where,
        { kind: 'compare' as const, field, op: 'gte' as const, value: window.from, as: 'number' as const },
        { kind: 'compare' as const, field, op: 'lt' as const, value: window.to, as: 'number' as const },
      ],
    }
  }
  return {
    async get<T>(scope: Scope, kind: string, id: string) {
      const record = await records.get<T>(scope, kind, id)
      const field = timed[kind]
      const window = windowOf(scope)
      if (record === undefined || field === undefined || window === undefined) return record
      const time = (record.document as Readonly<Record<string, unknown>>)[field]
      return typeof time === 'number' && within(window, time) ? record : undefined
    },
    list: (scope, kind, query) => records.list(scope, kind, { ...query, where: narrowed(scope, kind, query.where) }),
    facets: (scope, kind, where, fields, limit) =>
      records.facets(scope, kind, narrowed(scope, kind, where), fields, limit),
    tally: (scope, kind, where, of) => records.tally(scope, kind, narrowed(scope, kind, where), of),
    columns: (scope, kind, where, of, most) => records.columns(scope, kind, narrowed(scope, kind, where), of, most),
    write: (writes, audit) => records.write(writes, audit),
    changes: (after, limit) => records.changes(after, limit),
    lastChange: () => records.lastChange(),
    close: () => records.close(),
  }
}

/** The filter, held to the window of the scope; undefined when nothing lies in both. */
function clampAudit(scope: Scope, filter: AuditFilter): AuditFilter | undefined {
  const window = windowOf(scope)
  if (window === undefined) return filter
  const from = Math.max(filter.from ?? 0, window.from)
  const to = Math.min(filter.to ?? Number.MAX_SAFE_INTEGER, window.to)
  return from < to ? { ...filter, from, to } : undefined
}

/** The audit log, whose rows outside the window of the scope are passed over. */
export function windowedAudit(audit: AuditLog): AuditLog {
  return {
    append: (entries) => audit.append(entries),
    verify: () => audit.verify(),
    verifyPart: (before) => audit.verifyPart(before),
    async search(scope, filter, page) {
      const clamped = clampAudit(scope, filter)
      return clamped === undefined ? { rows: [] } : audit.search(scope, clamped, page)
    },
    async facets(scope, filter, limit) {
      const clamped = clampAudit(scope, filter)
      return clamped === undefined
        ? ['actor', 'action'].map((field) => ({ field, values: [], partial: false }))
        : audit.facets(scope, clamped, limit)
    },
    async follow(scope, page) {
      // The platform follows the log, and nobody else.
      return (await audit.follow(scope, page)).filter(({ time }) => within(windowOf(scope), time))
    },
    async list(scope, page) {
      const window = windowOf(scope)
      if (window === undefined) return audit.list(scope, page)
      const rows: AuditRow[] = []
      for (let before = page.before; rows.length < page.limit; ) {
        const found = await audit.list(scope, { ...page, ...(before === undefined ? {} : { before }) })
        rows.push(...found.filter(({ time }) => within(window, time)))
        const last = found.at(-1)
        if (found.length < page.limit || last === undefined || last.time < window.from) break
        before = last.number
      }
      return rows.slice(0, page.limit)
    },
  }
}
