import { useLags } from '../../api/metrics-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { Amount } from './Amount.tsx'

const shown = 30

/** How late each source's events come, by the newest of them; for who may read events. */
export function LagTable({ from, to }: { from: number; to: number }) {
  const { t, number } = useWords()
  const may = useMay()
  const query = useLags({ from, to })
  if (!may('event.read')) return null
  return (
    <section className="section">
      <h2>{t('metrics.lag')}</h2>
      {query.data === undefined ? (
        query.isError ? (
          <ErrorWords error={query.error} />
        ) : (
          <SkeletonRows rows={4} height={32} />
        )
      ) : (
        <>
          <p className="dim small">{t('metrics.lag.text', { n: query.data.sampled })}</p>
          <section
            className="snug-table"
            aria-label={t('metrics.lag')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
            tabIndex={0}
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('nav.sources')}</th>
                  <th scope="col">{t('field.unit')}</th>
                  <th scope="col" className="numeric">
                    n
                  </th>
                  <th scope="col" className="numeric">
                    p95
                  </th>
                </tr>
              </thead>
              <tbody>
                {query.data.rows.slice(0, shown).map(({ source, name, unit, n, p95 }) => (
                  <tr key={source}>
                    <th scope="row">{name}</th>
                    <td>{unit?.name ?? <span className="dim">{t('field.unattributed')}</span>}</td>
                    <td className="numeric">{number(n)}</td>
                    <td className="numeric">
                      <Amount of={p95} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </section>
  )
}
