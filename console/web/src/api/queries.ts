import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type {
  Alert,
  AlertDetail,
  AlertFilter,
  AlertGroupQuery,
  AlertGroups,
  AlertPage,
  AlertQuery,
  AlertSummary,
  Takers,
} from '../../../api/schemas/alerts.ts'
import type { EventFacets, EventFilter, EventHistogram, EventPage } from '../../../api/schemas/events.ts'
import type { RuleDetail, RuleList } from '../../../api/schemas/rules.ts'
import type {
  IntakeKey,
  MadeIntakeKey,
  SampleStarted,
  SourceFailures,
  SourceList,
  SourceRerun,
} from '../../../api/schemas/sources.ts'
import type { SystemState } from '../../../api/schemas/system.ts'
import { resolveRange, type TimeRange } from '../lib/time-range.ts'
import { get, send } from './client.ts'
import { useMay } from './session.ts'

/** What the queue asks for, apart from its time range and paging. */
export type AlertCriteria = Omit<AlertQuery, 'from' | 'to' | 'limit' | 'offset'>

const alertPageSize = 200
const day = 86_400_000

/** How long what was just read is not asked for again, unless it changed: a page's parts come one after the other. */
const justReadMs = 2_000

/** The reading of the queue's rows, page by page; a relative range is resolved anew at every reading. */
export const alertRows = (range: TimeRange, criteria: AlertCriteria) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'rows', range, criteria],
    queryFn: ({ pageParam, signal }) => {
      const { sort, direction } = criteria
      const query = { ...filterNow(range, criteria), sort, direction, limit: alertPageSize, offset: pageParam }
      return get<AlertPage>('/api/alerts', query, signal)
    },
    initialPageParam: 0,
    getNextPageParam: (last: AlertPage, all: readonly AlertPage[]) => {
      const loaded = all.reduce((sum, page) => sum + page.rows.length, 0)
      return last.rows.length > 0 && loaded < last.total ? loaded : undefined
    },
    staleTime: justReadMs,
  })

export function useAlertRows(range: TimeRange, criteria: AlertCriteria, enabled = true) {
  return useInfiniteQuery({ ...alertRows(range, criteria), enabled, placeholderData: keepPreviousData })
}

/** The queue's filter at this moment. A source whose clock runs ahead must not hide its alert until that hour comes. */
export function filterNow(range: TimeRange, { sort: _, direction: __, ...filter }: AlertCriteria): AlertFilter {
  const { from, to } = resolveRange(range, Date.now())
  return { ...filter, from, to: range.kind === 'last' ? to + day : to }
}

/** The queue in groups, the largest first; nothing while `by` is null. */
export function useAlertGroups(range: TimeRange, criteria: AlertCriteria, by: AlertGroupQuery['by'] | null) {
  return useQuery({
    enabled: by !== null,
    queryKey: ['alerts', 'groups', range, criteria, by],
    queryFn: ({ signal }) =>
      get<AlertGroups>('/api/alerts/groups', { ...filterNow(range, criteria), by: by ?? '', limit: 500 }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

/** Facet counts and histogram of the queue. */
export function useAlertSummary(range: TimeRange, criteria: AlertCriteria) {
  const { sort: _, direction: __, ...filter } = criteria
  return useQuery({
    queryKey: ['alerts', 'summary', range, filter],
    queryFn: ({ signal }) =>
      get<AlertSummary>('/api/alerts/summary', { ...filter, ...resolveRange(range, Date.now()) }, signal),
    placeholderData: keepPreviousData,
    staleTime: justReadMs,
  })
}

export function useAlert(id: string) {
  return useQuery({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => get<AlertDetail>(`/api/alerts/${encodeURIComponent(id)}`, {}, signal),
    staleTime: 0,
  })
}

export type AlertAction =
  | { readonly verb: 'acknowledge' | 'reopen' | 'release' | 'accept' | 'withdraw' | 'undo' }
  | {
      readonly verb: 'hand'
      readonly to: { readonly kind: 'person' | 'unit'; readonly id: string }
      readonly note: string
    }
  | { readonly verb: 'refuse'; readonly reason: string }
  | { readonly verb: 'close'; readonly disposition: NonNullable<Alert['disposition']>; readonly note: string }

/** Changes an alert as the reader saw it; whatever the answer, the alert is read again. */
export function useAlertAction(alert: Pick<Alert, 'id' | 'revision'>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ verb, ...body }: AlertAction) =>
      send<Alert>('POST', `/api/alerts/${encodeURIComponent(alert.id)}/${verb}`, { ...body, revision: alert.revision }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['alert', alert.id] }),
        client.invalidateQueries({ queryKey: ['alerts'] }),
        client.invalidateQueries({ queryKey: ['home'] }),
      ]),
  })
}

/** To whom alerts of these units can be given. */
export function useTakers(unit: readonly string[]) {
  return useQuery({
    queryKey: ['takers', unit],
    queryFn: ({ signal }) => get<Takers>('/api/alerts/takers', { unit }, signal),
  })
}

/** An event search: `filter` holds resolved times, so that its pages, histogram and facets agree. */
export function useEventRows(filter: EventFilter) {
  return useInfiniteQuery({
    queryKey: ['events', 'rows', filter],
    queryFn: ({ pageParam, signal }) =>
      get<EventPage>(
        '/api/events',
        { ...filter, limit: 200, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useEventHistogram(filter: EventFilter) {
  return useQuery({
    queryKey: ['events', 'histogram', filter],
    queryFn: ({ signal }) => get<EventHistogram>('/api/events/histogram', filter, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useEventFacets(filter: EventFilter, fields: readonly string[]) {
  return useQuery({
    queryKey: ['events', 'facets', filter, fields],
    queryFn: ({ signal }) => get<EventFacets>('/api/events/facets', { ...filter, fields: fields.join(',') }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useEvent(id: string) {
  return useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) =>
      get<{ event: Record<string, unknown> }>(`/api/events/${encodeURIComponent(id)}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useSources() {
  const may = useMay()
  return useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => get<SourceList>('/api/sources', {}, signal),
    enabled: may('source.read'),
    // Silence changes nothing, so no change says it: look again by the clock.
    refetchInterval: 30_000,
  })
}

export function useSourceFailures(id: string) {
  return useQuery({
    queryKey: ['sources', id, 'failures'],
    queryFn: ({ signal }) => get<SourceFailures>(`/api/sources/${encodeURIComponent(id)}/failures`, {}, signal),
  })
}

/** Has the failed lines of a source read again. */
export function useRerun(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => send<SourceRerun>('POST', `/api/sources/${encodeURIComponent(id)}/rerun`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sources'] }),
  })
}

export function useIntakeKeys() {
  const may = useMay()
  return useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => get<{ rows: IntakeKey[] }>('/api/keys', {}, signal),
    enabled: may('source.enroll'),
  })
}

export function useMakeKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => send<MadeIntakeKey>('POST', '/api/keys', { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  })
}

export function useRevokeKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => send('DELETE', `/api/keys/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  })
}

/** All rules that are read here; `wanted` once there is time for them. */
export function useRules(wanted = true) {
  const may = useMay()
  return useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => get<RuleList>('/api/rules', {}, signal),
    enabled: wanted && may('rule.read'),
  })
}

export function useRule(id: string) {
  return useQuery({
    queryKey: ['rules', id],
    queryFn: ({ signal }) => get<RuleDetail>(`/api/rules/${encodeURIComponent(id)}`, {}, signal),
  })
}

export function useSystem() {
  const may = useMay()
  return useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => get<SystemState>('/api/system', {}, signal),
    enabled: may('system.read'),
    // While it fails it is asked more often: what was read before is old.
    refetchInterval: ({ state }) => (state.status === 'error' ? 5_000 : 60_000),
  })
}

/** Starts the sample attack. */
export function useSample() {
  return useMutation({ mutationFn: () => send<SampleStarted>('POST', '/api/sample') })
}
