import type { Scope } from '../access/scope.ts'
import type { EventDocument } from '../event/event.ts'
import type { FieldValues } from '../event/field-values.ts'
import type { Json } from '../lib/json.ts'
import type { Predicate } from '../predicate/predicate.ts'

/**
 * What the product asks of a store. Every read takes a scope. Implementations: `sqlite/` (embedded), `elastic/` (later).
 * Times are epoch milliseconds unless a name says otherwise.
 */

// ---------------------------------------------------------------- events and matches

/** Where an event is kept: retention class × day (UTC, yyyy-mm-dd). Retention drops whole partitions. */
export interface Partition {
  readonly class: string
  readonly day: string
}

export interface StoredEvent {
  /** `event.id`: begins with the line's own minute, so that inserts stay local. */
  readonly id: string
  readonly partition: Partition
  /**
   * True when the day is that of receipt because the event's own time is missing or out of range. The same event sent
   * again on another day would then land elsewhere: the store looks for its id in the days before as well.
   */
  readonly placedByReceipt: boolean
  readonly document: EventDocument
}

/** A rule fired on an event. */
export interface Match {
  /** hash(rule id, event id): the same match found twice has the same id. */
  readonly id: string
  readonly ruleId: string
  readonly eventId: string
  /** hash(rule, owning unit, entity, day of event time): the alert it counts towards, whatever its generation. */
  readonly alertKey: string
  /** The partition of its event. */
  readonly partition: Partition
  /** Event time. */
  readonly time: number
  /** When it was judged; decides which generation of the alert counts it. */
  readonly seen: number
  /** Lineage of the owning unit; empty when unattributed. */
  readonly unitIds: readonly string[]
  /** What an alert is opened with: rule title, level, entity, … as the alert's maker wrote it. */
  readonly facts: { readonly [key: string]: Json }
}

export interface AppendResult {
  /** Events that were not there before; the rest were already stored. */
  readonly inserted: number
  readonly duplicates: number
  readonly newMatches: number
}

export interface EventQuery {
  /** From this event time on, inclusive. */
  readonly from: number
  /** Up to this event time, exclusive. */
  readonly to: number
  readonly where: Predicate
}

/** A number, and whether it is all (`eq`) or a budget ran out first (`gte`). */
interface Count {
  readonly value: number
  readonly relation: 'eq' | 'gte'
}

export interface EventPage {
  readonly rows: readonly EventDocument[]
  /** Where each of the rows lies: a match that is found later goes there. */
  readonly places: readonly Partition[]
  /** Pass back to go on; absent when there is nothing more. */
  readonly cursor?: string
}

export interface Histogram {
  /** Width of a bucket. */
  readonly interval: number
  readonly buckets: readonly { readonly from: number; readonly count: number }[]
  readonly total: Count
}

export interface Facet {
  readonly field: string
  readonly values: readonly { readonly value: string; readonly count: number }[]
  /** Set when the budget ran out: counts are lower bounds. */
  readonly partial: boolean
}

export interface MatchTally {
  readonly alertKey: string
  readonly count: number
  /** Event times of the first and the last match. */
  readonly first: number
  readonly last: number
  /** The newest match (by event time, then id). */
  readonly latestEventId: string
}

/** The window of judgement times that one generation of an alert counts: after `from`, up to and including `to`. */
export interface SeenWindow {
  readonly alertKey: string
  readonly from: number
  readonly to: number
  /** Event time of any of its matches; all lie within a day of it, so the store need not look elsewhere. */
  readonly around?: number
}

/** Of which rules, and for each the fields of its events that are wanted. */
export type RuleFields = Readonly<Record<string, readonly string[]>>

/** A match, and what those fields of its event hold; a field without a value is left out. */
export interface MatchWithValues {
  readonly match: Match
  readonly values: FieldValues
}

interface PartitionState extends Partition {
  readonly events: number
  readonly matches: number
  readonly bytes: number
}

/** The reads. The console and the jobs have these alone. */
export interface EventReads {
  /** Newest first. */
  search(scope: Scope, query: EventQuery, page: { limit: number; cursor?: string }): Promise<EventPage>
  histogram(scope: Scope, query: EventQuery, buckets: number): Promise<Histogram>
  facets(scope: Scope, query: EventQuery, fields: readonly string[], limit: number): Promise<readonly Facet[]>
  get(scope: Scope, id: string): Promise<EventDocument | undefined>
  /** Matches of an alert within its window, newest first. */
  matchesOf(scope: Scope, window: SeenWindow, limit: number): Promise<readonly Match[]>
  /** Counts per window; a window without matches is left out. */
  tally(scope: Scope, windows: readonly SeenWindow[]): Promise<readonly MatchTally[]>
  /** One match a key out of what was added since `cursor` (undefined: from the beginning), and where to go on. */
  touched(scope: Scope, cursor: string | undefined): Promise<{ matches: readonly Match[]; cursor: string }>
  /**
   * Matches of these rules that were added since `cursor` (undefined: from the beginning), each once, and where to go on.
   * `more` while there are others behind them. One whose event is still on its way is told with it.
   */
  arrived(
    scope: Scope,
    wanted: RuleFields,
    cursor: string | undefined,
  ): Promise<{ rows: readonly MatchWithValues[]; cursor: string; more: boolean }>
  /** Matches of these rules by event time from `from` up to, not including, `to`, the earliest first, ties by id. */
  matchesIn(
    scope: Scope,
    wanted: RuleFields,
    range: { from: number; to: number },
    page: { limit: number; cursor?: string },
  ): Promise<{ rows: readonly MatchWithValues[]; cursor?: string }>
  partitions(): Promise<readonly PartitionState[]>
  close(): Promise<void>
}

export interface EventStore extends EventReads {
  /**
   * Keeps events with their matches; resolves once both are durable. An event or match that is already there is left
   * as it is. Rejects with CodedError `store-full` or `store-busy`: then nothing is acknowledged, no event is kept without
   * its matches, and the same batch sent again adds what is missing and nothing twice.
   */
  append(events: readonly StoredEvent[], matches: readonly Match[]): Promise<AppendResult>
  /**
   * Deletes a partition whole, events and matches, and gives back its room; one that is not there is no error, so that
   * a deletion that was cut short can be done again. Call it where `append` is called: in SQLite a file belongs to the
   * thread that writes it, and what another thread wrote meanwhile would be lost.
   */
  dropPartition(partition: Partition): Promise<void>
}

// ---------------------------------------------------------------- records

/** A versioned document of some kind: alert, user, session, source, … */
export interface StoredRecord<T = unknown> {
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly unitIds: readonly string[]
  readonly document: T
}

export interface RecordWrite {
  readonly kind: string
  readonly id: string
  /** undefined deletes. */
  readonly document: object | undefined
  /** Lineage of the owning unit; empty when it belongs to none. */
  readonly unitIds: readonly string[]
  /** The version it must have now, `absent`, or `any`. */
  readonly expect: number | 'absent' | 'any'
}

export interface RecordQuery {
  readonly where: Predicate
  /** Dotted paths into the document; ties are broken by id. */
  readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[]
  readonly limit: number
  readonly offset?: number
}

/** What records are counted by. */
export interface TallyOf {
  /** Fields that hold texts. */
  readonly by: readonly string[]
  /** A field that holds a whole number, in steps of `width`: it comes as the last of the values, the step it lies in. */
  readonly steps?: { readonly field: string; readonly width: number }
  /** A field that holds a number, of which the highest is told; `versionField` (`record-counts.ts`) stands for the records' versions. */
  readonly highest?: string
}

/** Records that have the same values. */
export interface RecordTally {
  /** One a field of `by`; then, where steps are asked for, a multiple of their width. */
  readonly values: readonly (string | number | null)[]
  readonly count: number
  readonly highest: number | null
}

/** Of which fields of records values are wanted, by what they hold. */
export interface ColumnsOf {
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
}

/** Values of many records, a column a field, a record in the same place of each. */
export interface RecordColumns {
  readonly rows: number
  /** There are more records than were asked for. */
  readonly more: boolean
  /** The different texts of a field, and for each record which of them it has; -1 for none. */
  readonly texts: readonly { readonly values: readonly string[]; readonly of: Int32Array }[]
  /** NaN for none. */
  readonly numbers: readonly Float64Array[]
}

/** What changed, in order: live rows, rule reload and session revocation follow it. */
export interface Change {
  readonly sequence: number
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly unitIds: readonly string[]
}

export interface RecordStore {
  get<T>(scope: Scope, kind: string, id: string): Promise<StoredRecord<T> | undefined>
  list<T>(scope: Scope, kind: string, query: RecordQuery): Promise<{ rows: readonly StoredRecord<T>[]; total: number }>
  facets(
    scope: Scope,
    kind: string,
    where: Predicate,
    fields: readonly string[],
    limit: number,
  ): Promise<readonly Facet[]>
  /**
   * How many records hold each combination of values, in no order. A record is counted once a field: by the first of several
   * values, by null where it has none.
   */
  tally(scope: Scope, kind: string, where: Predicate, of: TallyOf): Promise<readonly RecordTally[]>
  /** The first value of some fields of the records, in no order, at most `most` of them: for who reckons over many. */
  columns(scope: Scope, kind: string, where: Predicate, of: ColumnsOf, most: number): Promise<RecordColumns>
  /**
   * All or nothing, with one change-log entry a record and the audit entries in the same transaction. Answers
   * `conflict` with the first record whose version was not the expected one; then nothing is written.
   */
  write(
    writes: readonly RecordWrite[],
    audit?: readonly AuditEntry[],
  ): Promise<{ ok: true; versions: readonly number[] } | { ok: false; conflict: { kind: string; id: string } }>
  changes(after: number, limit: number): Promise<readonly Change[]>
  /** The newest sequence number of the change log; 0 when empty. */
  lastChange(): Promise<number>
  close(): Promise<void>
}

// ---------------------------------------------------------------- audit log

export interface AuditEntry {
  readonly actor: string
  /** `noun.verb`, e.g. `session.open`. */
  readonly action: string
  /** What it was done to, e.g. `alert/3f…`. */
  readonly target: string
  readonly unitIds: readonly string[]
  readonly details: { readonly [key: string]: Json }
}
export interface AuditRow extends AuditEntry {
  readonly number: number
  readonly time: number
  readonly hash: string
}
/** The newest row's number and hash: what is sent outside so that a rewrite shows. */
export interface AuditHead {
  readonly number: number
  readonly hash: string
}
export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: AuditHead | undefined }
  | {
      readonly ok: false
      readonly number: number
      readonly reason: 'edited' | 'missing' | 'dropped' | 'reordered' | 'key'
    }

/** Which rows of the audit log: those that pass all that is named. */
export interface AuditFilter {
  /** Any of these. */
  readonly actors?: readonly string[]
  /** Any of these: `role.grant`, or with `role.` everything of that noun. */
  readonly actions?: readonly string[]
  readonly target?: string
  /** From this time on, inclusive. */
  readonly from?: number
  /** Up to this time, exclusive. */
  readonly to?: number
  /** Of this unit or one under it. */
  readonly unit?: string
  /** Each of its words begins a word of actor, target or details, without case and diacritics (`audit-words.ts`). */
  readonly text?: string
}

/** How far a check of the chain has come; handed back as it is to go on. */
export interface AuditProgress {
  /** The last row that was found right; number 0 before the first. */
  readonly last: AuditHead
  /** The head that was kept outside when the check began; undefined when it was gone. */
  readonly head: AuditHead | undefined
  /** The hash of the row that has the head's number; undefined before it was reached. */
  readonly headHash: string | undefined
}

/** Append-only and chained by HMAC-SHA-256 with a key that is kept outside the store. */
export interface AuditLog {
  append(entries: readonly AuditEntry[]): Promise<void>
  /** Newest first; `before` is a row number to go on from, `target` asks for the rows of one thing. */
  list(scope: Scope, page: { limit: number; before?: number; target?: string }): Promise<readonly AuditRow[]>
  /**
   * Rows that pass the filter, newest first, at most `limit`. `next` is the number to go on `before`; it may come with few
   * rows or none, where the store gave up looking for more; absent at the end.
   */
  search(
    scope: Scope,
    filter: AuditFilter,
    page: { limit: number; before?: number },
  ): Promise<{ rows: readonly AuditRow[]; next?: number }>
  /** Rows with a number above `after`, the oldest first: for who follows the log. */
  follow(scope: Scope, page: { after: number; limit: number }): Promise<readonly AuditRow[]>
  /** The most frequent actors and actions of the rows that pass the filter. */
  facets(scope: Scope, filter: AuditFilter, limit: number): Promise<readonly Facet[]>
  /** Walks the whole chain; see `verifyPart`. */
  verify(): Promise<AuditVerdict>
  /** Checks the next stretch of the chain: how far it came, or the verdict once it is at the end or something is wrong. */
  verifyPart(before?: AuditProgress): Promise<AuditProgress | AuditVerdict>
}

export interface Store {
  readonly events: EventStore
  readonly records: RecordStore
  readonly audit: AuditLog
}
