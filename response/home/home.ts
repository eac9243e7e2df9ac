import { type Actor, may, type Window } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { AuditLog, RecordStore, StoredRecord } from '../../core/store/store.ts'
import type { Duty, Shift } from '../shifts/shift.ts'
import { awaits, type Shifts } from '../shifts/shifts.ts'
import type { OpenIncidents } from './hand-over-draft.ts'
import { type OwnAlerts, ownAlerts } from './own-alerts.ts'
import { type OwnUnit, ownUnits } from './own-units.ts'
import { type SilentSource, silentWithin } from './silent.ts'
import { lastHere, type SinceLeft, sinceLeft } from './since.ts'
import { type WorkList, workList } from './work-list.ts'

const week = 7 * 86_400_000

interface Parts {
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly units: UnitTree
  readonly shifts: Shifts
  readonly openIncidents: OpenIncidents
  readonly now: number
}

/** What needs a person now; what the person may not know of is absent. */
interface HomeView {
  readonly work: WorkList | undefined
  readonly incidents: Awaited<ReturnType<OpenIncidents>> | undefined
  readonly sources: { readonly sources: number; readonly silent: readonly SilentSource[] } | undefined
  /** What happened since the person's last log-in ended; absent at the first one. */
  readonly since: (SinceLeft & { readonly silent: number }) | undefined
  /** Absent for whoever reads a stretch of time: a watch that began before it is not theirs to read, and would seem to be nobody's. */
  readonly duty: readonly Duty[] | undefined
  /** Watches that wait for the person to take them over. */
  readonly handOvers: readonly StoredRecord<Shift>[]
  readonly ownUnits: readonly OwnUnit[] | undefined
  /** What the person's agency is told of its alerts. */
  readonly ownAlerts: OwnAlerts | undefined
  readonly window: Window | undefined
}

/** Everything of the home page; `opened` is when this log-in began. */
export async function homeOf(parts: Parts, actor: Actor, opened: number): Promise<HomeView> {
  const { units, shifts, now } = parts
  const readsAlerts = may(actor, 'alert.read')
  const alertScope = scopeOf(actor, 'alert.read', units)
  const shiftScope = scopeOf(actor, 'shift.read', units)
  const [work, incidents, sources, left, duty, handOvers, own, told] = await Promise.all([
    workList(parts, actor),
    may(actor, 'incident.read') ? parts.openIncidents(actor) : undefined,
    silentWithin(parts, actor),
    readsAlerts && alertScope.window === undefined ? lastHere(parts.audit, actor, opened) : undefined,
    may(actor, 'shift.read') && shiftScope.window === undefined ? shifts.onDuty(shiftScope) : undefined,
    may(actor, 'shift.write') ? waiting(parts, actor) : [],
    // Who keeps contacts and works no alerts: the agencies' people.
    may(actor, 'unit.read') && !readsAlerts ? ownUnits(parts, actor) : undefined,
    ownAlerts(parts, actor),
  ])
  const since = left === undefined ? undefined : await sinceLeft(parts, alertScope, left)
  return {
    work,
    incidents,
    sources,
    since: since && { ...since, silent: sources?.silent.filter((one) => one.since >= since.at).length ?? 0 },
    duty,
    handOvers,
    ownUnits: own,
    ownAlerts: told,
    window: alertScope.window,
  }

  async function waiting({ shifts: log }: Parts, by: Actor): Promise<readonly StoredRecord<Shift>[]> {
    const range = { from: now - week, to: now + 1, limit: 200, offset: 0 }
    const { rows } = await log.list(scopeOf(by, 'shift.write', units), range)
    return rows.filter(({ document }) => document.ended === null && awaits(document, by))
  }
}
