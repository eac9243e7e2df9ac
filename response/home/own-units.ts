import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type UnitRecord, unitKind } from '../units/unit-record.ts'

/** A contact list older than this is asked about again. */
const staleAfter = 180 * 86_400_000

/** A unit of which somebody keeps the contacts. */
export interface OwnUnit {
  readonly id: string
  readonly name: string
  readonly contacts: number
  /** There is somebody on duty with a number. */
  readonly onDuty: boolean
  /** When the contacts were last looked after; null: never. */
  readonly changed: number | null
  readonly needsCare: boolean
}

/** The units at which the actor holds `unit.read` itself, not all those below; at most 20. */
export async function ownUnits(
  { records, units, now }: { readonly records: RecordStore; readonly units: UnitTree; readonly now: number },
  actor: Actor,
): Promise<readonly OwnUnit[]> {
  const scope = scopeOf(actor, 'unit.read', units)
  const tops = scope.units.filter((id) => units.get(id) !== undefined).slice(0, 20)
  const found = await Promise.all(tops.map((id) => records.get<UnitRecord>(scope, unitKind, id)))
  return found.flatMap((kept) => {
    if (kept === undefined) return []
    const { id, contacts, history } = kept.document
    const changed = history.findLast(({ act }) => act === 'contacts')?.at ?? null
    const onDuty = contacts.some(({ duty, phone }) => duty && phone !== '')
    const needsCare = !onDuty || changed === null || now - changed > staleAfter
    return [{ id, name: units.get(id)?.name ?? id, contacts: contacts.length, onDuty, changed, needsCare }]
  })
}
