import type { Severity } from '../../core/event/severity.ts'

/** Where an alert stands in its life. Orthogonal to what it turned out to be. */
export const alertStatuses = ['new', 'acknowledged', 'closed'] as const
export type AlertStatus = (typeof alertStatuses)[number]

/** What an alert turned out to be; judged by a person, absent until then. */
export const dispositions = [
  'true-positive-impact',
  'true-positive-no-impact',
  'benign',
  'false-positive',
  'duplicate',
  'not-evaluable',
] as const
export type Disposition = (typeof dispositions)[number]

/** The record kind under which alerts are stored. */
export const alertKind = 'alert'

/**
 * What an analyst sees: matches of one rule about one entity of one unit on one day. Its key is
 * hash(rule, owning unit, entity, day of event time in the installation's zone); a match on a closed alert opens the
 * next generation, linked to it. Times are epoch milliseconds.
 */
export interface Alert {
  readonly id: string
  readonly key: string
  /** 1 for the first; a successor of a closed alert is one more. */
  readonly generation: number
  /** Counts what people decided about it, unlike the record's version, which counting moves too. */
  readonly revision: number
  readonly status: AlertStatus
  readonly disposition: Disposition | null
  readonly rule: { readonly id: string; readonly title: { readonly vi: string; readonly en: string } }
  readonly severity: Severity
  /** The severity's place among `severities`, to sort by. */
  readonly rank: number
  /** The owning unit; null while unattributed. */
  readonly unit: string | null
  /** What the alert is about: the fields it groups by, with their values. */
  readonly entity: readonly { readonly field: string; readonly value: string }[]
  readonly host: string | null
  readonly user: string | null
  readonly source: string | null
  readonly count: number
  /** Event times of its first and last match. */
  readonly first: number
  readonly last: number
  /** When the platform opened it. */
  readonly opened: number
  readonly assignee: { readonly id: string; readonly name: string } | null
  readonly acknowledged: number | null
  readonly closed: { readonly at: number; readonly by: string; readonly note: string } | null
  /** Ids of the alert it succeeds and of its successor. */
  readonly previous: string | null
  readonly next: string | null
  /** Judgement times it counts: after `from`, up to `to` (null: still open). */
  readonly window: { readonly from: number; readonly to: number | null }
  readonly latestEventId: string
  /** Steps that were taken on many alerts at once, this among them; the newest last. */
  readonly bulks?: readonly BulkMark[]
}

/** What one step on many alerts did to this one. */
export interface BulkMark {
  readonly id: string
  readonly at: number
  /** The id of who did it. */
  readonly by: string
  readonly verb: 'acknowledge' | 'close' | 'reopen' | 'undo'
  readonly disposition?: Disposition
  readonly note?: string
}
