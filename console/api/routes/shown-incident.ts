import { isObject } from '../../../core/lib/json.ts'
import type { Kept } from '../../../response/incidents/desk.ts'
import type { Entry } from '../../../response/incidents/entry.ts'
import type { Evidence } from '../../../response/incidents/evidence.ts'
import type { EvidenceRow, IncidentRow, TimelineEntry } from '../schemas/incidents.ts'
import type { Services } from '../services.ts'

/** Incidents as the API shows them: of units the name. `listed`: of a restricted one not the title. */
export function showIncident({ units }: Pick<Services, 'units'>) {
  const named = (unit: string) => ({ id: unit, name: units.get(unit)?.name ?? unit })
  const row = ({ document }: Kept): IncidentRow & { title: string } => {
    const {
      rank: _,
      revision: __,
      occurred: ___,
      openedBy: ____,
      steps: _____,
      conclusion,
      unit,
      members,
      ...incident
    } = document
    return { ...incident, unit: named(unit), members: [...members], ended: conclusion?.at ?? null }
  }
  const listed = (kept: Kept): IncidentRow => (kept.document.restricted ? { ...row(kept), title: null } : row(kept))
  return { named, row, listed }
}

/** A line of the timeline. */
export function timelineEntry(entry: Entry): TimelineEntry {
  const { id: line, what, at, recorded, by, pinned } = entry
  return {
    id: line,
    what,
    at,
    recorded,
    by,
    pinned,
    ...('status' in entry ? { status: entry.status } : {}),
    ...('alerts' in entry ? { alerts: [...entry.alerts] } : {}),
    ...('text' in entry ? { text: entry.text } : {}),
    ...('evidence' in entry ? { evidence: entry.evidence } : {}),
    ...('conclusion' in entry && entry.conclusion !== null ? { conclusion: entry.conclusion } : {}),
  }
}

/** Characters of an event that a list shows. */
const summaryLength = 300

/** A copied event as a list shows it. `intact`: its text is the one that was copied. */
export function evidenceRow({ incident: _, salt: __, text, ...copy }: Evidence, intact: boolean): EvidenceRow {
  const event = eventOf(text)
  const at = (object: unknown, key: string): string | null => {
    const value = isObject(object) ? object[key] : undefined
    return typeof value === 'string' ? value : null
  }
  const summary = at(event, 'message') ?? at(event.event, 'original') ?? ''
  return {
    ...copy,
    intact,
    dataset: at(event.event, 'dataset'),
    host: at(event.host, 'name'),
    user: at(event.user, 'name'),
    summary: summary.slice(0, summaryLength),
  }
}

/** The event in a copy; a copy that somebody spoilt holds none. */
export function eventOf(text: string): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(text)
    return isObject(event) ? event : {}
  } catch {
    return {}
  }
}
