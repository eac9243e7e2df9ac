import type { Metrics } from '../../../../api/schemas/metrics.ts'
import { useWords } from '../../app/words.tsx'
import { Amount, measures } from './Amount.tsx'

/** Every measure with how many values it has: median, ninth decile, and the mean unless it is to be `brief`. */
export function MeasureTable(props: { measures: Metrics['all']; label: string; brief?: boolean }) {
  const { measures: measured, label, brief = false } = props
  const { t, number } = useWords()
  return (
    <section
      className={brief ? 'snug-table brief' : 'snug-table measures'}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('metrics.measure')}</th>
            <th scope="col" className="numeric">
              n
            </th>
            <th scope="col" className="numeric">
              {t('metrics.median')}
            </th>
            <th scope="col" className="numeric">
              {t('metrics.p90')}
            </th>
            {!brief && (
              <th scope="col" className="numeric">
                {t('metrics.mean')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => {
            const { n, median, p90, mean } = measured[measure]
            return (
              <tr key={measure}>
                <th scope="row">{t(`metrics.${measure}`)}</th>
                <td className="numeric">{number(n)}</td>
                <td className="numeric">
                  <Amount of={median} />
                </td>
                <td className="numeric">
                  <Amount of={p90} />
                </td>
                {!brief && (
                  <td className="numeric">
                    <Amount of={mean} />
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
