import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Changed } from '../../../api/schemas/rule-settings.ts'
import type {
  ValueListChange,
  ValueListDetail,
  ValueListDraft,
  ValueListRow,
  ValueListVerdict,
} from '../../../api/schemas/value-lists.ts'
import { get, send } from './client.ts'
import { useMay } from './session.ts'

const pathOf = (name: string) => `/api/value-lists/${encodeURIComponent(name)}`

/** The lists of values. */
export function useValueLists() {
  const may = useMay()
  return useQuery({
    queryKey: ['lists'],
    queryFn: ({ signal }) => get<{ rows: ValueListRow[] }>('/api/value-lists', {}, signal),
    enabled: may('alert.read'),
  })
}

export function useValueList(name: string) {
  return useQuery({
    queryKey: ['lists', name],
    queryFn: ({ signal }) => get<ValueListDetail>(pathOf(name), {}, signal),
  })
}

/** How many values a text holds and which lines are wrong; nothing is asked for a blank one. */
export function useListVerdict(draft: ValueListDraft) {
  return useQuery({
    queryKey: ['list-verdict', draft],
    queryFn: ({ signal }) => send<ValueListVerdict>('POST', '/api/value-lists/check', draft, signal),
    enabled: draft.text.trim() !== '',
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  })
}

/** Keeps a list, new or changed. */
export function useKeepList() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, ...change }: ValueListChange & { name: string }) => send<Changed>('PUT', pathOf(name), change),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['lists'] })
    },
  })
}

export function useRemoveList() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, version }: { name: string; version: number }) =>
      send<Changed>('POST', `${pathOf(name)}/remove`, { version }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['lists'] })
    },
  })
}
