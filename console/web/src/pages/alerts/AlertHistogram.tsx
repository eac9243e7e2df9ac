import { severities } from '../../../../../core/event/severity.ts'
import type { AlertSummary } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { Histogram } from '../../components/Histogram.tsx'
import { resolveRange, type TimeRange } from '../../lib/time-range.ts'

/** Alerts over time, stacked by severity, the worst at the bottom where bars can be compared. */
export function AlertHistogram(props: {
  summary: AlertSummary | undefined
  range: TimeRange
  onZoom: (from: number, to: number) => void
}) {
  const { t } = useWords()
  const { from, to } = resolveRange(props.range, Date.now())
  return (
    <Histogram
      label={t('histogram.alerts')}
      bars={props.summary?.histogram.buckets}
      parts={severities.toReversed().map((key) => ({
        key,
        label: t(`severity.${key}`),
        fill: `var(--vg-severity-fill-${key})`,
      }))}
      interval={props.summary?.histogram.interval ?? 60_000}
      from={from}
      to={to}
      onZoom={props.onZoom}
    />
  )
}
