/** The record kinds of shifts, of what was written in them, and of who is on duty now. */
export const shiftKind = 'shift'
export const shiftEntryKind = 'shift-entry'
export const dutyKind = 'duty'

export interface Person {
  readonly id: string
  readonly name: string
}

/** One person's watch at a unit. Times are epoch milliseconds. */
export interface Shift {
  readonly id: string
  readonly unit: string
  readonly person: Person
  /** Under which number the person is reached during it. */
  readonly phone: string
  readonly started: number
  /** null while it lasts. */
  readonly ended: number | null
  /** The shift that was handed over to this one. */
  readonly after: string | null
  readonly handOver: HandOver | null
}

export const handOverStates = ['offered', 'refused', 'accepted'] as const

/** What is told to the next shift, who must accept it: until then the giver is on duty. */
export interface HandOver {
  readonly state: (typeof handOverStates)[number]
  /** null: whoever of the unit's is first. */
  readonly to: Person | null
  readonly text: string
  readonly at: number
  /** How many open alerts of the giver's go with it, each a hand-off of its own; absent: none. */
  readonly alerts?: number
  /** Who accepted or refused it, when, and why not. */
  readonly answer: { readonly by: Person; readonly at: number; readonly reason: string } | null
}

/** Who is on duty at a unit: one record a unit, so that two changes at once cannot each miss the other. */
export interface Duty {
  readonly unit: string
  readonly on: readonly {
    readonly shift: string
    readonly person: Person
    readonly phone: string
    readonly since: number
  }[]
}

/** What somebody wrote into the log of a shift; never changed. */
export interface ShiftEntry {
  readonly id: string
  readonly shift: string
  readonly at: number
  readonly by: Person
  readonly text: string
}
