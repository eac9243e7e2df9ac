import { aboveAll } from '../../core/access/above-all.ts'
import type { Actor } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import { inScope, type Scope, scopeOf, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { RecordStore } from '../../core/store/store.ts'

/** What one person keeps, and what is listed. */
const mostOwn = 100
const mostListed = 500

/** A page in a state worth coming back to: question, range, order and columns, as they stand in its address. */
export interface Saved {
  readonly id: string
  readonly name: string
  /** The address's query, without the question mark. */
  readonly address: string
  readonly owner: { readonly id: string; readonly name: string }
  readonly shared: boolean
  /** The unit whose readers it is shared with; null: those who read all that its owner reads. */
  readonly unit?: string | null
  readonly created: number
}

export interface SavedPages {
  /** One's own, and those that others share within the scope; by name. */
  list(actor: Actor, scope: Scope): Promise<readonly Saved[]>
  /**
   * Rejects with `conflict` when one's own of that name is there, or too many are; with `not-found` for a unit that the actor
   * does not read.
   */
  save(actor: Actor, page: Pick<Saved, 'name' | 'address' | 'shared' | 'unit'>): Promise<Saved>
  /**
   * Calls one's own otherwise. Rejects with `not-found`, also for another's; with `conflict` when another of one's own has the
   * name, or it was changed meanwhile.
   */
  rename(actor: Actor, id: string, name: string): Promise<void>
  /** Rejects with `not-found`, also for another's. */
  remove(actor: Actor, id: string): Promise<void>
}

/** What is kept: its record kind, what the audit log calls it, and the permission that lets it be read. */
export interface SavedKind {
  readonly kind: 'saved-view' | 'saved-search'
  readonly noun: 'view' | 'search'
  readonly reads: Permission
}

/**
 * Pages that people keep. A shared one is seen by those who read all that its owner reads, since what it asks for may name
 * hosts of the owner's units; or by the readers of one unit, which the owner then says.
 */
export function createSaved(records: RecordStore, units: UnitTree, clock: Clock, what: SavedKind): SavedPages {
  const { kind, noun, reads } = what
  const own = async (actor: Actor) => {
    const where = { kind: 'equals', field: 'owner.id', value: actor.id, fold: 'none' } as const
    return (await records.list<Saved>(systemScope, kind, { where, limit: mostListed })).rows
  }
  const audited = (actor: Actor, verb: 'save' | 'rename' | 'remove', saved: Saved, unitIds: readonly string[]) => {
    const { id, name, address, shared, unit = null } = saved
    const details = { name, address, shared, unit }
    return { actor: actor.id, action: `${noun}.${verb}`, target: `${kind}/${id}`, unitIds, details }
  }
  const nameIsFree = (mine: Awaited<ReturnType<typeof own>>, name: string) => {
    if (!mine.some(({ document }) => document.name === name)) return
    throw new CodedError('conflict', 'one of that name is there', {
      hint: 'remove it first or name it otherwise',
      ...told('saved-same-name'),
    })
  }
  const ownOne = (mine: Awaited<ReturnType<typeof own>>, id: string) => {
    const found = mine.find((saved) => saved.id === id)
    if (found === undefined) throw new CodedError('not-found', `there is no such ${noun}`)
    return found
  }
  return {
    async list(actor, scope) {
      const where = { kind: 'equals', field: 'shared', value: 'true', fold: 'none' } as const
      const shared = await records.list<Saved>(scope, kind, { where, limit: mostListed })
      const found = new Map([...shared.rows, ...(await own(actor))].map(({ id, document }) => [id, document]))
      return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
    },
    async save(actor, { name, address, shared, unit = null }) {
      const lineage = unit === null ? [] : units.lineage(unit)
      if (unit !== null && (lineage.length === 0 || !inScope(scopeOf(actor, reads, units), lineage))) {
        throw new CodedError('not-found', 'there is no such unit')
      }
      const mine = await own(actor)
      if (mine.length >= mostOwn)
        throw new CodedError(
          'conflict',
          `${mine.length} of them are saved already`,
          told('saved-many', { n: `${mine.length}` }),
        )
      nameIsFree(mine, name)
      const owner = { id: actor.id, name: actor.name }
      const saved: Saved = { id: randomId(), name, address, owner, shared, unit, created: clock.now() }
      const unitIds = unit === null ? aboveAll(actor, reads, units) : lineage
      const write = { kind, id: saved.id, document: saved, unitIds, expect: 'absent' as const }
      await records.write([write], [audited(actor, 'save', saved, unitIds)])
      return saved
    },
    async rename(actor, id, name) {
      const mine = await own(actor)
      const { document, unitIds, version } = ownOne(mine, id)
      if (document.name === name) return
      nameIsFree(mine, name)
      const renamed: Saved = { ...document, name }
      const write = { kind, id, document: renamed, unitIds, expect: version }
      const written = await records.write([write], [audited(actor, 'rename', renamed, unitIds)])
      if (!written.ok) throw new CodedError('conflict', `the ${noun} was changed meanwhile`)
    },
    async remove(actor, id) {
      const { document, unitIds, version } = ownOne(await own(actor), id)
      const write = { kind, id, document: undefined, unitIds, expect: version }
      await records.write([write], [audited(actor, 'remove', document, unitIds)])
    },
  }
}
