import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Replayed, SystemState } from '../../../api/schemas/system.ts'
import { send } from './client.ts'
import { useSystem } from './queries.ts'

/** Something that is wrong; what is known without the store has neither time nor detail. */
export type KnownTrouble = Pick<SystemState['troubles'][number], 'code'> & Partial<SystemState['troubles'][number]>

/**
 * Why the platform cannot serve. It answers without the store and without a log-in, so it is known when nothing else is; who
 * may not see the system's state still has to know that searches fail.
 */
function useReadiness() {
  return useQuery({
    queryKey: ['ready'],
    queryFn: async ({ signal }) => {
      const response = await fetch('/health/ready', { signal })
      const body: unknown = await response.json()
      const reasons = typeof body === 'object' && body !== null && 'reasons' in body ? body.reasons : []
      return Array.isArray(reasons) ? reasons.map(String) : []
    },
    refetchInterval: 10_000,
    staleTime: 0,
  })
}

/** What is wrong now: as the system's state has it, and what stands in the way of reading that. `stale` when it is old. */
export function useTroubles(): { readonly troubles: readonly KnownTrouble[]; readonly stale: boolean } {
  const system = useSystem()
  const reasons = useReadiness().data ?? []
  const told: readonly KnownTrouble[] = system.data?.troubles ?? []
  const more = reasons.filter((reason) => isReason(reason) && !told.some(({ code }) => code === reason))
  return {
    troubles: [...more.map((code) => ({ code: code as KnownTrouble['code'] })), ...told],
    stale: system.isError && system.data !== undefined,
  }
}

/** Reasons that have a text of their own as a trouble. What follows from another is left to that. */
const isReason = (reason: string): boolean =>
  reason === 'store-unreachable' ||
  reason === 'store-certificate' ||
  reason === 'store-full' ||
  reason === 'disk-refusing' ||
  reason === 'ingest-refusing'

/** Sends the documents again that the store refused. */
export function useReplay() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => send<Replayed>('POST', '/api/system/dead-letters/replay'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['system'] }),
  })
}
