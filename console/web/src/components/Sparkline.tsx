import { useWords } from '../app/words.tsx'

const height = 22

/** Counts over time as bars, events a minute over the last hour unless `words` says what; the words carry the numbers. */
export function Sparkline({
  values,
  width = 120,
  words,
}: {
  values: readonly number[]
  width?: number
  words?: string
}) {
  const { t } = useWords()
  const max = Math.max(1, ...values)
  const step = width / Math.max(1, values.length)
  const summary = words ?? t('sources.rate.summary', { max: Math.max(0, ...values), last: values.at(-1) ?? 0 })
  return (
    <svg className="sparkline" width={width} height={height} role="img" aria-label={summary}>
      <title>{summary}</title>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--vg-line)" />
      {values.map((value, at) => {
        const bar = value === 0 ? 0 : Math.max(1.5, (value / max) * (height - 2))
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its minute
            key={at}
            x={at * step}
            y={height - bar}
            width={Math.max(1, step - 0.6)}
            height={bar}
            fill="var(--vg-brand)"
          />
        )
      })}
    </svg>
  )
}
