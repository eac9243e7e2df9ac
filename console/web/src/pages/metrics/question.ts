import type { MetricsQuestion } from '../../api/metrics-queries.ts'

export const lengths = [7, 30, 90, 365] as const
export const comparisons = ['unit', 'rule', 'severity'] as const satisfies readonly MetricsQuestion['by'][]
export const spans = ['day', 'week', 'month'] as const satisfies readonly MetricsQuestion['span'][]

const day = 86_400_000

/** What the address asks for: the last 30 days by week and unit, unless it says otherwise. Ends with the hour that runs. */
export function readQuestion(params: URLSearchParams, now: number): MetricsQuestion & { readonly days: number } {
  const days = lengths.find((one) => String(one) === params.get('days')) ?? 30
  const by = comparisons.find((one) => one === params.get('by')) ?? 'unit'
  const span = spans.find((one) => one === params.get('span')) ?? (days > 90 ? 'month' : days > 7 ? 'week' : 'day')
  const to = Math.ceil(now / 3_600_000) * 3_600_000
  return { days, by, span, from: to - days * day, to }
}
