import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { EntityKind } from '../../../../core/event/entity-fields.ts'
import type {
  EntityAlerts,
  EntityBars,
  EntityHosts,
  EntityPrevalence,
  EntityProfile,
  ProcessActivity,
  ProcessTree,
} from '../../../api/schemas/entities.ts'
import { get } from './client.ts'

/** What is asked about a host, a user or an address: resolved times, so that the parts of its page agree. */
export interface EntityAsk {
  readonly kind: EntityKind
  readonly name: string
  readonly from: number
  readonly to: number
  readonly unit?: string
  readonly domain?: string
  readonly mentions?: boolean
}

function useEntity<T>(
  part: '' | '/prevalence' | '/bars' | '/hosts' | '/alerts',
  ask: EntityAsk,
  enabled = true,
  more = {},
) {
  const { kind, ...query } = ask
  return useQuery({
    enabled,
    // Alerts change while one looks; the events of a range are a snapshot.
    queryKey: [part === '/alerts' ? 'alerts' : 'entity', part, ask, more],
    queryFn: ({ signal }) => get<T>(`/api/entities/${kind}${part}`, { ...query, ...more }, signal),
    placeholderData: keepPreviousData,
    staleTime: part === '/alerts' ? 0 : Number.POSITIVE_INFINITY,
  })
}

export const useEntityProfile = (ask: EntityAsk, enabled: boolean) => useEntity<EntityProfile>('', ask, enabled)
export const useEntityPrevalence = (ask: EntityAsk, enabled: boolean) =>
  useEntity<EntityPrevalence>('/prevalence', ask, enabled)
export const useEntityHosts = (ask: EntityAsk, enabled: boolean) => useEntity<EntityHosts>('/hosts', ask, enabled)
export const useEntityAlerts = (ask: EntityAsk, enabled: boolean) => useEntity<EntityAlerts>('/alerts', ask, enabled)
/** Its events over time; `query` narrows them further. */
export const useEntityBars = (ask: EntityAsk, enabled: boolean, query: string | undefined) =>
  useEntity<EntityBars>('/bars', ask, enabled, query === undefined ? {} : { query })

/** Which process: of an event, or the parent that it names. */
export interface ProcessAsk {
  readonly event: string
  readonly of: 'self' | 'parent'
}

export function useProcessTree(event: string) {
  return useQuery({
    enabled: event !== '',
    queryKey: ['processes', 'tree', event],
    queryFn: ({ signal }) => get<ProcessTree>('/api/processes/tree', { event }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useProcessActivity(ask: ProcessAsk) {
  return useQuery({
    queryKey: ['processes', 'activity', ask],
    queryFn: ({ signal }) => get<ProcessActivity>('/api/processes/activity', ask, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
