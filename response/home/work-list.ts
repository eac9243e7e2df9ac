import { type Actor, may } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { all, any, compare, equals, exists, not } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind, handOffStates } from '../alerts/alert.ts'
import { waitsFor } from '../alerts/step.ts'
import { analystOf } from '../alerts/triage.ts'

/** Rows of a list on the home page; what is beyond is behind a link. */
const few = 5
/** Days back within which work is looked for. */
const backDays = 30
const day = 86_400_000
const mostHandOffs = 200

interface WorkPart {
  readonly rows: readonly StoredRecord<Alert>[]
  readonly total: number
}

/** The lists of a shift, each by its first rows and how many there are. */
export interface WorkList {
  /** New and in no incident, the newest first. */
  readonly fresh: WorkPart
  /** The actor's, the oldest first. */
  readonly mine: WorkPart
  /** Nobody's, the most severe first, then the one that waits longest. */
  readonly nobodys: WorkPart
  /** Critical ones that nobody has. */
  readonly criticals: number
  /** Waiting for the actor to accept, the oldest first. */
  readonly offered: WorkPart
  /** Given by the actor and not accepted yet, or refused. */
  readonly given: WorkPart
}

const is = (field: string, value: string) => equals(field, value, 'none')
const open = any(is('status', 'new'), is('status', 'acknowledged'))

/** What waits for the actor in the queue; undefined for who reads no alerts. */
export async function workList(
  { records, units, now }: { readonly records: RecordStore; readonly units: UnitTree; readonly now: number },
  actor: Actor,
): Promise<WorkList | undefined> {
  if (!may(actor, 'alert.read')) return undefined
  const scope = scopeOf(actor, 'alert.read', units)
  const recent = compare('last', 'gte', now - backDays * day)
  const part = (where: Predicate, sort: readonly (readonly [string, 'asc' | 'desc'])[], limit = few) =>
    records.list<Alert>(scope, alertKind, {
      where: all(where, recent),
      sort: sort.map(([field, direction]) => ({ field, direction })),
      limit,
    })
  const nobodys = all(not(exists('assignee.id')), open)
  const [fresh, mine, unowned, criticals, handOffs] = await Promise.all([
    part(all(is('status', 'new'), not(exists('incidents.id'))), [['last', 'desc']]),
    part(all(is('assignee.id', actor.id), open), [['first', 'asc']]),
    part(nobodys, [
      ['rank', 'desc'],
      ['first', 'asc'],
    ]),
    records.tally(scope, alertKind, all(nobodys, is('severity', 'critical'), recent), { by: ['severity'] }),
    part(any(...handOffStates.map((state) => is('handOff.state', state))), [['last', 'asc']], mostHandOffs),
  ])
  const handed = (of: (handOff: NonNullable<Alert['handOff']>) => boolean): WorkPart => {
    const rows = handOffs.rows.filter(({ document: { handOff } }) => handOff && of(handOff))
    return { rows: rows.slice(0, few), total: rows.length }
  }
  const at = analystOf(actor)
  return {
    fresh,
    mine,
    nobodys: unowned,
    criticals: criticals.reduce((sum, { count }) => sum + count, 0),
    offered: handed((handOff) => waitsFor(handOff, actor, at)),
    given: handed((handOff) => handOff.by.id === actor.id),
  }
}
