import { type Actor, carries } from '../../core/access/actor.ts'
import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { RecordStore } from '../../core/store/store.ts'

const viewKind = 'saved-view'
/** Views that one person keeps, and that are listed. */
const mostOwn = 100
const mostListed = 500

/** A queue worth coming back to: its filters, range, order, grouping and columns, as they stand in the page's address. */
export interface SavedView {
  readonly id: string
  readonly name: string
  /** The address's query, without the question mark. */
  readonly address: string
  readonly owner: { readonly id: string; readonly name: string }
  readonly shared: boolean
  readonly created: number
}

export interface SavedViews {
  /** One's own, and those that others share within the scope; by name. */
  list(actor: Actor, scope: Scope): Promise<readonly SavedView[]>
  /** Rejects with `conflict` when one's own of that name is there, or too many are. */
  save(actor: Actor, view: Pick<SavedView, 'name' | 'address' | 'shared'>): Promise<SavedView>
  /** Rejects with `not-found`, also for another's. */
  remove(actor: Actor, id: string): Promise<void>
}

/**
 * Views of the queue. A shared one is seen by those who read all that its owner reads: what it asks for may name
 * hosts of the owner's units.
 */
export function createSavedViews(records: RecordStore, units: UnitTree, clock: Clock): SavedViews {
  const own = async (actor: Actor) => {
    const where = { kind: 'equals', field: 'owner.id', value: actor.id, fold: 'none' } as const
    return (await records.list<SavedView>(systemScope, viewKind, { where, limit: mostListed })).rows
  }
  return {
    async list(actor, scope) {
      const where = { kind: 'equals', field: 'shared', value: 'true', fold: 'none' } as const
      const shared = await records.list<SavedView>(scope, viewKind, { where, limit: mostListed })
      const found = new Map([...shared.rows, ...(await own(actor))].map(({ id, document }) => [id, document]))
      return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
    },
    async save(actor, { name, address, shared }) {
      const mine = await own(actor)
      if (mine.length >= mostOwn) throw new CodedError('conflict', `${mine.length} views are saved already`)
      if (mine.some(({ document }) => document.name === name)) {
        throw new CodedError('conflict', 'a view of that name is there', {
          hint: 'remove it first or name it otherwise',
        })
      }
      const owner = { id: actor.id, name: actor.name }
      const view: SavedView = { id: randomId(), name, address, owner, shared, created: clock.now() }
      const unitIds = aboveAll(actor, units)
      const write = { kind: viewKind, id: view.id, document: view, unitIds, expect: 'absent' as const }
      await records.write([write], [audited(actor, 'view.save', view, unitIds)])
      return view
    },
    async remove(actor, id) {
      const found = (await own(actor)).find((view) => view.id === id)
      if (found === undefined) throw new CodedError('not-found', 'there is no such view')
      const { document, unitIds, version } = found
      const write = { kind: viewKind, id, document: undefined, unitIds, expect: version }
      await records.write([write], [audited(actor, 'view.remove', document, unitIds)])
    },
  }
}

const audited = (
  actor: Actor,
  action: string,
  { id, name, address, shared }: SavedView,
  unitIds: readonly string[],
) => ({
  actor: actor.id,
  action,
  target: `${viewKind}/${id}`,
  unitIds,
  details: { name, address, shared },
})

/** The units that stand above all that the actor reads alerts of, nearest first. */
function aboveAll(actor: Actor, units: UnitTree): readonly string[] {
  const [first = [], ...others] = actor.grants
    .filter((grant) => carries(grant, 'alert.read'))
    .map(({ unit }) => units.lineage(unit))
  return first.filter((unit) => others.every((lineage) => lineage.includes(unit)))
}
