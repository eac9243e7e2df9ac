import type { Desk } from './desk.ts'
import { type IncidentType, incidentTypes } from './incident-types.ts'

/** What the routes of incidents are given. */
export interface Incidents extends Desk {
  /** The kinds of incidents, in the order in which they are offered. */
  readonly kinds: readonly IncidentType[]
}

/** Work on incidents, over the stores as people read them. Throws when the file of their kinds is not as it must be. */
export function createIncidents(parts: Omit<Desk, 'types'>): Incidents {
  const kinds = incidentTypes()
  return { ...parts, kinds, types: new Set(kinds.map(({ id }) => id)) }
}
