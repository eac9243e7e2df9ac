import type { UnitScope } from '../../core/access/scope.ts'
import type { IndicatorType } from './indicator.ts'
import type { Signed } from './indicator-list.ts'

/** The record kinds of searches for the indicators of a list, and of what they found. */
export const lookBackKind = 'indicator-search'
export const indicatorHitKind = 'indicator-hit'

export const lookBackStates = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const
export type LookBackState = (typeof lookBackStates)[number]
export const isOpen = ({ state }: Pick<LookBack, 'state'>): boolean => state === 'waiting' || state === 'running'

/** Days that a search may go back. */
export const mostDays = 400

/**
 * A search of the stored events for the indicators of a list, from `from` up to `to` of event time, the oldest first. What
 * lies before `reached` is done and on record; after a crash it goes on there. Times are epoch milliseconds, days
 * `yyyy-mm-dd` in the installation's zone.
 */
export interface LookBack {
  readonly id: string
  readonly list: string
  /** What who asked may see: nothing else is looked at. */
  readonly scope: UnitScope
  readonly asked: number
  readonly by: Signed['by']
  readonly days: number
  /** The lines themselves are looked into too, not the fields alone; not kept by searches of earlier releases. */
  readonly raw?: boolean
  readonly from: number
  readonly to: number
  readonly state: LookBackState
  /** Why it failed: the list is gone, or it finds more than is worth keeping. */
  readonly failure: 'list-gone' | 'too-many-hits' | null
  readonly reached: number
  /** Events that lay in the time gone through. */
  readonly scanned: number
  /** Events that hold an indicator. */
  readonly matched: number
  /** How many indicator × unit pairs were found. */
  readonly hits: number
  /** The first day of which there are events; null while it is not known, or when there are none. */
  readonly logsFrom: string | null
  /** Days behind that one of which there are none. */
  readonly missing: readonly string[]
  readonly started: number | null
  readonly ended: number | null
}

/** What was found of one indicator in one unit; `unit` null for events that belong to none. */
export interface IndicatorHit {
  readonly search: string
  readonly list: string
  readonly type: IndicatorType
  readonly value: string
  readonly unit: string | null
  readonly count: number
  /** Event times of the first and the last. */
  readonly first: number
  readonly last: number
  readonly hosts: readonly string[]
  /** There are more hosts than are named. */
  readonly moreHosts: boolean
  /** Ids of some of the events. */
  readonly events: readonly string[]
}
