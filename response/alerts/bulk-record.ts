import type { Scope } from '../../core/access/scope.ts'
import type { Before } from './alert.ts'
import type { AlertStep } from './step.ts'

/** The record kinds of steps on many alerts, and of the parts that each is done in. */
export const bulkKind = 'alert-bulk'
export const bulkPartKind = 'alert-bulk-part'

/** Alerts of one transaction. */
export const partSize = 250

export const bulkStates = ['running', 'done', 'cancelled'] as const

/**
 * One step on many alerts. Which alerts was settled when it was asked for; of those, `done` were changed, `skipped` had nothing
 * to change, and `changed` were left alone because somebody changed them meanwhile, or they are out of sight. Times are
 * epoch milliseconds.
 */
export interface AlertBulk {
  readonly id: string
  readonly step: AlertStep
  readonly by: { readonly id: string; readonly name: string }
  readonly asked: number
  readonly ended: number | null
  readonly state: (typeof bulkStates)[number]
  readonly total: number
  readonly parts: number
  readonly partsDone: number
  readonly done: number
  readonly skipped: number
  readonly changed: number
  /** The step that this one takes back, and the one that took this one back. */
  readonly undoOf: string | null
  readonly undoneBy: string | null
}

/** A part, done in one transaction with its alerts. */
export interface BulkPart {
  readonly bulk: string
  /** What the actor could see when the step was asked for. */
  readonly scope: Scope
  /** What the one could see to whom the alerts are given: others are not given. */
  readonly reach?: Scope
  readonly items: readonly {
    readonly id: string
    /** The revision that the alert must have; once done, the one that it got. */
    readonly revision: number
    /** What the alert was; there once it was changed. In a part that takes back: what it is to be again. */
    readonly before?: Before
  }[]
  readonly done: boolean
}

/** The id of a part, which sorts in order. */
export const bulkPartId = (bulk: string, number: number): string => `${bulk}.${String(number).padStart(4, '0')}`
