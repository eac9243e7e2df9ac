import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { all, any, equals, exists } from '../../core/predicate/build.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../alerts/alert.ts'
import type { Kept } from './desk.ts'
import { knownIncidents } from './list.ts'

/** Alerts looked at for what they share, the newest; and incidents that are told of. */
const mostAlerts = 200
const mostIncidents = 5

/** What alerts of an incident have in common with an alert. */
const traits = ['host', 'user', 'source', 'rule'] as const
type Trait = (typeof traits)[number]

/** An incident with alerts that are about the same as an alert is. */
export interface SimilarIncident {
  readonly incident: Kept
  /** What they share, and how many alerts share something. */
  readonly shares: readonly Trait[]
  readonly alerts: number
}

const traitOf = (alert: Alert, trait: Trait): string | null => (trait === 'rule' ? alert.rule.id : alert[trait])
const fieldOf = (trait: Trait) => (trait === 'rule' ? 'rule.id' : trait)

/**
 * Incidents like an alert: they have alerts, within what the actor reads, of the same host, user, source address or rule.
 * Those that share most come first; the alert's own are left out. Rejects with `not-found` for an alert out of sight.
 */
export async function similarIncidents(
  parts: { readonly records: RecordStore; readonly units: UnitTree },
  actor: Actor,
  id: string,
): Promise<readonly SimilarIncident[]> {
  const scope = scopeOf(actor, 'alert.read', parts.units)
  const alert = await parts.records.get<Alert>(scope, alertKind, id)
  if (alert === undefined) throw new CodedError('not-found', 'there is no such alert')
  const own = alert.document
  const asked = traits.flatMap((trait) => {
    const value = traitOf(own, trait)
    return value === null ? [] : [equals(fieldOf(trait), value, 'none')]
  })
  const { rows } = await parts.records.list<Alert>(scope, alertKind, {
    where: all(exists('incidents.id'), any(...asked)),
    sort: [{ field: 'last', direction: 'desc' }],
    limit: mostAlerts,
  })
  const found = new Map<string, { shares: Set<Trait>; alerts: number }>()
  for (const { document } of rows) {
    const shares = traits.filter(
      (trait) => traitOf(own, trait) !== null && traitOf(document, trait) === traitOf(own, trait),
    )
    for (const { id: incident } of document.incidents ?? []) {
      if (own.incidents?.some((link) => link.id === incident)) continue
      const one = found.get(incident) ?? { shares: new Set<Trait>(), alerts: 0 }
      for (const trait of shares) one.shares.add(trait)
      found.set(incident, { shares: one.shares, alerts: one.alerts + 1 })
    }
  }
  const known = await knownIncidents(parts, actor, [...found.keys()])
  const similar = [...found].flatMap(([incident, { shares, alerts }]): SimilarIncident[] => {
    const kept = known.get(incident)
    return kept === undefined ? [] : [{ incident: kept, shares: traits.filter((trait) => shares.has(trait)), alerts }]
  })
  // A rule alone says little: it fires for many reasons.
  const weight = ({ shares }: SimilarIncident) => shares.length * 2 - (shares.includes('rule') ? 1 : 0)
  return similar.sort((a, b) => weight(b) - weight(a) || b.alerts - a.alerts).slice(0, mostIncidents)
}
