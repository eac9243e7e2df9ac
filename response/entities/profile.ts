import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { type SystemRecord, systemKind } from '../systems/system-record.ts'
import { type UnitContact, type UnitRecord, unitKind } from '../units/unit-record.ts'
import { type AddressPlace, placeOf } from './address-place.ts'
import { type EntityRange, entityQuery } from './entity-query.ts'
import { owningUnits } from './owning-units.ts'
import { type Sample, sampleOf } from './sample.ts'
import { type Span, spanOf } from './span.ts'

/** A unit that has part in a thing: whose events speak of it, or whose network holds the address. */
export interface UnitPart {
  /** null: what belongs to no unit. */
  readonly id: string | null
  /** The names of those above it that the reader may see, the highest first, and its own. */
  readonly path: readonly string[]
  readonly count: number
  readonly relation: 'eq' | 'gte'
  /** Whom to call. */
  readonly contacts: readonly UnitContact[]
}

/** A system of the register that events are of, as they were stamped. */
export interface SystemPart {
  readonly id: string
  readonly code: string
  readonly level: number
  /** null where the reader may not see the system itself. */
  readonly name: string | null
}

/** What the head of an entity's page says, of a range. */
export interface Profile {
  readonly units: readonly UnitPart[]
  /** There are more units than are shown. */
  readonly more: boolean
  readonly span: Span
  readonly systems: readonly SystemPart[]
  /** Of an address. */
  readonly place: AddressPlace | null
  /** The path of the unit whose network holds the address. */
  readonly placePath: readonly string[]
}

export interface ProfileParts {
  readonly events: EventReads
  readonly records: RecordStore
  readonly units: UnitTree
}

const mostUnits = 6

/** What is known of the thing within the scope; nothing of it is told that lies elsewhere, not even that it does. */
export async function profileOf(parts: ProfileParts, scope: Scope, asked: EntityRange): Promise<Profile> {
  const { events, units } = parts
  const query = entityQuery(asked)
  const place = asked.kind === 'address' ? (placeOf(asked.name, scope, units) ?? null) : null
  const sample = await sampleOf(events, scope, query)
  const [span, owning] = await Promise.all([
    spanOf(events, scope, query, sample),
    owningUnits(events, scope, query, sample, mostUnits),
  ])
  const path = (id: string) => pathOf(units, scope, id)
  return {
    units: await Promise.all(
      owning.units.map(async ({ id, count, relation }) => ({
        id,
        path: id === null ? [] : path(id),
        count,
        relation,
        contacts: id === null ? [] : await contactsOf(parts, scope, id),
      })),
    ),
    more: owning.more,
    span,
    systems: asked.kind === 'host' ? await systemsOf(parts, scope, sample) : [],
    place,
    placePath: place?.network ? path(place.network.unit) : [],
  }
}

/** The names from the highest unit that the reader may see down to this one. */
function pathOf(units: UnitTree, scope: Scope, id: string): readonly string[] {
  const seen = units.lineage(id).filter((one) => one === id || inScope(scope, units.lineage(one)))
  const path = seen.length > 0 ? seen : [id]
  return path.map((one) => units.get(one)?.name ?? one).reverse()
}

async function contactsOf({ records }: ProfileParts, scope: Scope, id: string): Promise<readonly UnitContact[]> {
  return (await records.get<UnitRecord>(scope, unitKind, id))?.document.contacts ?? []
}

const mostSystems = 5

/** The systems of the newest events; a host may have moved from one to another. */
async function systemsOf({ records }: ProfileParts, scope: Scope, { rows }: Sample): Promise<readonly SystemPart[]> {
  const stamped = new Map(rows.flatMap(({ vonggac }) => (vonggac?.system ? [[vonggac.system.id, vonggac.system]] : [])))
  return Promise.all(
    [...stamped.values()].slice(0, mostSystems).map(async ({ id, code, level }) => {
      const kept = await records.get<SystemRecord>(scope, systemKind, id)
      return { id, code, level, name: kept?.document.states.at(-1)?.name ?? null }
    }),
  )
}
