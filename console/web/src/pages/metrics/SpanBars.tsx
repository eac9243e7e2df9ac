import type { Metrics } from '../../../../api/schemas/metrics.ts'
import { useWords } from '../../app/words.tsx'
import { Amount, measures } from './Amount.tsx'

/** The median time until an alert is taken, a bar a stretch; the numbers of every measure stand in a table beneath. */
export function SpanBars({ spans, span }: { spans: Metrics['spans']; span: 'day' | 'week' | 'month' }) {
  const { t, day, number, duration } = useWords()
  const shown = spans.map((one) => ({ ...one, value: one.measures.acknowledge.median }))
  const most = Math.max(1, ...shown.map(({ value }) => value ?? 0))
  return (
    <section className="section">
      <h2>{t('metrics.overTime')}</h2>
      <ol className="span-bars">
        {shown.map(({ from, value, measures: { acknowledge } }) => (
          <li key={from}>
            <span className="dim">{day(from)}</span>
            <span className="span-bar" aria-hidden>
              {value !== null && <i style={{ width: `max(2px, ${(value / most) * 100}%)` }} />}
            </span>
            <span>
              {value === null ? t('metrics.few') : duration(value)}{' '}
              <span className="dim nowrap">n = {number(acknowledge.n)}</span>
            </span>
          </li>
        ))}
      </ol>
      <details className="histogram-table">
        <summary>{t('metrics.table')}</summary>
        <section
          className="snug-table"
          aria-label={t('metrics.overTime')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{t(`metrics.span.${span}`)}</th>
                <th scope="col" className="numeric">
                  {t('group.alerts')}
                </th>
                {measures.map((measure) => (
                  <th key={measure} scope="col" className="numeric">
                    {t(`metrics.${measure}.short`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {spans.map(({ from, alerts, measures: measured }) => (
                <tr key={from}>
                  <th scope="row">{day(from)}</th>
                  <td className="numeric">{number(alerts)}</td>
                  {measures.map((measure) => (
                    <td key={measure} className="numeric">
                      <Amount of={measured[measure].median} />{' '}
                      <span className="dim">({number(measured[measure].n)})</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  )
}
