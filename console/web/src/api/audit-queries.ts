import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AuditFacets, AuditPage, AuditQuery, ChainState } from '../../../api/schemas/audit.ts'
import { get, send } from './client.ts'

const pageSize = 100

/** Rows of the audit log, page by page; a page may be short while the server looks further back. */
export function useAuditRows(query: AuditQuery) {
  return useInfiniteQuery({
    queryKey: ['audit', 'rows', query],
    queryFn: ({ pageParam, signal }) =>
      get<AuditPage>(
        '/api/audit',
        { ...query, limit: pageSize, ...(pageParam === null ? {} : { before: pageParam }) },
        signal,
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useAuditFacets(query: AuditQuery) {
  return useQuery({
    queryKey: ['audit', 'facets', query],
    queryFn: ({ signal }) => get<AuditFacets>('/api/audit/facets', query, signal),
    placeholderData: keepPreviousData,
  })
}

/** State of the chain; read again while a check runs. */
export function useChain() {
  return useQuery({
    queryKey: ['audit', 'chain'],
    queryFn: ({ signal }) => get<ChainState>('/api/audit/chain', {}, signal),
    refetchInterval: ({ state }) => (state.data?.check?.state === 'running' ? 1_000 : 60_000),
  })
}

export function useCheckChain() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => send<ChainState>('POST', '/api/audit/chain/check'),
    onSuccess: (state) => client.setQueryData(['audit', 'chain'], state),
  })
}
