import type { SystemLevel } from '../retention/law.ts'

/** The record kind of information systems. */
export const systemKind = 'it-system'

/** Whom to call at the company that supplies or maintains a system; empty texts where nothing is known. */
export interface Supplier {
  readonly name: string
  readonly contact: string
  readonly phone: string
  readonly mail: string
}

/** What a system is from the first moment of a day (yyyy-mm-dd, the installation's zone) on. */
export interface SystemState {
  /** Empty: since ever. */
  readonly from: string
  readonly name: string
  /** Level of protection (Nghị định 331/2026/NĐ-CP Điều 11–15). */
  readonly level: SystemLevel
  /** The decision that approves the level; null while there is none. */
  readonly decision: { readonly number: string; readonly date: string; readonly issuer: string } | null
  /** Id of the unit that owns it (chủ quản). */
  readonly owner: string
  /** Who operates it (đơn vị vận hành): a unit, or a name where it is none of ours; both empty: the owner itself. */
  readonly operator: { readonly unit: string | null; readonly name: string }
  readonly supplier: Supplier
  /** Names of its machines, or patterns of them. */
  readonly hosts: readonly string[]
  /** Addresses of its machines, or networks. */
  readonly networks: readonly string[]
  readonly domains: readonly string[]
  /** Its log sources: ids, or the names or addresses by which sources are known. */
  readonly sources: readonly string[]
  /** Months for which its logs are kept where that is more than the law asks for, and why; null: what the law asks for. */
  readonly logMonths: { readonly months: number; readonly reason: string } | null
  readonly notes: string
}

/** What is said of a system, without the day. */
export type SystemWords = Omit<SystemState, 'from'>

export const systemActs = ['create', 'change', 'end', 'import'] as const
export type SystemAct = (typeof systemActs)[number]

/** An information system with all that it was. */
export interface SystemRecord {
  readonly id: string
  /** What people call it by; one of its owner's systems has it, and it stays. */
  readonly code: string
  /** Oldest first; at least one. */
  readonly states: readonly SystemState[]
  /** The first day on which it is out of use. */
  readonly ended: string | null
  readonly history: readonly {
    readonly at: number
    readonly by: string
    readonly act: SystemAct
    /** From which day it holds. */
    readonly from: string
    /** The fields that it changed. */
    readonly fields: readonly string[]
  }[]
}

/** How the system is on a day: the last state that has begun, else none. After its end, its last. */
export const systemOn = ({ states }: SystemRecord, day: string): SystemState | undefined =>
  states.findLast(({ from }) => from <= day)

/** True from the day on which the system is out of use. */
export const systemEndedOn = ({ ended }: SystemRecord, day: string): boolean => ended !== null && ended <= day
