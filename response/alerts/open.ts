import { systemScope } from '../../core/access/scope.ts'
import { severities } from '../../core/event/severity.ts'
import type { Match, RecordStore, RecordWrite } from '../../core/store/store.ts'
import { type Alert, alertKind } from './alert.ts'
import { type MatchFacts, quietOf } from './match.ts'
import { tacticFields } from './tactics.ts'

/** The id of an alert's generation: the key itself for the first, so that whoever opens it writes the same record. */
export const alertId = (key: string, generation: number) => (generation === 1 ? key : `${key}.${generation}`)

/** A new alert from one of its matches. It counts that match alone until the counting job has looked. */
export function newAlert(match: Match, previous?: Alert): Alert {
  const facts = match.facts as MatchFacts
  const generation = (previous?.generation ?? 0) + 1
  return {
    id: alertId(match.alertKey, generation),
    key: match.alertKey,
    generation,
    revision: 1,
    status: 'new',
    disposition: null,
    rule: { id: match.ruleId, title: facts.title },
    severity: facts.severity,
    rank: severities.indexOf(facts.severity),
    unit: facts.unit,
    entity: facts.entity,
    host: facts.host,
    user: facts.user,
    source: facts.source,
    ...(facts.system !== undefined && { system: facts.system }),
    ...tacticFields(facts.tactics),
    count: 1,
    first: match.time,
    last: match.time,
    opened: match.seen,
    assignee: null,
    acknowledged: null,
    closed: null,
    previous: previous?.id ?? null,
    next: null,
    window: { from: previous?.window.to ?? 0, to: null },
    latestEventId: match.eventId,
    handOff: null,
  }
}

export const alertWrite = (alert: Alert, unitIds: readonly string[], expect: RecordWrite['expect']): RecordWrite => ({
  kind: alertKind,
  id: alert.id,
  document: alert,
  unitIds,
  expect,
})

/**
 * Opens the first generation of each match's alert if it is not there; quiet matches open none. Called by ingest before the sender is
 * acknowledged; the counting job does the same for what a crash left out. Remembers the keys it has seen, `remembered`
 * at most, so that a running alert costs nothing.
 */
export function createAlertOpener(records: RecordStore, remembered = 100_000) {
  const known = new Set<string>()
  return async (matches: readonly Match[]): Promise<void> => {
    const first = new Map<string, Match>()
    for (const match of matches) {
      if (quietOf(match) === undefined && !known.has(match.alertKey)) first.set(match.alertKey, match)
    }
    if (first.size === 0) return
    const there = await Promise.all(
      [...first.keys()].map((key) => records.get(systemScope, alertKind, alertId(key, 1))),
    )
    const opening = [...first.values()].filter((_, at) => there[at] === undefined)
    const writes = opening.map((match) => alertWrite(newAlert(match), match.unitIds, 'absent'))
    // One transaction for all. If someone opened one of them meanwhile, each is tried alone, and a conflict is fine.
    if (writes.length > 0 && !(await records.write(writes)).ok) {
      for (const write of writes) await records.write([write])
    }
    if (known.size + first.size > remembered) known.clear()
    for (const key of first.keys()) known.add(key)
  }
}
