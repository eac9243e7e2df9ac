import type { Unit } from '../../core/access/unit.ts'
import type { UnitContact, UnitState } from './unit-record.ts'

/** A unit to be made. */
export interface NewUnit extends Omit<UnitState, 'from'> {
  readonly id: string
}

/** A change of the tree. `from` is the first day (yyyy-mm-dd) on which it holds; empty at a creation: since ever. */
export type UnitChange =
  | { readonly act: 'create'; readonly from: string; readonly unit: NewUnit; readonly contacts: readonly UnitContact[] }
  | {
      readonly act: 'rename'
      readonly from: string
      readonly id: string
      readonly name: string
      readonly kind: Unit['kind']
    }
  | { readonly act: 'move'; readonly from: string; readonly id: string; readonly parent: string }
  | {
      readonly act: 'edit'
      readonly from: string
      readonly id: string
      readonly networks: readonly string[]
      readonly domains: readonly string[]
      readonly hosts: readonly string[]
      readonly collectors: readonly string[]
    }
  /** The units go into another, which is there already or is made; what they had and what was under them goes along. */
  | { readonly act: 'merge'; readonly from: string; readonly ids: readonly string[]; readonly into: string | NewUnit }
  /** The unit ends; the new ones divide what it had. `children`: which of them takes over each unit that was under it. */
  | {
      readonly act: 'split'
      readonly from: string
      readonly id: string
      readonly into: readonly NewUnit[]
      readonly children: Readonly<Record<string, string>>
    }
  | { readonly act: 'abolish'; readonly from: string; readonly id: string }
