import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Facet } from '../../../../api/schemas/common.ts'
import { get } from '../../api/client.ts'

/** The values of a field that are like what is typed, counted within the range; nothing is asked without an `ask`. */
export function useFieldValues(
  range: { readonly from: number; readonly to: number },
  ask: { readonly field: string; readonly prefix: string } | undefined,
): Facet['values'] {
  const query = useQuery({
    queryKey: ['events', 'values', range.from, range.to, ask],
    queryFn: ({ signal }) => get<Facet>('/api/events/values', { ...range, ...ask }, signal),
    enabled: ask !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    // A suggestion that does not come is no error that a reader could do something about.
    retry: false,
  })
  return ask !== undefined && query.data?.field === ask.field ? query.data.values : []
}
