import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  AnswerIndicators,
  AskIndicatorSearch,
  ChangeIndicatorList,
  IndicatorHits,
  IndicatorItems,
  IndicatorListDetail,
  IndicatorLists,
  IndicatorPreview,
  IndicatorSearch,
  MarkIndicator,
  NewIndicatorList,
  PreviewIndicators,
} from '../../../api/schemas/indicators.ts'
import { get, send } from './client.ts'

const base = '/api/indicators'
const pathOf = (id: string) => `${base}/${encodeURIComponent(id)}`
const isGoing = (search: IndicatorSearch | null | undefined) =>
  search?.state === 'waiting' || search?.state === 'running'
/** While a search runs its progress is read so often, milliseconds. */
const lookEvery = 1_000
const itemsAtOnce = 200
const reread = (client: QueryClient) => () => client.invalidateQueries({ queryKey: ['indicators'] })

/** The lists, the soonest due first. */
export function useIndicatorLists() {
  return useQuery({
    queryKey: ['indicators'],
    queryFn: ({ signal }) => get<IndicatorLists>(base, {}, signal),
    refetchInterval: ({ state }) => (state.data?.rows.some(({ search }) => isGoing(search)) ? 2 * lookEvery : false),
  })
}

export function useIndicatorList(id: string) {
  return useQuery({
    queryKey: ['indicators', id],
    queryFn: ({ signal }) => get<IndicatorListDetail>(pathOf(id), {}, signal),
    refetchInterval: ({ state }) => (state.data?.searches.some(isGoing) ? lookEvery : false),
  })
}

export function useIndicatorItems(id: string) {
  return useInfiniteQuery({
    queryKey: ['indicator-items', id],
    queryFn: ({ signal, pageParam }) =>
      get<IndicatorItems>(`${pathOf(id)}/items`, { offset: pageParam, limit: itemsAtOnce }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.rows.length < itemsAtOnce ? undefined : pages.length * itemsAtOnce),
  })
}

/** What a search found; read again as it goes on. */
export function useIndicatorHits(id: string, search: IndicatorSearch | undefined) {
  return useQuery({
    queryKey: ['indicator-hits', id, search?.id, search?.hits, search?.matched],
    queryFn: ({ signal }) => get<IndicatorHits>(`${pathOf(id)}/searches/${search?.id ?? ''}`, {}, signal),
    enabled: search !== undefined,
    placeholderData: (before) => (before?.search.id === search?.id ? before : undefined),
  })
}

export function usePreviewIndicators() {
  return useMutation({
    mutationFn: (ask: PreviewIndicators) => send<IndicatorPreview>('POST', `${base}/preview`, ask),
  })
}

export function useNewIndicatorList() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (list: NewIndicatorList) => send<IndicatorListDetail>('POST', base, list),
    onSuccess: reread(client),
  })
}

/** A step on one list: its letter, its place before the rules, a search, the answer. What is stale is read again, also when it was refused. */
function useStep<T extends object, R>(run: (ask: T) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: run, onSettled: reread(client) })
}
export const useChangeIndicators = (id: string) =>
  useStep((ask: ChangeIndicatorList) => send<IndicatorListDetail>('PUT', pathOf(id), ask))
export function useMarkIndicator(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (ask: MarkIndicator) => send<IndicatorListDetail>('POST', `${pathOf(id)}/mark`, ask),
    onSettled: () => Promise.all([reread(client)(), client.invalidateQueries({ queryKey: ['indicator-items', id] })]),
  })
}
export const useRemoveIndicators = (id: string) =>
  useStep((ask: { version: number }) => send('POST', `${pathOf(id)}/remove`, ask))
export const useKeepLive = (id: string) =>
  useStep((ask: { version: number; live: boolean }) => send<IndicatorListDetail>('POST', `${pathOf(id)}/live`, ask))
export const useSearchIndicators = (id: string) =>
  useStep((ask: AskIndicatorSearch) => send<IndicatorSearch>('POST', `${pathOf(id)}/searches`, ask))
export const useCancelSearch = (id: string) =>
  useStep(({ search }: { search: string }) => send('POST', `${pathOf(id)}/searches/${search}/cancel`, {}))
export const useAnswerIndicators = (id: string) =>
  useStep((ask: AnswerIndicators) => send<IndicatorListDetail>('POST', `${pathOf(id)}/answer`, ask))
export const useWithdrawAnswer = (id: string) =>
  useStep((ask: { version: number }) => send<IndicatorListDetail>('POST', `${pathOf(id)}/answer/withdraw`, ask))
