import type { Actor } from '../../core/access/actor.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { silentWithin } from './silent.ts'
import { workList } from './work-list.ts'

/** Open incidents that the actor owns or works on, the worst first; how many there are. */
export type OpenIncidents = (
  actor: Actor,
) => Promise<{ readonly rows: readonly { readonly id: string; readonly title: string }[]; readonly total: number }>

const mostSilent = 20

/** What is open at the end of the actor's watch, within what the actor may see. */
export async function handOverDraft(
  parts: {
    readonly records: RecordStore
    readonly units: UnitTree
    readonly openIncidents: OpenIncidents
    readonly now: number
  },
  actor: Actor,
) {
  const [work, sources, incidents] = await Promise.all([
    workList(parts, actor),
    silentWithin(parts, actor),
    parts.openIncidents(actor),
  ])
  return {
    mine: {
      total: work?.mine.total ?? 0,
      rows: (work?.mine.rows ?? []).map(({ id, document: { rule, host, severity } }) => ({
        id,
        title: rule.title,
        host,
        severity,
      })),
    },
    unowned: work?.nobodys.total ?? 0,
    criticals: work?.criticals ?? 0,
    given: work?.given.total ?? 0,
    silent: (sources?.silent ?? []).slice(0, mostSilent).map(({ name, unit, since }) => ({
      name,
      unit: unit === null ? null : (parts.units.get(unit)?.name ?? unit),
      since,
    })),
    incidents: incidents.rows.map(({ id, title }) => ({ id, title })),
  }
}
