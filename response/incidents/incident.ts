import type { Severity } from '../../core/event/severity.ts'
import type { Disposition } from '../alerts/alert.ts'

/** The record kind under which incidents are stored. */
export const incidentKind = 'incident'

/** Where an incident stands. Open ones go to and fro; `closed` has a conclusion, and is left by opening it again. */
export const incidentStatuses = ['new', 'in-progress', 'contained', 'resolved', 'closed'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** Labels of the Traffic Light Protocol, version 2.0 (FIRST). */
export const tlpLabels = ['clear', 'green', 'amber', 'amber-strict', 'red'] as const
export type Tlp = (typeof tlpLabels)[number]

/** A person, by account name and by the name to show. */
export interface Person {
  readonly id: string
  readonly name: string
}

/** What people worked out in the end. */
export interface Conclusion {
  /** Root cause and impact, in words. */
  readonly cause: string
  readonly impact: string
  readonly disposition: Disposition
  readonly at: number
  readonly by: Person
}

/** What may be corrected while an incident is open. Times are epoch milliseconds. */
export interface IncidentFacts {
  readonly title: string
  /** A key of `incident-types.yml`. */
  readonly type: string
  readonly severity: Severity
  readonly tlp: Tlp
  /** When it was noticed, by the platform or by somebody. */
  readonly detected: number
  /** When it began, as far as is known. */
  readonly occurred: number | null
  /** A drill: it stays out of statistics and returns. */
  readonly exercise: boolean
}

/**
 * Something that people of one unit work on together. Which alerts belong to it stands in the alerts; what was said and
 * what was kept are records of their own, so that two people who write at once never stand in each other's way.
 */
export interface Incident extends IncidentFacts {
  /** `SC-2026-0001`. */
  readonly id: string
  /** Counts what people changed in it, unlike the record's version, which linking moves too. */
  readonly revision: number
  /** The severity's place among `severities`, to sort by. */
  readonly rank: number
  readonly unit: string
  readonly owner: Person | null
  readonly members: readonly Person[]
  readonly status: IncidentStatus
  /** Every status it had, with who gave it when; the oldest first. */
  readonly steps: readonly { readonly status: IncidentStatus; readonly at: number; readonly by: Person }[]
  /** When it was opened here. */
  readonly opened: number
  readonly openedBy: Person
  /** Only its owner, its members and who holds `incident.restrict` at its unit know of it. */
  readonly restricted: boolean
  readonly conclusion: Conclusion | null
}
