import { type Actor, may } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { all, any, compare, equals } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'

/** Days back within which an agency is told of its alerts. */
const backDays = 30
const day = 86_400_000
/** How many are looked through, and how many are shown. */
const most = 500
const shown = 10

/**
 * An alert as the agency that it is about is told of it: what, where, since when, and whether the response team is at it. Who
 * of the team, what they noted and concluded, and the rule behind it stay the team's.
 */
interface OwnAlert
  extends Pick<Alert, 'id' | 'severity' | 'unit' | 'host' | 'user' | 'source' | 'count' | 'first' | 'last'> {
  readonly title: Alert['rule']['title']
  /** The team has taken it. */
  readonly taken: boolean
}

/** The open alerts of somebody's agency: the worst first. */
export interface OwnAlerts {
  readonly rows: readonly OwnAlert[]
  readonly total: number
  /** There are more than were looked through. */
  readonly atLeast: boolean
}

/**
 * The open alerts of the units at which the actor may read their agency's, and of those below; undefined for who may not, or
 * reads the queue itself. What belongs to a restricted incident is left out and not counted: it may be about the reader.
 */
export async function ownAlerts(
  { records, units, now }: { readonly records: RecordStore; readonly units: UnitTree; readonly now: number },
  actor: Actor,
): Promise<OwnAlerts | undefined> {
  if (!may(actor, 'alert.own') || may(actor, 'alert.read')) return undefined
  const open = any(equals('status', 'new', 'none'), equals('status', 'acknowledged', 'none'))
  const { rows, total } = await records.list<Alert>(scopeOf(actor, 'alert.own', units), alertKind, {
    where: all(open, compare('last', 'gte', now - backDays * day)),
    sort: [
      { field: 'rank', direction: 'desc' },
      { field: 'last', direction: 'desc' },
    ],
    limit: most,
  })
  const told = rows.filter(({ document: { incidents = [] } }) => incidents.every((one) => one.units.length > 0))
  return {
    rows: told.slice(0, shown).map(({ document }) => redacted(document)),
    total: told.length,
    atLeast: total > rows.length,
  }
}

const redacted = ({ id, severity, rule, unit, host, user, source, count, first, last, status }: Alert): OwnAlert => ({
  id,
  severity,
  title: rule.title,
  unit,
  host,
  user,
  source,
  count,
  first,
  last,
  taken: status !== 'new',
})
