import { useQuery } from '@tanstack/react-query'
import type { Home } from '../../../api/schemas/home.ts'
import { get } from './client.ts'

/** What needs me now. */
export function useHome() {
  return useQuery({
    queryKey: ['home'],
    queryFn: ({ signal }) => get<Home>('/api/home', {}, signal),
    staleTime: 0,
    // Silence changes nothing, so no change says it: look again by the clock.
    refetchInterval: 30_000,
  })
}
