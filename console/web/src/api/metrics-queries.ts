import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Lags, Metrics } from '../../../api/schemas/metrics.ts'
import { get } from './client.ts'
import { useMay } from './session.ts'

/** Whole days, so that a page that is read again asks for the same. */
export interface MetricsQuestion {
  readonly from: number
  readonly to: number
  readonly by: 'unit' | 'rule' | 'severity'
  readonly span: 'day' | 'week' | 'month'
}

export function useMetrics(question: MetricsQuestion) {
  return useQuery({
    queryKey: ['metrics', question],
    queryFn: ({ signal }) => get<Metrics>('/api/metrics', question, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

/** How late events come; for who may read events. */
export function useLags({ from, to }: Pick<MetricsQuestion, 'from' | 'to'>) {
  const may = useMay()
  return useQuery({
    queryKey: ['metrics', 'lag', from, to],
    queryFn: ({ signal }) => get<Lags>('/api/metrics/lag', { from, to }, signal),
    enabled: may('event.read'),
    staleTime: 60_000,
  })
}
