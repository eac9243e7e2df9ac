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
  /** The information system it is about, by its first match; absent: none that was known. */
  readonly system?: AlertSystem
  /** Tactics of ATT&CK that its rule named when it was opened; absent: none. */
  readonly tactics?: readonly string[]
  /** The same in one text: facets count by one value. */
  readonly tacticSet?: string
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
  /** On its way from one person to another; absent or null: it is not. */
  readonly handOff?: HandOff | null
  /** The last step that was taken on this alert alone: it can be taken back as long as the revision is the one that it gave. */
  readonly lastStep?: { readonly revision: number; readonly by: string; readonly before: Before }
  /** Steps that were taken on many alerts at once, this among them; the newest last. */
  readonly bulks?: readonly BulkMark[]
  /** The incidents that it belongs to. */
  readonly incidents?: readonly IncidentLink[]
  /** It belongs to exercises alone: kept out of the metrics. */
  readonly exercise?: boolean
}

/** An information system, with its level of protection (1 to 5) when the event happened. */
export interface AlertSystem {
  readonly id: string
  readonly code: string
  /** A text, as facets are. */
  readonly level: string
}

/** An incident that an alert belongs to. */
export interface IncidentLink {
  readonly id: string
  /** The lineage of its unit: who reaches one of these may know of it. Empty for one that is restricted. */
  readonly units: readonly string[]
  /** An exercise; absent: it is none. */
  readonly exercise?: true
}

/** Where a hand-off stands: it waits for an answer, or was refused and is back with its giver. */
export const handOffStates = ['offered', 'refused'] as const

/** An alert that somebody gives to another, who must accept it: until then it stays whose it was. */
export interface HandOff {
  readonly state: (typeof handOffStates)[number]
  readonly by: { readonly id: string; readonly name: string }
  readonly at: number
  /** A person, or the unit whose analysts may take it: whoever of them is first. */
  readonly to: Receiver
  readonly note: string
  /** Who refused it, when and why. */
  readonly refusal?: { readonly by: string; readonly at: number; readonly reason: string }
}

/** What a step changes of an alert: with it, the alert is as it was before. */
export type Before = Pick<
  Alert,
  'status' | 'disposition' | 'assignee' | 'acknowledged' | 'closed' | 'window' | 'handOff'
>

/** Whom an alert is given to. */
export type Receiver = {
  readonly kind: 'person' | 'unit'
  readonly id: string
  readonly name: string
}

/** What one step on many alerts did to this one. */
export interface BulkMark {
  readonly id: string
  readonly at: number
  /** The id of who did it. */
  readonly by: string
  readonly verb: 'acknowledge' | 'close' | 'reopen' | 'release' | 'hand' | 'accept' | 'refuse' | 'withdraw' | 'undo'
  readonly disposition?: Disposition
  readonly note?: string
  readonly reason?: string
  readonly to?: Receiver
}
