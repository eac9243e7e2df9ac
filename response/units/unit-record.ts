import type { Unit } from '../../core/access/unit.ts'

export const unitKind = 'unit'
/** One record that every change of the tree writes, so that two changes at once cannot each miss what the other did. */
export const unitTreeKind = 'unit-tree'

/** What changes with a date: how a unit is from the first moment of a day (yyyy-mm-dd, the installation's zone) on. */
export interface UnitState {
  /** Empty: since ever. */
  readonly from: string
  readonly name: string
  readonly kind: Unit['kind']
  /** null at the root. */
  readonly parent: string | null
  readonly networks: readonly string[]
  readonly domains: readonly string[]
  readonly hosts: readonly string[]
  /** Ids of the intake keys, or `CN=` and common names of the certificates, whose every event is this unit's. */
  readonly collectors: readonly string[]
}

/** Whom to call. */
export interface UnitContact {
  readonly name: string
  readonly role: string
  readonly phone: string
  readonly mail: string
  /** The one on duty; at most one of a unit's. */
  readonly duty: boolean
}

/** What can be done to a unit. */
export const unitActs = [
  'create',
  'rename',
  'move',
  'edit',
  'merge',
  'split',
  'abolish',
  'contacts',
  'import',
  'migrate',
] as const
export type UnitAct = (typeof unitActs)[number]

/** What was done to a unit, by whom, when, and from which day it holds (null for what has no date). */
export interface UnitStep {
  readonly at: number
  readonly by: string
  readonly act: UnitAct
  readonly from: string | null
  /** Other units that had part in it. */
  readonly others: readonly string[]
}

/** A unit with all that it was. Its id is never given to another. */
export interface UnitRecord {
  readonly id: string
  /** Oldest first; at least one. */
  readonly states: readonly UnitState[]
  /** The first day on which it is no more. */
  readonly ended: string | null
  readonly predecessors: readonly string[]
  readonly successors: readonly string[]
  readonly contacts: readonly UnitContact[]
  readonly history: readonly UnitStep[]
}

/** How the unit is on a day: the last state that has begun, else none. After its end, its last. */
export function stateOn({ states }: UnitRecord, day: string): UnitState | undefined {
  return states.findLast(({ from }) => from <= day)
}

/** True from the day on which the unit is no more. */
export const endedOn = ({ ended }: UnitRecord, day: string): boolean => ended !== null && ended <= day

/** The units as they are on a day, with those that have ended; what has not begun is left out. */
export function unitsOn(records: Iterable<UnitRecord>, day: string): readonly Unit[] {
  const all = [...records]
  const gone = new Set(all.filter((record) => endedOn(record, day)).map(({ id }) => id))
  return all.flatMap((record) => {
    const state = stateOn(record, day)
    if (state === undefined) return []
    const { name, kind, parent, networks, domains, hosts, collectors } = state
    const moved = record.states.some((before) => before.from < state.from && before.parent !== parent)
    const unit: Unit = {
      id: record.id,
      name,
      kind,
      networks,
      domains,
      hosts,
      collectors,
      predecessors: record.predecessors.filter((id) => gone.has(id)),
      ...(parent !== null && { parent }),
      ...(moved && { moved }),
      ...(gone.has(record.id) && { ended: true }),
    }
    return [unit]
  })
}

/** The days on which something begins or ends, in order; the first is empty, for ever since. */
export function turningDays(records: Iterable<UnitRecord>): readonly string[] {
  const days = new Set([''])
  for (const { states, ended } of records) {
    for (const { from } of states) days.add(from)
    if (ended !== null) days.add(ended)
  }
  return [...days].sort()
}

/** The id of the unit that stands above all; it stays the same for good. */
export function rootOf(records: Iterable<UnitRecord>): string {
  for (const { id, states } of records) if (states[0]?.parent === null) return id
  throw new Error('no unit is the root')
}
