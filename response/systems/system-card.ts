import type { Scope } from '../../core/access/scope.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { SystemLevel } from '../retention/law.ts'
import { stateOn, type UnitContact, type UnitRecord, unitKind } from '../units/unit-record.ts'
import { type Supplier, type SystemRecord, systemKind, systemOn } from './system-record.ts'

/** What somebody who judges an alert needs to know of the system that it is about. */
export interface SystemCard {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly level: SystemLevel
  /** Name of the unit that owns it. */
  readonly owner: string
  /** Whom to call at the owner: the one on duty, else the first. */
  readonly contact: UnitContact | null
  /** Name of who operates it; empty: the owner itself. */
  readonly operator: string
  readonly supplier: Supplier
}

/** The card of a system as it is on a day; undefined when it lies beyond the scope. */
export async function systemCard(
  records: Pick<RecordStore, 'get'>,
  scope: Scope,
  id: string,
  day: string,
): Promise<SystemCard | undefined> {
  const found = await records.get<SystemRecord>(scope, systemKind, id)
  const state = found && (systemOn(found.document, day) ?? found.document.states[0])
  if (found === undefined || state === undefined) return undefined
  const unit = (unitId: string) => records.get<UnitRecord>(scope, unitKind, unitId)
  const [owner, operator] = await Promise.all([
    unit(state.owner),
    state.operator.unit === null ? undefined : unit(state.operator.unit),
  ])
  const nameOf = (record: typeof owner) => record && (stateOn(record.document, day)?.name ?? '')
  const contacts = owner?.document.contacts ?? []
  return {
    id,
    code: found.document.code,
    name: state.name,
    level: state.level,
    owner: nameOf(owner) ?? '',
    contact: contacts.find(({ duty }) => duty) ?? contacts[0] ?? null,
    operator: nameOf(operator) ?? state.operator.name,
    supplier: state.supplier,
  }
}
